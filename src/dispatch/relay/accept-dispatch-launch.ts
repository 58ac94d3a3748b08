import { Injectable } from '@nestjs/common';
import { FindCourses } from '../../courses/find-courses';
import { reportsByItself } from '../../courses/manifests/units.rules';
import { Clock } from '../../platform/clock';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure } from '../../platform/failure';
import { OpenPreview } from '../../runtime/open-preview';
import { NoteLaunch } from '../diagnostics/note-launch';
import { type Choice, chooseRegistration, type KnownSeat } from './choose-registration.rules';
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
    private readonly courses: FindCourses,
    private readonly clock: Clock,
    private readonly note: NoteLaunch,
  ) {}

  /** Failures: launch-refused with the refusal of RELAY 1.11. */
  async run(launch: DispatchLaunch, noted = this.note.run()): Promise<AcceptedLaunch> {
    try {
      const accepted = await this.once(launch);
      this.note.accepted(noted, launch, accepted);
      return { ...accepted, noted };
    } catch (fault) {
      this.note.refused(noted, launch, fault);
      throw fault instanceof Failure ? new Failure(fault.code, fault.publicMessage, { ...fault.details, reference: noted.reference }) : fault;
    }
  }

  private async once(launch: DispatchLaunch): Promise<AcceptedLaunch> {
    for (let attempt = 1; ; attempt++) {
      try {
        const accepted = await this.unit.run(() => this.accept(launch));
        return { ...accepted, reports: accepted.seat !== undefined && reportsByItself(await this.courses.structureOf(accepted.seat.versionKey)) };
      } catch (error) {
        if (attempt >= 5 || !isUniqueViolation(error)) throw error; // the same learner came twice at one moment: look again
      }
    }
  }

  private async accept(launch: DispatchLaunch): Promise<AcceptedLaunch> {
    const caller = await this.identify.run(launch);
    const proof = caller.badProof ? 'wrong' : caller.proven ? 'shown' : 'none';
    if (caller.retried) return { ...(await this.resume.run(caller, caller.retried, 'retry')), decision: 'retry', proof };
    const choice = chooseRegistration({
      now: this.clock.now(), proven: caller.proven && known(caller.proven), badProof: caller.badProof, known: caller.own.map(known),
      destinationKeepsProofs: caller.door.proofSeen, instanced: caller.door.instanced, lms: launch.lms,
    });
    return { ...(await this.follow(choice, caller)), decision: choice.kind === 'resume' && choice.readOnly ? 'look' : choice.kind, proof };
  }

  private follow(choice: Choice, caller: LaunchCaller): Promise<AcceptedLaunch> {
    if (choice.kind === 'untracked') return this.untracked(caller);
    if (choice.kind !== 'resume') return this.start.run(caller, choice);
    const seat = [caller.proven, ...caller.own].find((one) => one?.seatKey === choice.seatKey);
    if (!seat) throw new Error('a launch chose a seat that was not offered');
    return this.resume.run(caller, seat, choice.readOnly ? 'look' : 'go-on');
  }

  private async untracked({ door, launch }: LaunchCaller): Promise<AcceptedLaunch> {
    const session = await this.previews.run({ applicationId: door.applicationId, versionKey: door.course.versionKey, mode: launch.directTo === undefined ? 'dispatch' : 'preview', lang: launch.lang });
    return { door, playUrl: session.playUrl, sessionKey: session.sessionKey, epoch: session.epoch, tracking: false, pointer: '', lmsComplete: true };
  }
}
