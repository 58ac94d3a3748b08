import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import type { Config } from '../config/config';
import { sha256Hex } from '../random-ids';

/** How to reach the server; comes back by itself. */
interface ServerOptions {
  host: string;
  port: number;
  db: number;
  username?: string;
  password?: string;
  tls?: object;
  connectTimeout: number;
  retryStrategy(times: number): number;
}

/** A server that says nothing for so long is away. */
const silentMs = 1_000;
const longestPauseMs = 2_000;

/** What nodes share to be quicker than through the database alone. Nothing in it is needed: whoever uses it goes on without it. */
export class SharedRedis implements OnApplicationShutdown {
  private readonly log = new Logger('Redis');
  private readonly opened: Redis[] = [];
  private isAway = false;
  /** In front of every key and channel: installations with keys of their own may share a server. */
  readonly prefix: string;
  /** For short commands, which fail at once while the server is away; absent without REDIS_URL. */
  readonly commands?: Redis;

  private constructor(
    readonly options?: ServerOptions,
    private readonly client?: typeof Redis,
    secretKey = '',
  ) {
    this.prefix = `courseway:${sha256Hex(`redis ${secretKey}`).slice(0, 16)}:`;
    if (client) this.commands = this.watched(this.connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0, socketTimeout: silentMs }));
  }

  /** Loads the client only where there is a server. Does not wait for the server. */
  static async open({ redis, secretKey }: Config): Promise<SharedRedis> {
    if (!redis) return new SharedRedis();
    const { Redis: client } = await import('ioredis');
    const { tls, ...server } = redis;
    const options = { ...server, ...(tls && { tls: {} }), connectTimeout: 5_000, retryStrategy: (times: number) => Math.min(times * 100, longestPauseMs) };
    return new SharedRedis(options, client, secretKey);
  }

  get isReady(): boolean {
    return this.commands?.status === 'ready';
  }

  /** A connection of one's own; closed at the end. */
  connect(more: RedisOptions): Redis {
    if (!this.client) throw new Error('there is no REDIS_URL');
    const connection = new this.client({ ...this.options, ...more });
    connection.on('error', () => undefined); // `commands` tells
    this.opened.push(connection);
    return connection;
  }

  onApplicationShutdown(): void {
    for (const connection of this.opened) connection.disconnect();
  }

  /** One line when the server goes, one when it is back. */
  private watched(connection: Redis): Redis {
    connection.on('error', (error: Error) => {
      if (!this.isAway) this.log.warn(`REDIS_URL: the server is away (${error.message}); limits count on this node alone and nodes hear of each other through the database until it is back`);
      this.isAway = true;
    });
    connection.on('ready', () => {
      if (this.isAway) this.log.log('REDIS_URL: the server is back');
      this.isAway = false;
    });
    return connection;
  }
}
