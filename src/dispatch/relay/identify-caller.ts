import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newKey } from '../../platform/random-ids';
import { launchRefused } from '../dispatch.failures';
import { hashSecret, isPackageKey, matchesHash } from '../package/dispatch-key.rules';
import { refusalAtTheDoor, type RefusalCode } from './launch-checks.rules';
import { LaunchLimits } from './launch-limits';
import { type Door, LaunchReport, type SeatAtDoor } from './launch.report';
import { learnerKeyOf, tidyLearnerId } from './learner-key.rules';
import { parsePointer } from './pointer.rules';

export interface DispatchLaunch {
  dispatchKey: string;
  packageKey: string;
  /** Random, made by the package; the same again within ten minutes is a retry. */
  launchId: string;
  learner: { id: string; name: string };
  lms: { status: string; entry: string; mode: string; pointer: string };
  /** Every origin a browser told us of. */
  origins: readonly string[];
  address: string;
  lang: string;
  /** The platform's signature says who the learner is: no package key and no proof are needed (LTI). */
  vouched?: true;
  /** The player is not in a shell: where it leads at the end, '' for nowhere. */
  directTo?: string;
}

/** Who is at the door, as far as it can be known. */
export interface LaunchCaller {
  launch: DispatchLaunch;
  door: Door;
  keyHash: string;
  learnerKey: string;
  /** Of the caller's learner id, newest first. */
  own: SeatAtDoor[];
  nextInstance: number;
  /** Whose proof was shown. */
  proven?: SeatAtDoor;
  /** A pointer was shown that proves nothing. */
  badProof: boolean;
  /** This launch was accepted before and its answer was lost. */
  retried?: SeatAtDoor;
}

const retryMs = 10 * 60_000;

/** Refuses; the destination's words only go to callers with a key of the dispatch. */
export function refuseLaunch(refusal: RefusalCode, door: Door | undefined): never {
  throw launchRefused({ refusal, ...(door?.key ? { language: door.settings.language, support: door.settings.support } : {}) });
}

/** Checks a launch at the door and finds out who calls, in two statements (RELAY 1.5). */
@Injectable()
export class IdentifyCaller {
  constructor(
    private readonly report: LaunchReport,
    private readonly limits: LaunchLimits,
    private readonly clock: Clock,
  ) {}

  /** Inside the launch's unit of work. Failures: launch-refused. */
  async run(launch: DispatchLaunch): Promise<LaunchCaller> {
    const keyHash = isPackageKey(launch.packageKey) ? hashSecret(launch.packageKey) : '';
    const door = await this.report.door(launch.dispatchKey, keyHash);
    const pointer = parsePointer(launch.lms.pointer);
    const refusal = this.refusal(door, launch, pointer !== undefined);
    if (!door || refusal) return refuseLaunch(refusal ?? 'not-found', door);
    this.limits.sawOrigins(door, launch.origins);
    const learnerKey = learnerKeyOf(door.learnerSecret, tidyLearnerId(launch.learner.id) || `anonymous ${newKey()}`, door.settings.caseFoldIds);
    const { seats, nextInstance } = await this.report.seats(launch.dispatchKey, learnerKey, pointer?.registrationKey);
    const own = seats.filter((seat) => seat.learnerKey === learnerKey);
    const shown = pointer && seats.find((seat) => seat.registrationKey === pointer.registrationKey && matchesHash(pointer.proof, seat.proofHash));
    const proven = launch.vouched ? own[0] : shown;
    if (pointer && !proven && this.refusal(door, launch, false)) return refuseLaunch('no-learner', door);
    if (pointer && !proven) this.limits.alarm(door, 'a pointer was shown that proves nothing');
    const launchHash = hashSecret(launch.launchId);
    const retried = seats.find((seat) => seat.launchId === launchHash && this.clock.now() - seat.launchedAt < retryMs);
    return { launch, door, keyHash, learnerKey, own, nextInstance, proven, badProof: pointer !== undefined && !proven, retried };
  }

  private refusal(door: Door | undefined, launch: DispatchLaunch, proven: boolean): RefusalCode | undefined {
    const { allowedOrigins = [], originMode, allowAnonymous = false } = door?.settings ?? {};
    const site = { origins: launch.origins, allowed: allowedOrigins, enforced: originMode === 'enforce' };
    return refusalAtTheDoor({ key: launch.vouched ? { revokedAt: null } : door?.key, dispatch: door, site, learnerId: tidyLearnerId(launch.learner.id), allowAnonymous, proven }, this.clock.now());
  }
}
