import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { sha256Hex } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';

export type LinkKind = 'open' | 'join' | 'stop';

/**
 * The links of invitations: 160 bits that only the server's key can derive from the row they lead to, so that the database keeps
 * their SHA-256 alone and the API can still show a link again. A new version of a link ends the earlier one.
 */
@Injectable()
export class InvitationLinks {
  constructor(
    private readonly config: Config,
    private readonly tokens: SignedTokens,
  ) {}

  token(kind: LinkKind, key: string, version = 1): string {
    return Buffer.from(this.tokens.hmac(`invitation-${kind}`, `${key} ${version}`).slice(0, 40), 'hex').toString('base64url');
  }

  hashOf(token: string): string {
    return sha256Hex(token);
  }

  hash(kind: LinkKind, key: string, version = 1): string {
    return this.hashOf(this.token(kind, key, version));
  }

  url(kind: Exclude<LinkKind, 'stop'>, key: string, version = 1): string {
    return `${this.config.publicUrl}/invitations/${kind}/${this.token(kind, key, version)}`;
  }

  /** Ends the reminders of one recipient; carries the key, because the rows have no index for it. */
  stopUrl(recipientKey: string): string {
    return `${this.config.publicUrl}/invitations/stop/${recipientKey}.${this.token('stop', recipientKey)}`;
  }

  /** The recipient of a stop token, or nothing when it is none of ours. */
  recipientToStop(token: string): string | undefined {
    const [recipientKey = '', given = ''] = token.split('.');
    return recipientKey && this.hashOf(given) === this.hash('stop', recipientKey) ? recipientKey : undefined;
  }
}
