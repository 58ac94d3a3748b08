import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock';
import { Config } from '../config/config';
import { UnitOfWork } from '../database/unit-of-work';
import { randomSecret } from '../random-ids';
import { apart, inSpan } from '../tracing/tracing';
import { JobQueue } from './job-queue';
import { JobSignals } from './job-signals';
import { placeOf } from './worker-place';

export interface RunningJob {
  id: string;
  /** 1 at the first try. */
  attempts: number;
  /** Aborted when the process drains: stop soon and throw; the job runs again later. */
  signal: AbortSignal;
}
// biome-ignore lint/suspicious/noExplicitAny: a payload is whatever the feature that added the job stored
export type JobHandler = (payload: any, job: RunningJob) => Promise<void>;
interface Registered {
  handler: JobHandler;
  concurrency: number;
  maxAttempts: number;
  running: number;
}
interface Claimed {
  job_id: string;
  kind: string;
  payload: string;
  state: string;
  attempts: number;
}

const leaseMs = 30_000;
const pollMs = 1_000;

/** Runs queued jobs in this process, each under a lease that another node takes over when this one dies. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(JobRunner.name);
  /** This place to run at, and this life of it. */
  private readonly place: string;
  private readonly node: string;
  private readonly kinds = new Map<string, Registered>();
  private readonly active = new Map<string, Promise<void>>();
  private readonly drained = new AbortController();
  private timer?: NodeJS.Timeout;
  private heart?: NodeJS.Timeout;
  private claiming?: Promise<void>;
  private again = false;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly signals: JobSignals,
  ) {
    this.place = placeOf(config);
    this.node = `${this.place}:${randomSecret(9)}`;
  }

  handle(kind: string, handler: JobHandler, options: { concurrency?: number; maxAttempts?: number } = {}): void {
    this.kinds.set(kind, { handler, concurrency: options.concurrency ?? 1, maxAttempts: options.maxAttempts ?? 5, running: 0 });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'web') return;
    await this.unit.run(() => this.unit.execute("UPDATE jobs SET state = 'ready', locked_by = NULL WHERE state IN ('running', 'again') AND locked_by LIKE ?", [`${this.place}:%`])); // of a life that was killed
    this.queue.onWake(() => this.wake());
    this.signals.listen(() => this.wake());
    this.timer = setInterval(() => this.wake(), pollMs);
    this.heart = setInterval(() => void this.renew().catch((error) => this.log.error(error)), leaseMs / 3);
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.signals.stopListening();
    this.drained.abort();
    await this.claiming;
    await Promise.race([Promise.allSettled(this.active.values()), new Promise((resolve) => setTimeout(resolve, 6_000).unref())]);
    clearInterval(this.heart);
  }

  private wake(): void {
    if (this.drained.signal.aborted) return;
    if (this.claiming) {
      this.again = true;
      return;
    }
    this.claiming = apart(() => this.claim())
      .catch((error) => this.log.error(error instanceof Error ? error.stack : error))
      .finally(() => {
        this.claiming = undefined;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  private async claim(): Promise<void> {
    const free = [...this.kinds].filter(([, kind]) => kind.running < kind.concurrency);
    for (const [name, kind] of free) for (const job of await this.take(name, kind.concurrency - kind.running)) this.start(job, kind);
  }

  private take(kind: string, most: number): Promise<Claimed[]> {
    return this.unit.run(async () => {
      const now = this.clock.now();
      const skip = this.unit.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
      const due = await this.unit.query<Claimed>(
        `SELECT job_id, kind, payload, state, attempts FROM jobs WHERE kind = ? AND ((state = 'ready' AND run_at <= ?) OR (state IN ('running', 'again') AND locked_until < ?)) ORDER BY run_at LIMIT ${most}${skip}`,
        [kind, now, now],
      );
      const jobs = due.map((job) => ({ ...job, attempts: job.state === 'again' ? 0 : Number(job.attempts) }));
      for (const job of jobs) await (this.isSpent(job) ? this.bury(job) : this.lock(job, now));
      return jobs.filter((job) => !this.isSpent(job));
    });
  }

  /** All its tries are over although none said how it ended: perhaps it is what ends processes. */
  private isSpent({ kind, attempts }: Claimed): boolean {
    return attempts >= (this.kinds.get(kind)?.maxAttempts ?? 0);
  }

  private async bury(job: Claimed): Promise<void> {
    this.log.error(`job ${job.kind} ${job.job_id} is given up: the process ended during try ${job.attempts}`);
    await this.unit.execute("UPDATE jobs SET state = 'dead', locked_by = NULL, last_error = ? WHERE job_id = ?", [`the process ended during try ${job.attempts}`, job.job_id]);
  }

  private async lock(job: Claimed, now: number): Promise<void> {
    await this.unit.execute("UPDATE jobs SET state = 'running', locked_by = ?, locked_until = ?, attempts = ? WHERE job_id = ?", [this.node, now + leaseMs, job.attempts + 1, job.job_id]);
  }

  private start(job: Claimed, kind: Registered): void {
    kind.running++;
    const attempts = job.attempts + 1;
    const handled = () => inSpan(`job ${job.kind}`, { kind: 'consumer', isRoot: true, attributes: { 'courseway.job.id': job.job_id, 'courseway.job.attempt': attempts } }, async () => kind.handler(JSON.parse(job.payload), { id: job.job_id, attempts, signal: this.drained.signal }));
    const work = handled()
      .then(() => this.finish(job), (error) => this.fail(job, kind, error))
      .catch((error) => this.log.error(error instanceof Error ? error.stack : error))
      .finally(() => {
        kind.running--;
        this.active.delete(job.job_id);
        this.wake();
      });
    this.active.set(job.job_id, work);
  }

  private finish(job: Claimed): Promise<void> {
    return this.settle(job, 'DELETE FROM jobs', []);
  }

  /** Another try after 2, 8, 32 ... seconds; a drained job is ready again at once and the try does not count. */
  private async fail(job: Claimed, kind: Registered, error: unknown): Promise<void> {
    const attempts = job.attempts + 1;
    const drained = this.drained.signal.aborted;
    const dead = !drained && attempts >= kind.maxAttempts;
    if (!drained) this.log.error(`job ${job.kind} ${job.job_id} failed (try ${attempts}): ${error instanceof Error ? error.stack : error}`);
    const now = this.clock.now();
    await this.settle(job, 'UPDATE jobs SET state = ?, run_at = ?, locked_by = NULL, attempts = ?, last_error = ?', [
      dead ? 'dead' : 'ready', drained ? now : now + 500 * 4 ** attempts, drained ? attempts - 1 : attempts, String(error),
    ]);
  }

  /** Ends our run of the job, if it is still ours; one that was asked for again meanwhile is ready anew, however this run ended. */
  private settle(job: Claimed, change: string, values: unknown[]): Promise<void> {
    return this.unit.run(async () => {
      const { affected } = await this.unit.execute(`${change} WHERE job_id = ? AND locked_by = ? AND state = 'running'`, [...values, job.job_id, this.node]);
      if (!affected) await this.unit.execute("UPDATE jobs SET state = 'ready', locked_by = NULL, attempts = 0 WHERE job_id = ? AND locked_by = ? AND state = 'again'", [job.job_id, this.node]);
    });
  }

  private async renew(): Promise<void> {
    const ids = [...this.active.keys()];
    if (!ids.length) return;
    await this.unit.run(() =>
      this.unit.execute(`UPDATE jobs SET locked_until = ? WHERE locked_by = ? AND job_id IN (${ids.map(() => '?').join(', ')})`, [this.clock.now() + leaseMs, this.node, ...ids]),
    );
  }
}
