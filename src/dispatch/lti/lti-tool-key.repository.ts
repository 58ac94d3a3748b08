import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LtiToolKey } from './lti-tool-key.entity';

@Injectable()
export class LtiToolKeyRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** The newest key. */
  async newest(): Promise<LtiToolKey | null> {
    const [key] = await this.unit.manager.find(LtiToolKey, { order: { createdAt: 'DESC' }, take: 1 });
    return key ?? null;
  }

  async add(key: LtiToolKey): Promise<void> {
    await this.unit.execute('INSERT INTO lti_tool_keys (key_id, sealed_key, public_key, created_at) VALUES (?, ?, ?, ?)', [key.keyId, key.sealedKey, JSON.stringify(key.publicKey), key.createdAt]);
  }
}
