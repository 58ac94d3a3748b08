import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Erasure } from './erasure.entity';

export type ErasedCounts = Pick<Erasure, 'registrations' | 'instances' | 'seats' | 'recipients' | 'mails'>;

@Injectable()
export class ErasureRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, erasureKey: string): Promise<Erasure | null> {
    return this.unit.manager.findOneBy(Erasure, { applicationId, erasureKey });
  }

  running(applicationId: string, learnerHash: string): Promise<Erasure | null> {
    return this.unit.manager.findOneBy(Erasure, { applicationId, learnerHash, endedAt: IsNull() });
  }

  async add(erasure: Erasure): Promise<void> {
    await this.unit.manager.insert(Erasure, erasure);
  }

  async count(erasureKey: string, c: Partial<ErasedCounts>): Promise<void> {
    await this.unit.execute('UPDATE erasures SET registrations = registrations + ?, instances = instances + ?, seats = seats + ?, recipients = recipients + ?, mails = mails + ? WHERE erasure_key = ?', [
      c.registrations ?? 0, c.instances ?? 0, c.seats ?? 0, c.recipients ?? 0, c.mails ?? 0, erasureKey,
    ]);
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.manager.delete(Erasure, { applicationId });
  }

  async end(erasureKey: string, now: number): Promise<void> {
    await this.unit.execute('UPDATE erasures SET ended_at = ? WHERE erasure_key = ?', [now, erasureKey]);
  }
}
