import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { PostbackLogRepository } from './postback-log.repository';

const keptMs = 30 * 86_400_000;
const everyMs = 600_000;
const atOnce = 500;

/** Forgets postbacks 30 days after their end, a part at a time. */
@Injectable()
export class PrunePostbacks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PrunePostbacks.name);
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly log: PostbackLogRepository,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'web') this.timer = setInterval(() => void this.run().catch((error) => this.logger.error(error)), everyMs);
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  async run(): Promise<void> {
    for (let removed = atOnce; removed === atOnce && !this.stopped; ) removed = await this.unit.run(() => this.log.removeFinishedBefore(this.clock.now() - keptMs, atOnce));
  }
}
