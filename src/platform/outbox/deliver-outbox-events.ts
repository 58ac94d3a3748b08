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

/** Hands stored events to their subscribers in order, then forgets them; a failing subscriber is asked again, and the other kinds of event go on meanwhile. */
@Injectable()
export class DeliverOutboxEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(DeliverOutboxEvents.name);
  private timer?: NodeJS.Timeout;
  private due = Number.POSITIVE_INFINITY;
  private running?: Promise<void>;
  /** Woken while a batch was under way: what was stored since is not in it. */
  private again = false;
  private stopped = false;
  /** Kinds whose subscriber failed, and until when they are left alone. */
  private readonly resting = new Map<string, number>();

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
    if (this.running) this.again = true;
    const at = performance.now() + ms;
    if (this.stopped || this.running || at >= this.due) return;
    clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => {
      this.due = Number.POSITIVE_INFINITY;
      this.running = this.deliver().then(
        (more) => this.after(more ? 0 : this.resting.size ? retryMs : sweepMs),
        (error) => {
          this.log.error(error instanceof Error ? error.stack : error);
          this.after(retryMs);
        },
      );
    }, ms);
  }

  private after(ms: number): void {
    this.running = undefined;
    this.wakeIn(this.again ? Math.min(ms, gatherMs) : ms);
    this.again = false;
  }

  /** Delivers one batch. Answers whether more may be waiting. */
  private async deliver(): Promise<boolean> {
    for (const [kind, until] of this.resting) if (until <= performance.now()) this.resting.delete(kind);
    const resting = [...this.resting.keys()];
    const others = resting.length ? ` WHERE kind NOT IN (${resting.map(() => '?').join(', ')})` : '';
    const rows = await this.unit.run(() =>
      this.unit.query<Row>(`SELECT event_key, application_id, kind, subject, body FROM outbox_events${others} ORDER BY event_key LIMIT ${batchSize}`, resting),
    );
    const byKind = new Map<string, Row[]>();
    for (const row of rows) {
      const some = byKind.get(row.kind);
      if (some) some.push(row);
      else byKind.set(row.kind, [row]);
    }
    for (const [kind, some] of byKind) await this.deliverKind(kind, some);
    return rows.length === batchSize;
  }

  private async deliverKind(kind: string, rows: readonly Row[]): Promise<void> {
    try {
      const facts = rows.map((row): OutboxFact => ({ applicationId: row.application_id, kind, subject: row.subject, body: JSON.parse(row.body) as object }));
      for (const handler of this.outbox.handlersOf(kind)) await handler(facts);
      await this.forget(rows.map((row) => row.event_key));
    } catch (error) {
      this.log.error(error instanceof Error ? error.stack : error);
      this.resting.set(kind, performance.now() + retryMs);
    }
  }

  private forget(keys: string[]): Promise<unknown> {
    return this.unit.run(() => this.unit.execute(`DELETE FROM outbox_events WHERE event_key IN (${keys.map(() => '?').join(', ')})`, keys));
  }
}
