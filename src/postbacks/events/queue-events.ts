import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../../platform/outbox/outbox';
import type { ToldEvent } from '../../platform/outbox/told-event';
import { hostOf } from '../postback-target.rules';
import { type NewEvent, PostbackRepository } from '../postback.repository';
import { EventReceiverRepository } from './event-receiver.repository';
import { eventTypes } from './event-types.rules';

/** Queues events beside the postbacks, for applications that want to be told: `{type, timestamp, data}`, written once. */
@Injectable()
export class QueueEvents implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly receivers: EventReceiverRepository,
    private readonly postbacks: PostbackRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const type of eventTypes) this.outbox.subscribe(type, (facts) => this.unit.run(() => this.run(facts)));
  }

  private async run(facts: readonly OutboxFact[]): Promise<void> {
    const receivers = await this.receivers.of([...new Set(facts.map(({ applicationId }) => applicationId))]);
    const now = this.clock.now();
    const wanted = facts.flatMap(({ applicationId, kind, body }): NewEvent[] => {
      const receiver = receivers.get(applicationId);
      if (!receiver || (receiver.types && !receiver.types.includes(kind))) return [];
      const { eventKey, at, data, learnerId } = body as ToldEvent;
      const { registrationId } = data as { registrationId?: string };
      const told = JSON.stringify({ type: kind, timestamp: new Date(at).toISOString(), data });
      return [{ postbackKey: eventKey, applicationId, kind, registrationId: registrationId ?? '', learnerId: learnerId ?? null, host: hostOf(receiver.url), body: told, now }];
    });
    await this.postbacks.addEvents(wanted);
  }
}
