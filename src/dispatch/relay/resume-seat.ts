import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { OpenSession } from '../../runtime/open-session';
import type { NotedLaunch } from '../diagnostics/reference-code.rules';
import { hashSecret } from '../package/dispatch-key.rules';
import { SeatRepository } from '../seats/seat.repository';
import type { DispatchLaunch, LaunchCaller } from './identify-caller';
import { LaunchAlarms } from './launch-alarms';
import type { Door, SeatAtDoor } from './launch.report';
import { formatPointer } from './pointer.rules';
import { RegistrationProofs } from './registration-proofs';

/** A launch that was let in. `seat` is absent when nothing is tracked. */
export interface AcceptedLaunch {
  /** The course reports to the server by itself, so its player may not know what it said. */
  reports?: boolean;
  door: Door;
  playUrl: string;
  sessionKey: string;
  epoch: number;
  tracking: boolean;
  /** For the LMS to keep; '' when there is nothing to keep. */
  pointer: string;
  seat?: SeatAtDoor;
  /** The course was finished here before and the LMS says so too: nothing is stored. */
  lmsComplete?: true;
  /** Why this registration, in the words of `Choice`. */
  decision?: string;
  proof?: 'shown' | 'none' | 'wrong';
  noted?: NotedLaunch;
}

/** Whether the player stands in a shell, which speaks for it, or alone. */
export const placeOf = ({ directTo }: DispatchLaunch): { mode: 'direct' | 'dispatch'; redirectUrl?: string } => (directTo === undefined ? { mode: 'dispatch' } : { mode: 'direct', redirectUrl: directTo });

/** Names the session of one launch of one seat. */
export const launchLinkOf = (seatKey: string, launchId: string, launchedAt: number): string => hashSecret(`${seatKey} ${launchId} ${launchedAt}`);

/** Opens a registration again for a caller who may: to go on with it, to look at it, or to get a lost answer once more. */
@Injectable()
export class ResumeSeat {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly sessions: OpenSession,
    private readonly seats: SeatRepository,
    private readonly proofs: RegistrationProofs,
    private readonly alarms: LaunchAlarms,
    private readonly clock: Clock,
  ) {}

  /** Inside the launch's unit of work. */
  async run(caller: LaunchCaller, seat: SeatAtDoor, how: 'go-on' | 'look' | 'retry'): Promise<AcceptedLaunch> {
    const { door, launch } = caller;
    const { registrationKey, instanceKey, versionKey, seatKey } = seat;
    const now = this.clock.now();
    const session = await this.sessions.run({
      applicationId: door.applicationId, registrationKey, instanceKey, versionKey, lang: launch.lang, ...(how === 'look' ? { mode: 'review' as const } : placeOf(launch)), tracking: how !== 'look',
      ...(how === 'look' ? {} : { linkId: launchLinkOf(seatKey, launch.launchId, how === 'retry' ? seat.launchedAt : now), linkIsNew: how === 'go-on' }),
    });
    if (how === 'look') return { door, playUrl: session.playUrl, sessionKey: session.sessionKey, epoch: session.epoch, tracking: false, pointer: '' };
    const { proof, hash } = this.proofs.of(seatKey);
    if (how === 'go-on') await this.remember(caller, seat, hash, now);
    const reopened = { ...seat, epoch: how === 'retry' ? seat.epoch : session.epoch, started: true };
    return { door, playUrl: session.playUrl, sessionKey: session.sessionKey, epoch: session.epoch, tracking: true, pointer: formatPointer({ registrationKey, proof }), seat: reopened };
  }

  private async remember(caller: LaunchCaller, seat: SeatAtDoor, proofHash: string, now: number): Promise<void> {
    const { door, learnerKey, launch } = caller;
    const proven = caller.proven !== undefined && !launch.vouched;
    const isAlias = proven && seat.learnerKey !== learnerKey && launch.learner.id !== '';
    await this.seats.relaunched({ seatKey: seat.seatKey, launchId: hashSecret(launch.launchId), now, proven, proofHash, ...(isAlias ? { aliasKey: learnerKey } : {}) });
    if (proven && !door.proofSeen) await this.seats.proofSeen(door.destinationKey, now);
    if (isAlias) this.unit.afterCommit(() => this.alarms.raise(door, 'alias', 'a registration was opened with its proof under another learner id'));
  }
}
