import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey, randomSecret, sha256Hex } from '../platform/random-ids';
import type { Administrator } from './administrator.entity';
import { ConsoleSessionRepository } from './console-session.repository';
import { RecordAudit } from './record-audit';
import { idleMs } from './verify-console-session';

/** The browser that signs in. */
export interface Browser {
  /** Of the network. */
  address: string;
  /** Its User-Agent header. */
  browser: string;
}

/** Signs an administrator in with a browser, in the unit of work that found the right to. */
@Injectable()
export class OpenConsoleSession {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly sessions: ConsoleSessionRepository,
    private readonly audit: RecordAudit,
    private readonly clock: Clock,
  ) {}

  /** Answers the secret for the cookie. */
  run({ administratorKey, email }: Pick<Administrator, 'administratorKey' | 'email'>, { address, browser }: Browser, by: 'password' | 'provider' = 'password'): Promise<string> {
    const [secret, now] = [randomSecret(32), this.clock.now()];
    const session = { sessionKey: newKey(), tokenHash: sha256Hex(secret), administratorKey, address: address.slice(0, 64), browser: browser.slice(0, 255), createdAt: now, lastSeenAt: now };
    return this.unit.run(async () => {
      await this.sessions.removeUnseenSince(now - idleMs);
      await this.sessions.add(session);
      await this.sessions.touch(session.sessionKey, administratorKey, now);
      await this.audit.run({ administratorKey, email, address }, { action: 'sign-in', subject: session.sessionKey, ...(by === 'provider' && { detail: { by } }) });
      return secret;
    });
  }
}
