import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { sha256Hex } from '../platform/random-ids';
import { NodeSignals } from '../platform/redis/node-signals';
import { ApplicationRepository, type CredentialRow } from './application.repository';
import { SealedSecrets } from './sealed-secrets';
import { secretMatches } from './secret-hash.rules';

export interface VerifiedCredential {
  applicationId: string;
  credentialId: string;
  /** Changes with the secret; tokens are signed over it. */
  secretHash: string;
  isManagement: boolean;
  /** It may delete courses and what learners did. */
  allowDelete: boolean;
}

const verified = (applicationId: string, { credentialId, secretHash, isManagement, allowDelete }: CredentialRow): VerifiedCredential => ({ applicationId, credentialId, secretHash, isManagement, allowDelete });

const trustMs = 5_000;
const topic = 'credentials';
const keptAnswers = 10_000;

/** Tells which credential an application id and secret belong to. A disabled one stops working at once here, within 5 s on other nodes, at once there too if there is Redis. */
@Injectable()
export class VerifyCredential {
  private readonly rows = new Map<string, { until: number; rows: CredentialRow[] }>();
  private readonly verified = new Set<string>();
  private readonly running = new Map<string, Promise<boolean>>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly sealed: SealedSecrets,
    private readonly clock: Clock,
    private readonly signals: NodeSignals,
  ) {
    signals.on(topic, (applicationId) => this.rows.delete(applicationId));
  }

  async run(applicationId: string, secret: string): Promise<VerifiedCredential | undefined> {
    const digest = sha256Hex(secret);
    for (const row of await this.credentialsOf(applicationId))
      if (await this.matches(secret, digest, row.secretHash)) {
        if (row.sealedSecret === null) await this.keepSealed(applicationId, row, secret);
        return verified(applicationId, row);
      }
    return undefined;
  }

  /** The credential whose secret `isSigned` takes; `unknown` when the application has none at all. */
  async signed(applicationId: string, isSigned: (secret: string) => boolean): Promise<VerifiedCredential | 'unknown' | undefined> {
    const rows = await this.credentialsOf(applicationId);
    const row = rows.find(({ credentialId, sealedSecret }) => {
      const secret = this.sealed.open(credentialId, sealedSecret);
      return secret !== undefined && isSigned(secret);
    });
    return row ? verified(applicationId, row) : rows.length ? undefined : 'unknown';
  }

  /** The credential of application management whose secret `isSigned` takes, for calls that name another application than the one that signs. */
  async signedByManagement(isSigned: (secret: string) => boolean): Promise<VerifiedCredential | undefined> {
    for (const applicationId of await this.unit.run(() => this.applications.managementIds())) {
      const found = await this.signed(applicationId, isSigned);
      if (found && found !== 'unknown') return found;
    }
    return undefined;
  }

  /** For a key that is older than the v1 API. */
  private async keepSealed(applicationId: string, row: CredentialRow, secret: string): Promise<void> {
    row.sealedSecret = this.sealed.seal(row.credentialId, secret);
    await this.unit.run(() => this.applications.changeCredential(applicationId, row.credentialId, { sealedSecret: row.sealedSecret }));
  }

  async byId(applicationId: string, credentialId: string): Promise<VerifiedCredential | undefined> {
    const row = (await this.credentialsOf(applicationId)).find((found) => found.credentialId === credentialId);
    return row && verified(applicationId, row);
  }

  /** Called by whatever changes a credential. */
  forget(applicationId: string): void {
    this.rows.delete(applicationId);
    this.signals.tell(topic, applicationId);
  }

  private async credentialsOf(applicationId: string): Promise<CredentialRow[]> {
    const known = this.rows.get(applicationId);
    if (known && known.until > this.clock.now()) return known.rows;
    const rows = await this.unit.run(() => this.applications.enabledCredentialsOf(applicationId));
    if (this.rows.size > keptAnswers) this.rows.clear();
    this.rows.set(applicationId, { until: this.clock.now() + trustMs, rows });
    return rows;
  }

  /** The slow hash is computed once per secret; equal calls wait for the same answer. */
  private async matches(secret: string, digest: string, hash: string): Promise<boolean> {
    const known = `${digest}:${hash}`;
    if (this.verified.has(known)) return true;
    const pending = this.running.get(known) ?? secretMatches(secret, hash).finally(() => this.running.delete(known));
    this.running.set(known, pending);
    const good = await pending;
    if (this.verified.size > keptAnswers) this.verified.clear();
    if (good) this.verified.add(known);
    return good;
  }
}
