import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Metrics } from '../platform/metrics/metrics';
import type { ReadyPostback } from './compose-postbacks';
import type { Attempt } from './post-once';
import { PostbackRepository, type Settled } from './postback.repository';
import { mostAttempts, pauseAfter } from './retry-schedule.rules';

interface Waiting {
  postback: ReadyPostback;
  attempt: Attempt;
  node: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const atOnce = 100;

/** Writes down tries and what follows from them: delivered, tried again later, or given up (410, or after the last try). Those that wait together share one commit. */
@Injectable()
export class SettlePostback {
  private readonly waiting: Waiting[] = [];
  private draining = false;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly postbacks: PostbackRepository,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /** Answers when it is committed. */
  run(postback: ReadyPostback, attempt: Attempt, node: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ postback, attempt, node, resolve, reject });
      if (!this.draining) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.draining = true;
    while (this.waiting.length) {
      const some = this.waiting.splice(0, atOnce);
      const fault = await this.unit.run(() => this.settle(some)).then(() => undefined, (error: unknown) => ({ error }));
      for (const one of some) {
        if (!fault) one.resolve();
        else if (some.length === 1) one.reject(fault.error);
        else await this.unit.run(() => this.settle([one])).then(one.resolve, one.reject); // what cannot be written holds up no other
      }
    }
    this.draining = false;
  }

  private async settle(tried: readonly Waiting[]): Promise<void> {
    const ours = await this.postbacks.claimedBy(tried[0]?.node ?? '', tried.map(({ postback }) => postback.key));
    const mine = tried.filter(({ postback }) => ours.has(postback.key));
    const now = this.clock.now();
    const outcomes = new Map<string, { to: Settled; keys: string[] }>();
    for (const { postback, attempt } of mine) {
      const to = outcomeOf(postback, attempt, now);
      const same = outcomes.get(JSON.stringify(to)) ?? { to, keys: [] };
      same.keys.push(postback.key);
      outcomes.set(JSON.stringify(to), same);
    }
    for (const { to, keys } of outcomes.values()) {
      await this.postbacks.settle(keys, to);
      this.unit.afterCommit(() => this.metrics.postbacks.inc({ outcome: to.state }, keys.length));
    }
    await this.postbacks.addAttempts(mine.map(({ postback, attempt }) => ({ ...attempt, key: postback.key, attempt: postback.tries + 1 })));
  }
}

function outcomeOf({ attempts }: ReadyPostback, attempt: Attempt, now: number): Settled {
  const { retryAfterMs } = attempt;
  const [status, error] = [attempt.status ?? null, attempt.error ?? null];
  const end = (state: 'delivered' | 'failed'): Settled => ({ state, dueAt: now, status, error, finishedAt: now });
  if (error === null) return end('delivered');
  const pause = status === 410 || attempts + 1 >= mostAttempts ? undefined : pauseAfter(attempts + 1, Math.random(), retryAfterMs);
  return pause === undefined ? end('failed') : { state: 'waiting', dueAt: now + pause, status, error, finishedAt: null };
}
