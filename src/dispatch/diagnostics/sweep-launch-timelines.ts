import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LaunchTimelineRepository } from './launch-timeline.repository';

const everyMs = 600_000;
const atOnce = 200;
const dayMs = 86_400_000;

/** Removes timelines of launches that are older than DIAGNOSTICS_DAYS. */
@Injectable()
export class SweepLaunchTimelines implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Diagnostics');
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly timelines: LaunchTimelineRepository,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'web') this.timer = setInterval(() => void this.run().catch((error) => this.log.error(error)), everyMs);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Answers how many went. */
  async run(): Promise<number> {
    const before = this.clock.now() - this.config.diagnosticsDays * dayMs;
    let all = 0;
    for (let removed = atOnce; removed === atOnce; all += removed) removed = await this.unit.run(() => this.timelines.removeBefore(before, atOnce));
    return all;
  }
}
