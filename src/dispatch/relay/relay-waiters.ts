import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '../../platform/outbox/outbox';

/** Lets long polls sleep until the instance they ask about changes; the outbox wakes them on this node. */
@Injectable()
export class RelayWaiters implements OnModuleInit, BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** The server is about to stop: nobody waits any more. */
  closing = false;

  constructor(private readonly outbox: Outbox) {}

  onModuleInit(): void {
    this.outbox.subscribe('registration.progressed', async (facts) => {
      for (const fact of facts) this.wake(fact.subject);
    });
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const instanceKey of [...this.waiting.keys()]) this.wake(instanceKey);
  }

  /** Something about the instance changed. */
  wake(instanceKey: string): void {
    for (const go of this.waiting.get(instanceKey) ?? []) go();
  }

  /** Ends when the instance changes, when `ms` are over, or when the caller has gone. */
  sleep(instanceKey: string, ms: number, gone: AbortSignal): Promise<void> {
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
