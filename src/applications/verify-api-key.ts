import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { sha256Hex } from '../platform/random-ids';
import type { ApiKey } from './api-key.entity';
import { ApiKeyRepository, type OwnedApiKey } from './api-key.repository';
import { apiKeyExpired, apiKeyInvalid } from './applications.failures';

export interface VerifiedApiKey {
  applicationId: string;
  /** The application may delete courses and what learners did. */
  allowDelete: boolean;
  key: ApiKey;
}

const trustMs = 5_000;
const mostKept = 10_000;

/** Tells whose an API key is. A revoked one stops working at once here, within 5 s on other nodes. */
@Injectable()
export class VerifyApiKey {
  private readonly kept = new Map<string, { until: number; found: OwnedApiKey }>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: api-key-invalid, api-key-expired. */
  async run(text: string): Promise<VerifiedApiKey> {
    const hash = sha256Hex(text);
    const found = await this.ofHash(hash);
    if (!found) throw apiKeyInvalid();
    const { key, application } = found;
    if (key.expiresAt !== null && key.expiresAt <= this.clock.now()) throw apiKeyExpired();
    return { applicationId: key.applicationId, allowDelete: application.allowDelete ?? true, key };
  }

  /** Called by whatever revokes a key. */
  forget(hash: string): void {
    this.kept.delete(hash);
  }

  private async ofHash(hash: string): Promise<OwnedApiKey | undefined> {
    const known = this.kept.get(hash);
    if (known && known.until > this.clock.now()) return known.found;
    const found = await this.unit.run(() => this.keys.ofHash(hash));
    if (this.kept.size >= mostKept) this.kept.clear();
    if (found) this.kept.set(hash, { until: this.clock.now() + trustMs, found });
    return found;
  }
}
