import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { OpenPreview } from '../../runtime/open-preview';
import { chooseRegistration, type KnownSeat } from './choose-registration.rules';
import { type DispatchLaunch, IdentifyCaller, type LaunchCaller } from './identify-caller';
import type { SeatAtDoor } from './launch.report';
import { isFinished } from './relay-state.rules';
import { type AcceptedLaunch, ResumeSeat } from './resume-seat';
import { StartSeat } from './start-seat';

const known = (seat: SeatAtDoor): KnownSeat => ({ seatKey: seat.seatKey, finished: isFinished(seat), createdAt: seat.createdAt, proofShown: seat.provenAt !== null });

/** Lets a learner in through a dispatch package: checks, the right registration, a seat if it is new, and a session, all in one unit of work (RELAY 1.5, 1.6). */
@Injectable()
export class AcceptDispatchLaunch {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly identify: IdentifyCaller,
    private readonly resume: ResumeSeat,
    private readonly start: StartSeat,
    private readonly previews: OpenPreview,
    private readonly clock: Clock,
  ) {}

  /** Failures: launch-refused with the refusal of RELAY 1.11. */
  async run(launch: DispatchLaunch): Promise<AcceptedLaunch> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.unit.run(() => this.accept(launch));
      } catch (error) {
        if (attempt >= 5 || !isUniqueViolation(error)) throw error; // the same learner came twice at one moment: look again
      }
    }
  }

  private async accept(launch: DispatchLaunch): Promise<AcceptedLaunch> {
    const caller = await this.identify.run(launch);
    if (caller.retried) return this.resume.run(caller, caller.retried, 'retry');
    const choice = chooseRegistration({
      now: this.clock.now(), proven: caller.proven && known(caller.proven), badProof: caller.badProof, known: caller.own.map(known),
      destinationKeepsProofs: caller.door.proofSeen, instanced: caller.door.instanced, lms: launch.lms,
    });
    if (choice.kind === 'untracked') return this.untracked(caller);
    if (choice.kind !== 'resume') return this.start.run(caller, choice);
    const seat = [caller.proven, ...caller.own].find((one) => one?.seatKey === choice.seatKey);
    if (!seat) throw new Error('a launch chose a seat that was not offered');
    return this.resume.run(caller, seat, choice.readOnly ? 'look' : 'go-on');
  }

  private async untracked({ door, launch }: LaunchCaller): Promise<AcceptedLaunch> {
    const session = await this.previews.run({ applicationId: door.applicationId, versionKey: door.course.versionKey, mode: launch.directTo === undefined ? 'dispatch' : 'preview', lang: launch.lang });
    return { door, playUrl: session.playUrl, epoch: session.epoch, tracking: false, pointer: '', lmsComplete: true };
  }
}
