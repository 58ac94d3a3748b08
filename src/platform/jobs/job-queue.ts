import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { newKey } from '../random-ids';
import { JobSignals } from './job-signals';

export interface NewJob {
  kind: string;
  payload: object;
  /** A second job with the same key joins the first one, see `add`. */
  uniqueKey?: string;
  /** Milliseconds UTC; now when absent. */
  runAt?: number;
}

/** Adds work in the same transaction as the change that asks for it. */
@Injectable()
export class JobQueue {
  private wakeRunner: () => void = () => undefined;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
    private readonly signals: JobSignals,
  ) {}

  /**
   * Stores `job` inside the running unit of work and answers its id.
   * One with the same unique key is joined: if it waits, it runs at the earlier moment; if it runs, it runs once more (it may have looked already); if it was given up, it starts anew.
   */
  async add(job: NewJob): Promise<string> {
    const id = newKey();
    const now = this.clock.now();
    const runAt = job.runAt ?? now;
    const payload = JSON.stringify(job.payload);
    const taken = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE job_id = jobs.job_id' : 'ON CONFLICT DO NOTHING';
    await this.unit.execute(
      `INSERT INTO jobs (job_id, kind, unique_key, payload, state, run_at, attempts, created_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?) ${taken}`,
      [id, job.kind, job.uniqueKey ?? null, payload, 'ready', runAt, now],
    );
    this.unit.afterCommit(this.wakeRunner);
    const known = job.uniqueKey === undefined ? id : await this.join(id, job.uniqueKey, { payload, runAt });
    if (runAt <= now) this.unit.afterCommit(() => this.signals.offer(known));
    return known;
  }

  private async join(id: string, uniqueKey: string, asked: { payload: string; runAt: number }): Promise<string> {
    const [known] = await this.unit.query<{ job_id: string; state: string; run_at: number }>(`SELECT job_id, state, run_at FROM jobs WHERE unique_key = ?${this.unit.forUpdate}`, [uniqueKey]);
    if (!known || known.job_id === id) return id;
    const waits = known.state === 'ready' || known.state === 'again';
    const runAt = waits ? Math.min(Number(known.run_at), asked.runAt) : asked.runAt;
    const state = known.state === 'running' || known.state === 'again' ? 'again' : 'ready';
    const afresh = known.state === 'dead' ? ', attempts = 0, last_error = NULL' : '';
    await this.unit.execute(`UPDATE jobs SET state = ?, run_at = ?, payload = ?${afresh} WHERE job_id = ?`, [state, runAt, asked.payload, known.job_id]);
    return known.job_id;
  }

  /** Whether a job of that unique key waits or runs (not when it was given up). */
  async isPending(uniqueKey: string): Promise<boolean> {
    const found = await this.unit.query("SELECT job_id FROM jobs WHERE unique_key = ? AND state <> 'dead'", [uniqueKey]);
    return found.length > 0;
  }

  onWake(wake: () => void): void {
    this.wakeRunner = wake;
  }
}
