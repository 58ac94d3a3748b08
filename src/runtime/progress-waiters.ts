import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '../platform/outbox/outbox';
import { NodeSignals } from '../platform/redis/node-signals';

const topic = 'progressed';

/** Lets long polls sleep until the instance they ask about changes; the outbox wakes them on this node, which tells the others if there is Redis. */
@Injectable()
export class ProgressWaiters implements OnModuleInit, BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** The server is about to stop: nobody waits any more. */
  private closing = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly signals: NodeSignals,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('registration.progressed', async (facts) => {
      for (const fact of facts) this.wake(fact.subject);
      this.signals.tell(topic, facts.map((fact) => fact.subject).join(' '));
    });
    this.signals.on(topic, (instanceKeys) => {
      for (const instanceKey of instanceKeys.split(' ')) this.wake(instanceKey);
    });
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const instanceKey of [...this.waiting.keys()]) this.wake(instanceKey);
  }

  private wake(instanceKey: string): void {
    for (const go of this.waiting.get(instanceKey) ?? []) go();
  }

  /**
   * Looks, and looks again after each change of the instance or every `lookAgainMs`, until `look` answers something or the time is over; then what it answered last.
   * The sleeper stands there before the look, so that no change falls between the two.
   */
  async until<T>(instanceKey: string, asked: { waitMs: number; lookAgainMs: number; gone: AbortSignal }, look: () => Promise<{ done: boolean; seen: T }>): Promise<T> {
    const end = performance.now() + asked.waitMs;
    for (;;) {
      const left = end - performance.now();
      const nap = new AbortController();
      const slept = this.sleep(instanceKey, Math.min(Math.max(0, left), asked.lookAgainMs), AbortSignal.any([asked.gone, nap.signal]));
      try {
        const { done, seen } = await look();
        if (done || left <= 0 || asked.gone.aborted || this.closing) return seen;
        await slept;
      } finally {
        nap.abort();
      }
    }
  }

  /** Ends when the instance changes, when `ms` are over, or when the caller has gone. */
  private sleep(instanceKey: string, ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleepers = this.waiting.get(instanceKey) ?? new Set();
      this.waiting.set(instanceKey, sleepers);
      const end = () => {
        clearTimeout(timer);
        gone.removeEventListener('abort', end);
        sleepers.delete(end);
        if (sleepers.size === 0) this.waiting.delete(instanceKey);
        resolve();
      };
      const timer = setTimeout(end, ms);
      gone.addEventListener('abort', end);
      sleepers.add(end);
      if (gone.aborted) end();
    });
  }
}
