import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { newKey, randomSecret, sha256Hex } from '../platform/random-ids';
import { ApiKey, type TrustedIssuer } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import type { ApiKeyScope } from './api-key-scopes.rules';
import { ApplicationRepository } from './application.repository';
import { apiKeysFull, applicationUnknown } from './applications.failures';
import { IssuerSecrets } from './issuer-secrets';
import { readPublicKey } from './read-public-key';

export interface NewApiKey {
  name: string;
  scopes: readonly ApiKeyScope[];
  /** Absent: it never expires. */
  expiresInDays?: number;
  /** Its keys: exactly one of jwksUri, publicKey and sharedSecret. */
  trustedIssuer?: TrustedIssuer & { sharedSecret?: string };
}

const mostKeys = 100;
const shownStart = 12;
const dayMs = 86_400_000;

function split(given: NewApiKey['trustedIssuer']): { issuer?: TrustedIssuer; sharedSecret?: string } {
  if (!given) return {};
  const { sharedSecret, ...issuer } = given;
  return { issuer, sharedSecret };
}

/** Makes an API key of an application. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly keys: ApiKeyRepository,
    private readonly secrets: IssuerSecrets,
    private readonly clock: Clock,
  ) {}

  /** The key itself is answered here and never again. Failures: application-unknown, api-keys-full, invalid-input (a public key that is none). */
  async run(applicationId: string, { name, scopes, expiresInDays, trustedIssuer }: NewApiKey): Promise<{ key: ApiKey; text: string }> {
    const { issuer, sharedSecret } = split(trustedIssuer);
    if (issuer?.publicKey !== undefined && !readPublicKey(issuer.publicKey)) throw invalidInput('trusted_issuer.public_key', 'must be a public key as PEM or JWK');
    const text = `cw_live_${randomSecret(42)}`;
    const [now, keyId] = [this.clock.now(), newKey()];
    const key = Object.assign(new ApiKey(), {
      keyId, applicationId, name, start: text.slice(0, shownStart), hash: sha256Hex(text), scopes: [...new Set(scopes)], trustedIssuer: issuer ?? null,
      sealedSecret: sharedSecret === undefined ? null : this.secrets.seal(keyId, sharedSecret), expiresAt: expiresInDays === undefined ? null : now + expiresInDays * dayMs, createdAt: now,
    });
    await this.unit.run(async () => {
      if (!(await this.applications.child(applicationId))) throw applicationUnknown(applicationId);
      if ((await this.keys.of(applicationId)).length >= mostKeys) throw apiKeysFull(mostKeys);
      await this.keys.add(key);
    });
    return { key, text };
  }
}
