import type { OnApplicationShutdown } from '@nestjs/common';
import type { Queue, Worker } from 'bullmq';
import { SharedRedis } from '../redis/shared-redis';

const queueName = 'jobs';
const closeMs = 1_000;

/**
 * Offers new jobs to the workers of all nodes at once, by BullMQ: one that has room takes it. What is told is the row's id and nothing else;
 * the row is the job, is claimed in the database, and is found there by looking when Redis lost or never had the offer.
 */
export class JobSignals implements OnApplicationShutdown {
  private readonly queue?: Queue;
  private worker?: Worker;
  private offered = new Set<string>();

  constructor(
    private readonly redis: SharedRedis,
    private readonly engine?: typeof import('bullmq'),
  ) {
    if (!engine) return;
    this.queue = new engine.Queue(queueName, { ...this.common(), skipWaitingForReady: true, connection: { ...redis.options, enableOfflineQueue: false, maxRetriesPerRequest: 0 }, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
    this.queue.on('error', () => undefined); // SharedRedis tells
  }

  static async open(redis: SharedRedis): Promise<JobSignals> {
    return redis.commands ? new JobSignals(redis, await import('bullmq')) : new JobSignals(redis);
  }

  /** Does nothing while there is no Redis. */
  offer(jobId: string): void {
    if (!this.redis.isReady) return;
    if (this.offered.size === 0) setImmediate(() => this.send());
    this.offered.add(jobId);
  }

  /** `take` looks for due jobs; it is called where there is room for them. */
  listen(take: () => void): void {
    if (!this.engine) return;
    this.worker = new this.engine.Worker(queueName, async () => take(), { ...this.common(), connection: { ...this.redis.options, maxRetriesPerRequest: null } });
    this.worker.on('error', () => undefined);
  }

  async stopListening(): Promise<void> {
    await Promise.race([this.worker?.close(true), new Promise((resolve) => setTimeout(resolve, closeMs).unref())]);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.queue?.close(), new Promise((resolve) => setTimeout(resolve, closeMs).unref())]);
  }

  private send(): void {
    const ids = [...this.offered];
    this.offered = new Set();
    this.queue?.addBulk(ids.map((jobId) => ({ name: 'row', data: {}, opts: { jobId } }))).catch(() => undefined);
  }

  private common() {
    return { prefix: this.redis.prefix.slice(0, -1), skipVersionCheck: true };
  }
}
