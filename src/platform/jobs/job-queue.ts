import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { newKey } from '../random-ids';

export interface NewJob {
  kind: string;
  payload: object;
  /** A second job with the same key is not added while the first is there. */
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
  ) {}

  /** Stores `job` inside the running unit of work and answers its id (that of the waiting one for a known unique key). */
  async add(job: NewJob): Promise<string> {
    if (job.uniqueKey !== undefined) {
      const [known] = await this.unit.query<{ job_id: string }>('SELECT job_id FROM jobs WHERE unique_key = ?', [job.uniqueKey]);
      if (known) return known.job_id;
    }
    const id = newKey();
    const now = this.clock.now();
    await this.unit.execute(
      'INSERT INTO jobs (job_id, kind, unique_key, payload, state, run_at, attempts, created_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?)',
      [id, job.kind, job.uniqueKey ?? null, JSON.stringify(job.payload), 'ready', job.runAt ?? now, now],
    );
    this.unit.afterCommit(this.wakeRunner);
    return id;
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
