import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { Metrics } from '../metrics/metrics';
import { type ClaimedMail, MailClaims } from './mail-claims';
import { type MailOutcome, MailQueue } from './mail-queue';
import { backOff, giveUpAfterMs } from './mail-retry.rules';
import type { Delivery } from './mail-transport';

export interface Tried {
  mail: ClaimedMail;
  outcome: MailOutcome;
}

const refusalsOfTheHandler = 5;

/** Writes down what became of mails; a message that went out is never forgotten for a fault of the database or of its feature. */
@Injectable()
export class SettleMails {
  private readonly log = new Logger(SettleMails.name);
  private stopped = false;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly claims: MailClaims,
    private readonly queue: MailQueue,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /** What an answer about a mail means for it; one that is put off 48 hours after its first try has failed. */
  outcomeOf(mail: ClaimedMail, delivery: Exclude<Delivery, { state: 'unreachable' }>): MailOutcome {
    const now = this.clock.now();
    if (delivery.state !== 'delayed' || now - (mail.firstTriedAt ?? now) < giveUpAfterMs) return delivery;
    return { state: 'failed', message: delivery.message };
  }

  /** Settles `tried` and tells whether `next` may still be sent: one unit of work for both, so that a mail costs one commit. */
  async run(tried: Tried | undefined, next: ClaimedMail | undefined): Promise<'go' | 'gone' | 'suppressed'> {
    if (!tried && !next) return 'gone';
    try {
      return await this.unit.run(async () => {
        if (tried) await this.settle(tried, true);
        return this.standing(next);
      });
    } catch (error) {
      if (!tried) throw error;
      await this.settleInTheEnd(tried, error);
      return this.unit.run(() => this.standing(next));
    } finally {
      if (tried) this.claims.forget(tried.mail);
    }
  }

  /** No more waiting for a database that is away. */
  stop(): void {
    this.stopped = true;
  }

  private async standing(next: ClaimedMail | undefined): Promise<'go' | 'gone' | 'suppressed'> {
    return next ? this.claims.standing(next, this.queue.handlerOf(next.kind)?.isReminder ?? false) : 'gone';
  }

  private async settle({ mail, outcome }: Tried, withHandler: boolean): Promise<void> {
    if (outcome.state === 'delayed') {
      const still = await this.claims.delay(mail, this.clock.now() + backOff(mail.attempts, Math.random()));
      if (!still) return; // cancelled or held meanwhile
    } else await this.claims.end(mail);
    this.unit.afterCommit(() => this.metrics.mails.inc({ outcome: outcome.state }));
    if (withHandler) await this.queue.handlerOf(mail.kind)?.settled?.({ ...mail, attempts: mail.attempts + 1 }, outcome);
  }

  /** Waits for the database as long as it takes; a feature that refuses its fact again and again goes without it, or its mail would be sent for ever. */
  private async settleInTheEnd(tried: Tried, first: unknown): Promise<void> {
    this.log.error(`mail ${tried.mail.mailKey} (${tried.outcome.state}) could not be settled and is tried again: ${first instanceof Error ? first.stack : first}`);
    for (let refusals = 1, waitMs = 100; !this.stopped; waitMs = Math.min(5_000, waitMs * 2)) {
      await sleep(waitMs, undefined, { ref: false });
      try {
        await this.unit.run(() => this.settle(tried, refusals < refusalsOfTheHandler));
        if (refusals >= refusalsOfTheHandler) this.log.error(`mail ${tried.mail.mailKey} (${tried.outcome.state}) was settled without its feature, which refused`);
        return;
      } catch {
        if (await this.databaseAnswers()) refusals++;
      }
    }
  }

  private async databaseAnswers(): Promise<boolean> {
    return this.unit.run(() => this.unit.query('SELECT 1 AS one')).then(() => true, () => false);
  }
}
