import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { Metrics } from './metrics';

interface Waiting {
  state: string;
  n: number;
  since: number | null;
}

/** Shows what waits in the queues of this floor, and how long the first of it has been waiting. */
@Injectable()
export class MeasureBacklog implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const jobs = this.metrics.gauge('courseway_jobs', 'Jobs by state: ready, running, again (running, and asked for once more) or dead (given up)', ['state']);
    const jobsLag = this.metrics.gauge('courseway_jobs_lag_seconds', 'How long the oldest job that is due has been waiting', []);
    const mails = this.metrics.gauge('courseway_mails_queued', 'Mails that are still to be sent, by state: ready, sending or held', ['state']);
    const mailsLag = this.metrics.gauge('courseway_mails_lag_seconds', 'How long the oldest mail that is due has been waiting', []);
    const facts = this.metrics.gauge('courseway_outbox_events', 'Facts that not every part of the server has heard yet', []);
    this.metrics.readFirst(() =>
      this.unit.run(async () => {
        jobsLag.set(this.show(jobs, ['ready', 'running', 'again', 'dead'], await this.unit.query<Waiting>('SELECT state, COUNT(*) AS n, MIN(run_at) AS since FROM jobs GROUP BY state')));
        mailsLag.set(this.show(mails, ['ready', 'sending', 'held'], await this.unit.query<Waiting>('SELECT state, COUNT(*) AS n, MIN(due_at) AS since FROM mails GROUP BY state')));
        const [found] = await this.unit.query<{ n: number }>('SELECT COUNT(*) AS n FROM outbox_events');
        facts.set(Number(found?.n ?? 0));
      }),
    );
  }

  /** Answers the seconds since the oldest that is ready became due. */
  private show(gauge: ReturnType<Metrics['gauge']>, states: readonly string[], rows: readonly Waiting[]): number {
    for (const state of states) gauge.set({ state }, Number(rows.find((row) => row.state === state)?.n ?? 0));
    const since = rows.find((row) => row.state === 'ready')?.since;
    return since == null ? 0 : Math.max(0, (this.clock.now() - Number(since)) / 1000);
  }
}
