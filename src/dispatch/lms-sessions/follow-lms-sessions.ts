import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { JobQueue } from '../../platform/jobs/job-queue';
import { JobRunner } from '../../platform/jobs/job-runner';
import { Outbox, type OutboxFact } from '../../platform/outbox/outbox';
import type { InstancesDeleted, RegistrationProgressed } from '../../registrations/registrations.events';
import { endedBy, endJob, jobs, leftMs, lifeMs, tellJob } from './lms-session-jobs.rules';
import { LmsSessionRepository } from './lms-session.repository';
import { TellLms } from './tell-lms';

/** After 2, 8, 32 seconds and so on: three and a half days in all. */
const tries = 10;

/** Has LMSs told what their learners come to, and that they have left. */
@Injectable()
export class FollowLmsSessions implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly queue: JobQueue,
    private readonly runner: JobRunner,
    private readonly sessions: LmsSessionRepository,
    private readonly tell: TellLms,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.handle(jobs.tell, ({ lmsSessionKey }: { lmsSessionKey: string }) => this.tell.run(lmsSessionKey), { concurrency: 4, maxAttempts: tries });
    this.runner.handle(jobs.end, ({ lmsSessionKey }: { lmsSessionKey: string }) => this.endIfOver(lmsSessionKey), { concurrency: 2 });
    this.outbox.subscribe('registration.progressed', (facts) => this.hear(facts));
    this.outbox.subscribe('instances.deleted', (facts) => this.unit.run(() => this.sessions.removeOf(facts.flatMap(({ body }) => (body as InstancesDeleted).instanceKeys))));
  }

  private hear(facts: readonly OutboxFact[]): Promise<void> {
    return this.unit.run(async () => {
      for (const session of await this.sessions.openOf([...new Set(facts.map(({ subject }) => subject))])) {
        const steps = facts.flatMap(({ subject, body }) => (subject === session.instanceKey ? ((body as RegistrationProgressed).launch ?? []) : []));
        const newest = steps.filter(({ sessionKey }) => sessionKey === session.sessionKey).at(-1);
        if (newest) await this.sessions.heard(session.lmsSessionKey, newest.seconds, newest.left ? newest.at : null);
        if (newest?.left) await this.queue.add(endJob(jobs.left, session.lmsSessionKey, newest.at + leftMs));
        await this.queue.add(tellJob(session.lmsSessionKey, this.clock.now()));
      }
    });
  }

  private endIfOver(lmsSessionKey: string): Promise<void> {
    return this.unit.run(async () => {
      const session = await this.sessions.open(lmsSessionKey);
      if (!session || session.endedAt !== null) return;
      const now = this.clock.now();
      const endedAt = endedBy(session, now);
      if (endedAt === undefined) {
        await this.queue.add(session.leftAt === null ? endJob(jobs.end, lmsSessionKey, session.createdAt + lifeMs) : endJob(jobs.left, lmsSessionKey, session.leftAt + leftMs));
        return;
      }
      await this.sessions.end(lmsSessionKey, endedAt);
      await this.queue.add(tellJob(lmsSessionKey, now));
    });
  }
}
