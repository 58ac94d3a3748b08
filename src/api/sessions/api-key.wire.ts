import { z } from 'zod';
import type { ApiKey } from '../../applications/api-key.entity';
import { apiKeyScopes } from '../../applications/api-key-scopes.rules';
import type { NewApiKey } from '../../applications/create-api-key';
import { invalidInput } from '../../platform/failure';
import { parseInput } from '../read-body';
import { isoOf, moment, plain, tenantId } from './sessions-shapes';

const filled = (length: number) => plain(length).refine((text) => text.trim() !== '', 'may not be empty');
const trustedIssuer = z
  .object({
    issuer: filled(1000), audience: filled(1000).nullish(), jwks_uri: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000).nullish().describe('Where the issuer publishes its keys, or'),
    public_key: plain(16_384).nullish().describe('its public key as PEM or JWK, or'), shared_secret: plain(1000).min(32, 'must have at least 32 characters').nullish().describe('the secret of HS256'),
  })
  .meta({ id: 'TrustedIssuer' });

export const newApiKey = z
  .object({ tenant_id: tenantId, name: filled(255), scopes: z.array(z.enum(apiKeyScopes)).min(1, 'must name at least one of read, write, admin').max(3), expires_in_days: z.number().int().min(1).max(36_500).nullish(), trusted_issuer: trustedIssuer.nullish() })
  .meta({ id: 'NewApiKey' });

const given = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as { [K in keyof T]: Exclude<T[K], null> };

function toIssuer(told: z.infer<typeof trustedIssuer>): NonNullable<NewApiKey['trustedIssuer']> {
  const keys = given({ jwksUri: told.jwks_uri, publicKey: told.public_key, sharedSecret: told.shared_secret });
  if (Object.keys(keys).length !== 1) throw invalidInput('trusted_issuer', 'must have exactly one of jwks_uri, public_key, shared_secret');
  return given({ issuer: told.issuer, audience: told.audience, ...keys });
}

export function toNewKey(body: unknown): { tenant?: string | null; key: NewApiKey } {
  const b = parseInput(newApiKey, body);
  return { tenant: b.tenant_id, key: { name: b.name, scopes: b.scopes, ...(b.expires_in_days != null && { expiresInDays: b.expires_in_days }), ...(b.trusted_issuer && { trustedIssuer: toIssuer(b.trusted_issuer) }) } };
}

export const apiKeyAnswer = z
  .object({
    id: z.string(), tenant_id: z.string(), name: z.string(), start: z.string().describe('Its first characters'), key: z.string().optional().describe('The key itself, only when it is made'), scopes: z.array(z.enum(apiKeyScopes)),
    trusted_issuer: z.object({ issuer: z.string(), audience: z.string().optional(), jwks_uri: z.string().optional(), public_key: z.string().optional(), has_shared_secret: z.boolean() }).nullable(), expires_at: moment.nullable(), created_at: moment,
  })
  .meta({ id: 'ApiKey' });
export const apiKeyListAnswer = z.object({ api_keys: z.array(apiKeyAnswer) }).meta({ id: 'ApiKeyList' });

export function fromKey(key: ApiKey, text?: string): z.infer<typeof apiKeyAnswer> {
  const trusted = key.trustedIssuer;
  return {
    id: key.keyId, tenant_id: key.applicationId, name: key.name, start: key.start, ...(text !== undefined && { key: text }), scopes: key.scopes,
    trusted_issuer: trusted && given({ issuer: trusted.issuer, audience: trusted.audience, jwks_uri: trusted.jwksUri, public_key: trusted.publicKey, has_shared_secret: key.sealedSecret !== null }),
    expires_at: key.expiresAt === null ? null : isoOf(key.expiresAt), created_at: isoOf(key.createdAt),
  };
}
