import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Failure } from '../../platform/failure';
import { JobQueue } from '../../platform/jobs/job-queue';
import { JobRunner } from '../../platform/jobs/job-runner';
import { Outbox } from '../../platform/outbox/outbox';
import type { InstancesDeleted } from '../../registrations/registrations.events';
import { type DueResult, LtiRepository } from './lti.repository';
import { gradeOf } from './outcome.rules';
import { PostLti11Outcome } from './post-lti11-outcome';
import { PostLti13Score } from './post-lti13-score';

const kind = 'lti-result';
/** After 2, 8, 32 seconds and so on: three and a half days in all. */
const tries = 10;

/** Tells the gradebooks of learning platforms what their learners came to, from server to server. */
@Injectable()
export class SendLtiResults implements OnModuleInit {
  private readonly log = new Logger(SendLtiResults.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly queue: JobQueue,
    private readonly runner: JobRunner,
    private readonly lti: LtiRepository,
    private readonly outcomes: PostLti11Outcome,
    private readonly scores: PostLti13Score,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.runner.handle(kind, ({ instanceKey }: { instanceKey: string }) => this.run(instanceKey), { concurrency: 4, maxAttempts: tries });
    this.outbox.subscribe('registration.progressed', (facts) => this.queueFor(facts.map(({ subject }) => subject)));
    this.outbox.subscribe('instances.deleted', (facts) => this.unit.run(() => this.lti.removeOf(facts.flatMap(({ body }) => (body as InstancesDeleted).instanceKeys))));
  }

  /** Sends what is new to every cell of an instance; one that fails does not keep the others from theirs, and all are tried again. */
  async run(instanceKey: string): Promise<void> {
    const cells = await this.unit.run(() => this.lti.cellsOf(instanceKey));
    const faults: unknown[] = [];
    for (const cell of cells) await this.tell(cell).catch((fault) => faults.push(fault));
    if (faults.length) throw faults[0];
  }

  private queueFor(instanceKeys: readonly string[]): Promise<void> {
    return this.unit.run(async () => {
      for (const instanceKey of await this.lti.withCells([...new Set(instanceKeys)])) await this.queue.add({ kind, payload: { instanceKey }, uniqueKey: `${kind} ${instanceKey}` });
    });
  }

  private async tell(cell: DueResult): Promise<void> {
    const grade = gradeOf(cell.outcome);
    if (grade === undefined || grade === cell.grade) return;
    try {
      await (cell.service.version === '1.1' ? this.outcomes.post(cell.dispatchKey, cell.service, grade) : this.scores.post(cell.service, grade, cell.outcome));
      await this.unit.run(() => this.lti.settle(cell.resultKey, { grade, now: this.clock.now() }));
    } catch (fault) {
      const error = fault instanceof Failure ? fault.publicMessage : String(fault);
      await this.unit.run(() => this.lti.settle(cell.resultKey, { error, now: this.clock.now() }));
      if (!(fault instanceof Failure) || fault.code === 'outgoing-request-failed') throw fault; // another try
      this.log.warn(`a grade is not sent: ${error}`); // the address is refused for good
    }
  }
}
