import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { newOrderedKey } from '../random-ids';

export interface OutboxFact {
  applicationId: string;
  /** Such as `registration.progressed`. */
  kind: string;
  /** The key of the thing it is about; events of one subject are delivered in order. */
  subject: string;
  body: object;
}
export type OutboxHandler = (facts: readonly OutboxFact[]) => Promise<void>;

/** Events go up to other floors through here: stored with the change, delivered at least once after COMMIT. */
@Injectable()
export class Outbox {
  private readonly handlers = new Map<string, OutboxHandler[]>();
  private wakeDelivery: () => void = () => undefined;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Stores `fact` inside the running unit of work. */
  async add(fact: OutboxFact): Promise<void> {
    await this.unit.execute('INSERT INTO outbox_events (event_key, application_id, kind, subject, body, created_at) VALUES (?, ?, ?, ?, ?, ?)', [
      newOrderedKey(), fact.applicationId, fact.kind, fact.subject, JSON.stringify(fact.body), this.clock.now(),
    ]);
    this.unit.afterCommit(this.wakeDelivery);
  }

  /** `handler` gets the events of `kind` in order; what it throws delivers them again. Work in it must bear repetition. */
  subscribe(kind: string, handler: OutboxHandler): void {
    this.handlers.set(kind, [...(this.handlers.get(kind) ?? []), handler]);
  }

  handlersOf(kind: string): readonly OutboxHandler[] {
    return this.handlers.get(kind) ?? [];
  }

  onWake(wake: () => void): void {
    this.wakeDelivery = wake;
  }
}
