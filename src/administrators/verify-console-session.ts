import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { sha256Hex } from '../platform/random-ids';
import { SignedTokens } from '../platform/signed-token';
import { ConsoleSessionRepository, type KnownSession } from './console-session.repository';

const hour = 3_600_000;
export const idleMs = 12 * hour;
const longestMs = 7 * 24 * hour;
/** Who was taken out of a group at the provider is noticed at the next sign-in, so that may not be far. */
const longestByGroupsMs = 12 * hour;
/** Whether a session is over for its age. */
export const isOver = ({ lastSeenAt, createdAt }: { lastSeenAt: number; createdAt: number }, isByGroups: boolean, now: number): boolean => now - lastSeenAt > idleMs || now - createdAt > (isByGroups ? longestByGroupsMs : longestMs);
const trustMs = 5_000;
const keptAnswers = 10_000;
const longestId = 64;
/** So exactly is it known when a session was seen last. */
const seenMs = 5 * 60_000;

export type VerifiedSession = KnownSession;

/** Tells whose session a cookie stands for, with at most one statement (none within 5 s). An ended one is refused at once here, within 5 s on other nodes. */
@Injectable()
export class VerifyConsoleSession {
  private readonly known = new Map<string, { until: number; session: KnownSession }>();
  private changes = 0;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly sessions: ConsoleSessionRepository,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
  ) {}

  /** @param applicationId of the header; empty: none is spoken of. Nothing for a session that is unknown, ended or too old. */
  async run(secret: string, applicationId: string): Promise<VerifiedSession | undefined> {
    const tokenHash = sha256Hex(secret);
    const spokenOf = applicationId.length > longestId ? '' : applicationId;
    const session = this.cached(`${tokenHash} ${spokenOf}`) ?? (await this.read(tokenHash, spokenOf));
    if (!session) return undefined;
    const now = this.clock.now();
    if (isOver(session, session.isByGroups, now)) return undefined;
    if (now - session.lastSeenAt > seenMs) await this.touch(session, now);
    return session;
  }

  /** What a page of ours must send along, which no page of another site can read. */
  tokenOf(secret: string): string {
    return this.tokens.hmac('console-token', secret);
  }

  hasToken(secret: string, token: string): boolean {
    const [wanted, given] = [Buffer.from(this.tokenOf(secret)), Buffer.from(token)];
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }

  /** Called by whatever ends a session or changes an administrator, once that is committed. */
  forget(): void {
    this.changes++;
    this.known.clear();
  }

  private cached(place: string): KnownSession | undefined {
    const known = this.known.get(place);
    return known && known.until > this.clock.now() ? known.session : undefined;
  }

  private async read(tokenHash: string, applicationId: string): Promise<KnownSession | undefined> {
    const before = this.changes;
    const session = await this.unit.run(() => this.sessions.known(tokenHash, applicationId));
    if (!session || before !== this.changes) return session;
    if (this.known.size > keptAnswers) this.known.clear();
    this.known.set(`${tokenHash} ${applicationId}`, { until: this.clock.now() + trustMs, session });
    return session;
  }

  private async touch(session: KnownSession, now: number): Promise<void> {
    session.lastSeenAt = now;
    await this.unit.run(() => this.sessions.touch(session.sessionKey, session.administratorKey, now));
  }
}
