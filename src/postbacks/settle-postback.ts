import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { ReadyPostback } from './compose-postbacks';
import type { Attempt } from './post-once';
import { PostbackRepository, type Settled } from './postback.repository';
import { mostAttempts, pauseAfter } from './retry-schedule.rules';

/** Writes down a try and what follows from it: delivered, tried again later, or given up (410, or after the last try). */
@Injectable()
export class SettlePostback {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly postbacks: PostbackRepository,
    private readonly clock: Clock,
  ) {}

  async run(postback: ReadyPostback, attempt: Attempt, node: string): Promise<void> {
    await this.unit.run(async () => {
      const isOurs = await this.postbacks.settle(postback.key, node, this.outcomeOf(postback, attempt));
      if (isOurs) await this.postbacks.addAttempt(postback.key, postback.tries + 1, attempt);
    });
  }

  private outcomeOf({ attempts }: ReadyPostback, attempt: Attempt): Settled {
    const now = this.clock.now();
    const { retryAfterMs } = attempt;
    const [status, error] = [attempt.status ?? null, attempt.error ?? null];
    const end = (state: 'delivered' | 'failed'): Settled => ({ state, dueAt: now, status, error, finishedAt: now });
    if (error === null) return end('delivered');
    const pause = status === 410 || attempts + 1 >= mostAttempts ? undefined : pauseAfter(attempts + 1, Math.random(), retryAfterMs);
    return pause === undefined ? end('failed') : { state: 'waiting', dueAt: now + pause, status, error, finishedAt: null };
  }
}
