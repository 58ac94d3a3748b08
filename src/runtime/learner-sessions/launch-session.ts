import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure, invalidInput } from '../../platform/failure';
import { Outbox } from '../../platform/outbox/outbox';
import { toldEvent } from '../../platform/outbox/told-event';
import { CreateRegistration } from '../../registrations/create-registration';
import { FindRegistrations, type RegistrationRow } from '../../registrations/find-registrations';
import { IssueLaunchLink } from '../issue-launch-link';
import { sessionIdTaken } from '../runtime.failures';

export interface SessionLaunch {
  applicationId: string;
  courseId: string;
  /** Absent: one is made. */
  sessionId?: string;
  /** May be absent for a session that exists. */
  learner?: { id: string; firstName?: string; lastName?: string; email?: string };
  /** Life of the unused link in seconds. */
  lifeSeconds: number;
  redirectOnExitUrl?: string;
}
export interface LaunchedSession {
  sessionId: string;
  learnerId: string;
  link: string;
  /** The part of the link that lets the learner in. */
  token: string;
  expiresAt: number;
  isNew: boolean;
}

/** A link that lets a learner into a session: a registration under the caller's own id, made at its first launch and resumed ever after. */
@Injectable()
export class LaunchSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly create: CreateRegistration,
    private readonly links: IssueLaunchLink,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Failures: course-unknown, session-id-taken, invalid-input (nobody is named). */
  async run(launch: SessionLaunch): Promise<LaunchedSession> {
    const sessionId = launch.sessionId ?? randomUUID();
    const once = () => this.unit.run(() => this.launch(launch, sessionId));
    return once().catch((fault: unknown) => {
      if (fault instanceof Failure && fault.code === 'registration-id-taken') return once(); // it was launched twice at one moment: now it is there
      throw fault;
    });
  }

  private async launch(launch: SessionLaunch, sessionId: string): Promise<LaunchedSession> {
    const { applicationId, courseId, lifeSeconds } = launch;
    const row = launch.sessionId === undefined ? undefined : await this.registrations.maybe(applicationId, sessionId);
    const { place, learnerId } = row ? resumed(row, launch) : await this.begin(launch, sessionId);
    await this.outbox.add(toldEvent(applicationId, 'session.launched', { at: this.clock.now(), learnerId, data: { registrationId: sessionId, courseId, learnerId } }));
    const made = this.links.to({ applicationId, ...place }, { expiry: lifeSeconds, redirectOnExitUrl: launch.redirectOnExitUrl ?? '', tracking: true });
    return { sessionId, learnerId, ...made, expiresAt: this.clock.now() + lifeSeconds * 1000, isNew: !row };
  }

  private async begin({ applicationId, courseId, learner }: SessionLaunch, registrationId: string) {
    if (!learner) throw invalidInput('user_id', 'is required for a new session');
    return { place: await this.create.run({ applicationId, registrationId, courseId, learner }), learnerId: learner.id };
  }
}

function resumed(row: RegistrationRow, { courseId, learner }: SessionLaunch) {
  if (row.course_id !== courseId || (learner && learner.id !== row.learner_id)) throw sessionIdTaken(row.id);
  return { place: { registrationKey: row.registration_key, instanceKey: row.instance_key, versionKey: row.version_key }, learnerId: row.learner_id };
}
