import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { randomSecret } from '../random-ids';
import { SharedRedis } from './shared-redis';

/** Tells the other nodes at once what they would otherwise find out by looking. A signal may be lost: nothing may depend on one. */
@Injectable()
export class NodeSignals {
  private readonly node = randomSecret(9);
  private readonly handlers = new Map<string, (text: string) => void>();
  private listening?: Redis;

  constructor(private readonly redis: SharedRedis) {}

  /** Does nothing while there is no Redis. */
  tell(topic: string, text: string): void {
    if (this.redis.isReady) this.redis.commands?.publish(this.channelOf(topic), `${this.node} ${text}`).catch(() => undefined);
  }

  /** `handler` gets what other nodes tell. */
  on(topic: string, handler: (text: string) => void): void {
    if (!this.redis.commands) return;
    const channel = this.channelOf(topic);
    this.handlers.set(channel, handler);
    this.connection().subscribe(channel).catch(() => undefined); // it subscribes by itself at each connection
  }

  private connection(): Redis {
    if (this.listening) return this.listening;
    const listening = this.redis.connect({ maxRetriesPerRequest: null });
    listening.on('message', (channel: string, message: string) => {
      const space = message.indexOf(' ');
      if (message.slice(0, space) !== this.node) this.handlers.get(channel)?.(message.slice(space + 1));
    });
    this.listening = listening;
    return listening;
  }

  private readonly channelOf = (topic: string) => `${this.redis.prefix}signals:${topic}`;
}
