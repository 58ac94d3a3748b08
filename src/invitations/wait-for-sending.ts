import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { FindInvitations } from './find-invitations';

const firstPauseMs = 50;
const longestPauseMs = 500;

/** Waits for the mails of an invitation, for callers that know no other way to hear of them. */
@Injectable()
export class WaitForSending {
  constructor(
    private readonly find: FindInvitations,
    private readonly clock: Clock,
  ) {}

  /** Answers once none waits any more, at the latest after so many milliseconds. Failures: invitation-unknown. */
  async run(applicationId: string, id: string, mostMs: number): Promise<void> {
    const end = this.clock.now() + mostMs;
    for (let ms = firstPauseMs; ; ms = Math.min(2 * ms, longestPauseMs)) {
      const { status } = await this.find.status(applicationId, id);
      if (status !== 'STARTED' || this.clock.now() + ms > end) return;
      await pause(ms);
    }
  }
}
