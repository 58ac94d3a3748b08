import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { SignedTokens } from '../platform/signed-token';
import { PostbackSecretRepository, type SecretVersion } from './postback-secret.repository';
import { writtenSecret } from './sign-postback.rules';

const overlapMs = 24 * 3_600_000;

export interface ShownSecrets {
  secret: string;
  /** Still signs as well, until then. */
  previous?: { secret: string; until: number };
}

/** The secrets that postbacks of an application are signed with: made from the server's key, so that no copy of the database holds them. */
@Injectable()
export class PostbackSecrets {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly versions: PostbackSecretRepository,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  async show(applicationId: string): Promise<ShownSecrets> {
    const version = (await this.unit.run(() => this.versions.of([applicationId]))).get(applicationId);
    return this.shown(applicationId, version);
  }

  /** A new secret; the one before it signs as well for a day, a still older one no more. */
  rotate(applicationId: string): Promise<ShownSecrets> {
    return this.unit.run(async () => {
      const now = this.clock.now();
      await this.versions.rotate(applicationId, now, now + overlapMs);
      return this.show(applicationId);
    });
  }

  /** Of several applications, in one statement; the newest first. */
  async live(applicationIds: readonly string[]): Promise<Map<string, string[]>> {
    const versions = await this.unit.run(() => this.versions.of(applicationIds));
    return new Map(applicationIds.map((id) => {
      const { secret, previous } = this.shown(id, versions.get(id));
      return [id, previous ? [secret, previous.secret] : [secret]];
    }));
  }

  private shown(applicationId: string, version: SecretVersion = { version: 1, previousUntil: 0 }): ShownSecrets {
    const until = version.previousUntil;
    const previous = until > this.clock.now() ? { previous: { secret: this.secretOf(applicationId, version.version - 1), until } } : {};
    return { secret: this.secretOf(applicationId, version.version), ...previous };
  }

  private secretOf(applicationId: string, version: number): string {
    return writtenSecret(Buffer.from(this.tokens.hmac('postback-secret', `${version}:${applicationId}`), 'hex'));
  }
}
