import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { EventReceiver } from './event-receiver.entity';

@Injectable()
export class EventReceiverRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string): Promise<EventReceiver | null> {
    return this.unit.manager.findOneBy(EventReceiver, { applicationId });
  }

  async of(applicationIds: readonly string[]): Promise<Map<string, EventReceiver>> {
    if (!applicationIds.length) return new Map();
    const found = await this.unit.manager.findBy(EventReceiver, { applicationId: In([...applicationIds]) });
    return new Map(found.map((one) => [one.applicationId, one]));
  }

  async put(receiver: EventReceiver): Promise<void> {
    await this.unit.execute('REPLACE INTO event_receivers (application_id, url, types, updated_at) VALUES (?, ?, ?, ?)', [receiver.applicationId, receiver.url, receiver.types && JSON.stringify(receiver.types), receiver.updatedAt]);
  }

  async remove(applicationId: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM event_receivers WHERE application_id = ?', [applicationId])).affected > 0;
  }
}
