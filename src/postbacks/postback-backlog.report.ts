import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

export interface PostbackBacklog {
  waiting: number;
  sending: number;
  /** When the first that waits was due, in milliseconds UTC. */
  dueSince?: number;
}

@Injectable()
export class PostbackBacklogReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** Of all tenants together. */
  async now(): Promise<PostbackBacklog> {
    const rows = await this.unit.query<{ state: string; n: number; since: number | null }>("SELECT state, COUNT(*) AS n, MIN(due_at) AS since FROM postbacks WHERE state IN ('waiting', 'sending') GROUP BY state");
    const of = (state: string) => rows.find((row) => row.state === state);
    const since = of('waiting')?.since;
    return { waiting: Number(of('waiting')?.n ?? 0), sending: Number(of('sending')?.n ?? 0), ...(since == null ? {} : { dueSince: Number(since) }) };
  }
}
