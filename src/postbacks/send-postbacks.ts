import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../platform/config/config';
import type { ReadyPostback } from './compose-postbacks';
import { HostTurns } from './host-turns';
import { PostbackClaims } from './postback-claims';
import { webhookId } from './postback-id.rules';
import { PostOnce } from './post-once';
import { SettlePostback } from './settle-postback';

const pollMs = 250;
const renewMs = 5_000;
const drainMs = 6_000;
const quickMs = 1_000;

/** The worker: claims due postbacks and posts them, many at a time, few to one receiver. Each is settled before the next one of its registration goes; a killed process leaves only those in flight to be sent again, under the same id. */
@Injectable()
export class SendPostbacks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SendPostbacks.name);
  private readonly lanes = new Set<Promise<void>>();
  private filling?: Promise<void>;
  private again = false;
  private stopped = false;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly claims: PostbackClaims,
    private readonly turns: HostTurns,
    private readonly post: PostOnce,
    private readonly settle: SettlePostback,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'web') return;
    await this.claims.freeEarlierLife();
    this.timers = [setInterval(() => this.refill(), pollMs), setInterval(() => void this.claims.renew().catch((error) => this.complain(error)), renewMs)];
    this.refill();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timers[0]);
    await this.filling;
    await this.claims.putBack(this.turns.takeAll()).catch((error) => this.log.warn(error));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([Promise.allSettled([...this.lanes]), late]);
    clearTimeout(timer);
    clearInterval(this.timers[1]);
  }

  /** Claims more until nothing is due that there is room for. */
  private refill(): void {
    if (this.stopped) return;
    if (this.filling) {
      this.again = true;
      return;
    }
    this.again = false;
    this.filling = this.fill()
      .catch((error) => this.complain(error))
      .finally(() => {
        this.filling = undefined;
        if (this.again) this.refill();
      });
  }

  private async fill(): Promise<void> {
    if (this.turns.isFull) return;
    const ready = await this.claims.take((host) => this.turns.room(host));
    for (const one of ready) this.turns.add(one);
    if (ready.length) this.again = true;
    this.openLanes();
  }

  private openLanes(): void {
    while (!this.stopped) {
      const next = this.turns.next();
      if (!next) return;
      const lane: Promise<void> = this.work(next)
        .catch((error) => this.complain(error))
        .finally(() => {
          this.lanes.delete(lane);
          this.openLanes();
          this.refill();
        });
      this.lanes.add(lane);
    }
  }

  private async work(postback: ReadyPostback): Promise<void> {
    const { key, body, content, sequence, target, secrets } = postback;
    let outcome: { quick: boolean; pauseMs?: number } = { quick: false };
    try {
      const attempt = await this.post.run(target, { id: webhookId(key), body, content, sequence }, secrets);
      await this.settle.run(postback, attempt, this.claims.node);
      outcome = { quick: attempt.error === undefined && attempt.milliseconds < quickMs, pauseMs: attempt.retryAfterMs };
    } finally {
      this.claims.forget(key); // when it could not be settled its lease runs out
      const back = this.turns.done(postback, outcome);
      if (back.length) await this.claims.putBack(back);
    }
  }

  private complain(error: unknown): void {
    if (!this.stopped) this.log.error(error instanceof Error ? error.stack : error);
  }
}

