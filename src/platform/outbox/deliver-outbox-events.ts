import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work';
import { Outbox, type OutboxFact } from './outbox';

interface Row {
  event_key: string;
  application_id: string;
  kind: string;
  subject: string;
  body: string;
}

const batchSize = 500;
const gatherMs = 25;
const sweepMs = 5000;
const retryMs = 2000;

/** Hands stored events to their subscribers in order, then forgets them; a failing subscriber is asked again. */
@Injectable()
export class DeliverOutboxEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(DeliverOutboxEvents.name);
  private timer?: NodeJS.Timeout;
  private due = Number.POSITIVE_INFINITY;
  private running?: Promise<void>;
  private stopped = false;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  onApplicationBootstrap(): void {
    this.outbox.onWake(() => this.wakeIn(gatherMs));
    this.wakeIn(gatherMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private wakeIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.stopped || this.running || at >= this.due) return;
    clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => {
      this.due = Number.POSITIVE_INFINITY;
      this.running = this.deliver().then(
        (more) => this.after(more ? 0 : sweepMs),
        (error) => {
          this.log.error(error instanceof Error ? error.stack : error);
          this.after(retryMs);
        },
      );
    }, ms);
  }

  private after(ms: number): void {
    this.running = undefined;
    this.wakeIn(ms);
  }

  /** Delivers one batch. Answers whether more may be waiting. */
  private async deliver(): Promise<boolean> {
    const rows = await this.unit.run(() =>
      this.unit.query<Row>(`SELECT event_key, application_id, kind, subject, body FROM outbox_events ORDER BY event_key LIMIT ${batchSize}`),
    );
    const byKind = new Map<string, OutboxFact[]>();
    for (const row of rows) {
      const fact = { applicationId: row.application_id, kind: row.kind, subject: row.subject, body: JSON.parse(row.body) as object };
      byKind.set(row.kind, [...(byKind.get(row.kind) ?? []), fact]);
    }
    for (const [kind, facts] of byKind) for (const handler of this.outbox.handlersOf(kind)) await handler(facts);
    if (rows.length) await this.forget(rows.map((row) => row.event_key));
    return rows.length === batchSize;
  }

  private forget(keys: string[]): Promise<unknown> {
    return this.unit.run(() => this.unit.execute(`DELETE FROM outbox_events WHERE event_key IN (${keys.map(() => '?').join(', ')})`, keys));
  }
}
