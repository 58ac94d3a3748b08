import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { eventsNotConfigured } from '../postbacks.failures';
import type { EventReceiver } from './event-receiver.entity';
import { EventReceiverRepository } from './event-receiver.repository';
import type { EventType } from './event-types.rules';

/** Where an application is told its events, and which. */
@Injectable()
export class ConfigureEvents {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly receivers: EventReceiverRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: events-not-configured. */
  read(applicationId: string): Promise<EventReceiver> {
    return this.unit.run(async () => {
      const found = await this.receivers.find(applicationId);
      if (!found) throw eventsNotConfigured();
      return found;
    });
  }

  /** Holds for events from now on, and for those that still wait. */
  set(applicationId: string, url: string, types: readonly EventType[] | null): Promise<void> {
    return this.unit.run(() => this.receivers.put({ applicationId, url, types: types && [...new Set(types)], updatedAt: this.clock.now() }));
  }

  /** Failures: events-not-configured. */
  remove(applicationId: string): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.receivers.remove(applicationId))) throw eventsNotConfigured();
    });
  }
}
