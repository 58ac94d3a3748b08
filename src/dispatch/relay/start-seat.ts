import { Injectable } from '@nestjs/common';
import { OpenSession } from '../../runtime/open-session';
import { BeginSeat } from './begin-seat';
import type { Choice } from './choose-registration.rules';
import { type LaunchCaller, refuseLaunch } from './identify-caller';
import { LaunchLimits } from './launch-limits';
import { formatPointer } from './pointer.rules';
import { type AcceptedLaunch, launchLinkOf, placeOf } from './resume-seat';

/** Lets somebody in who gets a new seat: a new learner if the dispatch takes any, a known one always. */
@Injectable()
export class StartSeat {
  constructor(
    private readonly begin: BeginSeat,
    private readonly sessions: OpenSession,
    private readonly limits: LaunchLimits,
  ) {}

  /** Inside the launch's unit of work. Failures: launch-refused (closed-to-new, full, too-many). */
  async run(caller: LaunchCaller, choice: Exclude<Choice, { kind: 'resume' | 'untracked' }>): Promise<AcceptedLaunch> {
    const { launch, door, keyHash } = caller;
    const newcomer = choice.kind === 'create';
    const isTest = door.key?.isTest ?? false;
    if (newcomer && !isTest && !door.allowNewRegistrations) return refuseLaunch('closed-to-new', door);
    if (newcomer && !isTest && door.isFull) return refuseLaunch('full', door);
    if (!this.limits.admits(door, keyHash, launch.address)) return refuseLaunch('too-many', door);
    const after = choice.kind === 'new-instance' ? caller.own.find((seat) => seat.seatKey === choice.after) : undefined;
    const { seat, proof } = await this.begin.run(caller, newcomer, after);
    const { registrationKey, instanceKey, versionKey, seatKey, launchedAt } = seat;
    const session = await this.sessions.run({
      applicationId: door.applicationId, registrationKey, instanceKey, versionKey, lang: launch.lang, ...placeOf(launch),
      linkId: launchLinkOf(seatKey, launch.launchId, launchedAt), linkIsNew: true, fresh: true,
    });
    return { door, playUrl: session.playUrl, sessionKey: session.sessionKey, epoch: session.epoch, tracking: true, pointer: formatPointer({ registrationKey, proof }), seat };
  }
}
