import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { SealedTexts } from '../../platform/sealed-texts';
import { LtiToolKey } from './lti-tool-key.entity';
import { LtiToolKeyRepository } from './lti-tool-key.repository';

export interface ToolKey {
  keyId: string;
  privateKey: KeyObject;
  /** With `kid`, `alg` and `use`. */
  jwk: Record<string, unknown>;
}

const purpose = 'lti-tool-key';
/** All nodes make, or find, the same one. */
const firstKeyId = 'courseway-1';
const bits = 2048;

/** The key pair of this server for LTI 1.3; made when it is first asked for. */
@Injectable()
export class LtiToolKeys {
  private known?: ToolKey;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly keys: LtiToolKeyRepository,
    private readonly sealed: SealedTexts,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<ToolKey> {
    this.known ??= (await this.stored()) ?? (await this.make());
    return this.known;
  }

  /** The public key in PEM. */
  async publicPem(): Promise<string> {
    return createPublicKey((await this.run()).privateKey).export({ type: 'spki', format: 'pem' }).toString();
  }

  private async stored(): Promise<ToolKey | undefined> {
    const row = await this.unit.run(() => this.keys.newest());
    const pem = row && this.sealed.open(purpose, row.keyId, row.sealedKey);
    if (row && pem === undefined) throw new Error('the key for LTI 1.3 was sealed under another SECRET_KEY');
    return row && pem ? { keyId: row.keyId, privateKey: createPrivateKey(pem), jwk: row.publicKey } : undefined;
  }

  private async make(): Promise<ToolKey> {
    const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: firstKeyId, alg: 'RS256', use: 'sig' };
    const sealedKey = this.sealed.seal(purpose, firstKeyId, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    try {
      await this.unit.run(() => this.keys.add(Object.assign(new LtiToolKey(), { keyId: firstKeyId, sealedKey, publicKey: jwk, createdAt: this.clock.now() })));
    } catch (error) {
      const other = isUniqueViolation(error) ? await this.stored() : undefined; // another node was faster
      if (!other) throw error;
      return other;
    }
    return { keyId: firstKeyId, privateKey, jwk };
  }
}
