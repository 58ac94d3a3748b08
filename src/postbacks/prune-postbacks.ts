import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Upkeep } from '../platform/upkeep';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { PostbackLogRepository } from './postback-log.repository';

const keptMs = 30 * 86_400_000;
const everyMs = 600_000;
const atOnce = 500;

/** Forgets postbacks 30 days after their end, a part at a time. */
@Injectable()
export class PrunePostbacks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped = false;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly log: PostbackLogRepository,
    private readonly clock: Clock,
    private readonly upkeep: Upkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(everyMs, 'old postbacks', () => this.run());
  }

  beforeApplicationShutdown(): void {
    this.stopped = true;
  }

  async run(): Promise<void> {
    for (let removed = atOnce; removed === atOnce && !this.stopped; ) removed = await this.unit.run(() => this.log.removeFinishedBefore(this.clock.now() - keptMs, atOnce));
  }
}
