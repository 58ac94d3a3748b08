import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock';
import { Config } from '../config/config';
import { inSpan } from '../tracing/tracing';
import { type ComposedMail, ComposeMails } from './compose-mails';
import { type ClaimedMail, MailClaims } from './mail-claims';
import { MailQueue } from './mail-queue';
import { MailRate } from './mail-rate';
import { MailTransport } from './mail-transport';
import { SettleMails, type Tried } from './settle-mails';

const pollMs = 1_000;
const renewMs = 5_000;
const smallestBatch = 50;
const shortestPauseMs = 2_000;
const longestPauseMs = 60_000;
const drainMs = 6_000;

/**
 * The worker: claims queued mails, has them written, and sends them over up to MAIL_CONNECTIONS lanes. A lane settles its mail before it takes the
 * next one, so a killed process leaves at most one message per lane that may go out twice.
 */
@Injectable()
export class SendQueuedMails implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SendQueuedMails.name);
  private readonly composed: ComposedMail[] = [];
  private readonly lanes = new Set<Promise<void>>();
  private readonly batch: number;
  private filling?: Promise<void>;
  /** Mail was queued while we looked. */
  private again = false;
  /** Nothing was due when we looked. */
  private dry = false;
  private stopped = false;
  private pausedUntil = 0;
  private troubles = 0;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly queue: MailQueue,
    private readonly claims: MailClaims,
    private readonly compose: ComposeMails,
    private readonly settle: SettleMails,
    private readonly rate: MailRate,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    this.batch = Math.max(smallestBatch, 2 * config.mailConnections);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'web') return;
    if (!this.config.smtp) this.log.warn(`SMTP_URL is not set: mail is kept in the database and shown at ${this.config.publicUrl}/dev/mailbox`);
    await this.claims.freeEarlierLife();
    this.queue.onWake(() => this.wake());
    this.timers = [setInterval(() => this.wake(), pollMs), setInterval(() => void this.claims.renew().catch((error) => this.complain(error)), renewMs)];
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.settle.stop();
    await this.filling;
    await this.putBack(this.takeAll());
    await this.lanesEnd(drainMs);
    this.transport.close();
    await this.lanesEnd(drainMs / 6);
    for (const timer of this.timers) clearInterval(timer);
  }

  private get paused(): boolean {
    return this.stopped || this.clock.now() < this.pausedUntil;
  }

  private wake(): void {
    this.claims.lookAgain();
    this.dry = false;
    this.again = this.filling !== undefined;
    this.refill();
    this.openLanes();
  }

  private refill(): void {
    if (this.paused || this.filling || this.dry || this.composed.length > this.batch / 2) return;
    this.filling = this.fill()
      .catch((error) => {
        this.dry = true;
        this.complain(error);
      })
      .finally(() => {
        this.filling = undefined;
        if (this.again) this.dry = false;
        this.again = false;
        this.openLanes();
        this.refill();
      });
  }

  private async fill(): Promise<void> {
    const claimed = await this.claims.take(this.batch, this.queue.kinds);
    this.dry = claimed.length === 0;
    const { composed, unwanted, failed } = await this.compose.run(claimed);
    if (this.paused) return this.putBack(claimed);
    this.composed.push(...composed);
    this.openLanes();
    await this.claims.drop(unwanted);
    for (const mail of failed) {
      this.rate.unsent(mail.applicationId);
      await this.settle.run({ mail, outcome: this.settle.outcomeOf(mail, { state: 'delayed', message: 'The message could not be written' }) }, undefined);
    }
  }

  /** As many lanes as there is work for; one alone as long as it is not known whether the server is back. */
  private openLanes(): void {
    const most = this.troubles ? 1 : this.config.mailConnections;
    for (let more = Math.min(most - this.lanes.size, this.composed.length); more > 0 && !this.paused; more--) {
      const lane: Promise<void> = this.work()
        .catch((error) => this.complain(error))
        .finally(() => {
          this.lanes.delete(lane);
          this.openLanes();
        });
      this.lanes.add(lane);
    }
  }

  private async work(): Promise<void> {
    let tried: Tried | undefined;
    for (;;) {
      const next = this.paused ? undefined : this.composed.shift();
      this.refill();
      if (!tried && !next) return;
      const standing = await this.settle.run(tried, next?.mail).catch((error) => {
        if (next) this.claims.letGo(next.mail); // its lease runs out
        throw error;
      });
      tried = next && (await this.send(next, standing));
    }
  }

  /** Answers what is to be settled; nothing when the mail is no longer ours or could not be tried. */
  private async send({ mail, message }: ComposedMail, standing: 'go' | 'gone' | 'suppressed'): Promise<Tried | undefined> {
    if (standing !== 'go') this.rate.unsent(mail.applicationId);
    if (standing === 'suppressed') return { mail, outcome: { state: 'suppressed', message: 'The address is on the suppression list' } };
    if (standing === 'gone') {
      this.claims.forget(mail);
      return undefined;
    }
    const delivery = await inSpan('mail', { kind: 'client', attributes: { 'courseway.mail.kind': mail.kind } }, async (note) => {
      const outcome = await this.transport.send(mail, message);
      note({ 'courseway.mail.outcome': outcome.state });
      return outcome;
    });
    if (delivery.state === 'unreachable') {
      this.pause(delivery.message);
      await this.putBack([mail, ...this.takeAll()]);
      return undefined;
    }
    this.rate.sent(mail.applicationId);
    this.recover();
    return { mail, outcome: this.settle.outcomeOf(mail, delivery) };
  }

  private pause(why: string): void {
    if (this.paused) return;
    const ms = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(this.troubles++, 10));
    this.pausedUntil = this.clock.now() + ms;
    this.log.warn(`no mail can be sent (${why}); ${this.troubles > 1 ? `pause ${this.troubles}: ` : ''}next try in ${ms / 1000} s`);
  }

  private recover(): void {
    if (!this.troubles) return;
    this.troubles = 0;
    this.log.log('mail can be sent again');
    this.openLanes();
  }

  private takeAll(): ClaimedMail[] {
    return this.composed.splice(0).map(({ mail }) => mail);
  }

  /** When even this fails the leases run out. */
  private async putBack(mails: ClaimedMail[]): Promise<void> {
    await this.claims.putBack(mails).catch((error) => {
      for (const mail of mails) this.claims.forget(mail);
      this.complain(error);
    });
  }

  private async lanesEnd(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([Promise.allSettled([...this.lanes]), late]);
    clearTimeout(timer);
  }

  private complain(error: unknown): void {
    if (!this.stopped) this.log.error(error instanceof Error ? error.stack : error);
  }
}
