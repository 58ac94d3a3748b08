import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Config } from '../config/config';

const windowMs = 60_000;

interface Sending {
  /** Claimed and not yet on their way. */
  claimed: number;
  /** Moments of the last minute, oldest first. */
  sent: number[];
}

/** MAIL_PER_MINUTE: never more messages of one application in any 60 seconds, on this node. */
@Injectable()
export class MailRate {
  private readonly applications = new Map<string, Sending>();

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** How many more may be claimed now. */
  allowance(applicationId: string): number {
    const limit = this.config.mailPerMinute;
    if (!limit) return Number.POSITIVE_INFINITY;
    const sending = this.applications.get(applicationId);
    if (!sending) return limit;
    const since = this.clock.now() - windowMs;
    const fresh = sending.sent.findIndex((moment) => moment > since);
    sending.sent.splice(0, fresh < 0 ? sending.sent.length : fresh);
    if (!sending.sent.length && !sending.claimed) this.applications.delete(applicationId);
    return Math.max(0, limit - sending.sent.length - sending.claimed);
  }

  claimed(applicationId: string): void {
    if (!this.config.mailPerMinute) return;
    const sending = this.applications.get(applicationId);
    if (sending) sending.claimed++;
    else this.applications.set(applicationId, { claimed: 1, sent: [] });
  }

  /** A claimed one goes out now. */
  sent(applicationId: string): void {
    this.unsent(applicationId);
    this.applications.get(applicationId)?.sent.push(this.clock.now());
  }

  /** A claimed one does not go out. */
  unsent(applicationId: string): void {
    const sending = this.applications.get(applicationId);
    if (sending) sending.claimed = Math.max(0, sending.claimed - 1);
  }
}
