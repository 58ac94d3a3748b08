import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newKey } from '../../platform/random-ids';
import { launchRefused } from '../dispatch.failures';
import { hashSecret, isPackageKey, matchesHash } from '../package/dispatch-key.rules';
import { refusalAtTheDoor, type RefusalCode } from './launch-checks.rules';
import { LaunchAlarms } from './launch-alarms';
import { type Door, LaunchReport, type SeatAtDoor } from './launch.report';
import { accessEnds, isInShare } from '../seats/licence.rules';
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
  /** What is kept for support, beside what decides. */
  told?: { packageVersion: string; agent: string | undefined; via: string; calls: unknown; request: string };
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
  throw launchRefused({ refusal, ...(door && { applicationId: door.applicationId, keepsNames: door.settings.privacy === 'raw' && !door.hashUserInfo }), ...(door?.key ? { language: door.settings.language, support: door.settings.support } : {}) });
}

/** The version a new registration of this learner gets. */
function versioned(door: Door, learnerKey: string): Door {
  const { pinnedKey, newestPercent } = door.course;
  return pinnedKey === undefined || isInShare(learnerKey, newestPercent) ? door : { ...door, course: { ...door.course, versionKey: pinnedKey } };
}

/** Checks a launch at the door and finds out who calls, in two statements (RELAY 1.5). */
@Injectable()
export class IdentifyCaller {
  constructor(
    private readonly report: LaunchReport,
    private readonly alarms: LaunchAlarms,
    private readonly clock: Clock,
  ) {}

  /** Inside the launch's unit of work. Failures: launch-refused. */
  async run(launch: DispatchLaunch): Promise<LaunchCaller> {
    const keyHash = isPackageKey(launch.packageKey) ? hashSecret(launch.packageKey) : '';
    const door = await this.report.door(launch.dispatchKey, keyHash);
    const pointer = parsePointer(launch.lms.pointer);
    const refusal = this.refusal(door, launch, pointer !== undefined);
    if (!door || refusal) return this.refuse(refusal ?? 'not-found', door, launch);
    this.alarms.sawOrigins(door, launch.origins);
    const learnerKey = this.learnerKey(door, launch);
    const found = await this.report.seats(launch.dispatchKey, learnerKey, pointer?.registrationKey);
    const seats = found.seats.filter(({ isTest }) => isTest === (door.key?.isTest ?? false)); // a pointer from a test opens no real registration, nor the other way round
    const own = seats.filter((seat) => seat.learnerKey === learnerKey);
    const shown = pointer && seats.find((seat) => seat.registrationKey === pointer.registrationKey && matchesHash(pointer.proof, seat.proofHash));
    const proven = launch.vouched ? own[0] : shown;
    if (pointer && !proven && this.refusal(door, launch, false)) return refuseLaunch('no-learner', door);
    if (pointer && !proven) this.alarms.raise(door, 'forged-pointer', 'a pointer was shown that proves nothing');
    this.refuseEnded(door, proven ? [...own, proven] : own);
    const launchHash = hashSecret(launch.launchId);
    const retried = seats.find((seat) => seat.launchId === launchHash && this.clock.now() - seat.launchedAt < retryMs);
    return { launch, door: versioned(door, learnerKey), keyHash, learnerKey, own, nextInstance: found.nextInstance, proven, badProof: pointer !== undefined && !proven, retried };
  }

  /** A learner's own time is over, however long the dispatch is open. */
  private refuseEnded(door: Door, seats: readonly SeatAtDoor[]): void {
    const end = accessEnds(seats.length ? Math.min(...seats.map(({ createdAt }) => createdAt)) : undefined, door.accessDays);
    if (end !== undefined && this.clock.now() > end) refuseLaunch('expired', door);
  }

  /** A test is of another learner than the same id outside of tests, so that neither meets the other's seats. */
  private learnerKey(door: Door, { learner }: DispatchLaunch): string {
    const id = tidyLearnerId(learner.id) || `anonymous ${newKey()}`;
    return learnerKeyOf(door.learnerSecret, door.key?.isTest ? `test\n${id}` : id, door.settings.caseFoldIds);
  }

  private refuse(refusal: RefusalCode, door: Door | undefined, { origins }: DispatchLaunch): never {
    if (door?.key && refusal === 'wrong-site') this.alarms.raise(door, 'wrong-site', `a launch from ${origins.join(', ')} was refused, because the destination does not list it`);
    return refuseLaunch(refusal, door);
  }

  private refusal(door: Door | undefined, launch: DispatchLaunch, proven: boolean): RefusalCode | undefined {
    const { allowedOrigins = [], originMode, allowAnonymous = false } = door?.settings ?? {};
    const site = { origins: launch.origins, allowed: allowedOrigins, enforced: originMode === 'enforce' };
    return refusalAtTheDoor({ key: launch.vouched ? { revokedAt: null } : door?.key, dispatch: door, site, learnerId: tidyLearnerId(launch.learner.id), allowAnonymous, proven }, this.clock.now());
  }
}
