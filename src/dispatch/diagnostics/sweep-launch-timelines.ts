import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Upkeep } from '../../platform/upkeep';
import { LaunchTimelineRepository } from './launch-timeline.repository';

const everyMs = 600_000;
const atOnce = 200;
const dayMs = 86_400_000;

/** Removes timelines of launches that are older than DIAGNOSTICS_DAYS. */
@Injectable()
export class SweepLaunchTimelines implements OnApplicationBootstrap {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly timelines: LaunchTimelineRepository,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly upkeep: Upkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(everyMs, 'timelines of launches', () => this.run());
  }

  /** Answers how many went. */
  async run(): Promise<number> {
    const before = this.clock.now() - this.config.diagnosticsDays * dayMs;
    let all = 0;
    for (let removed = atOnce; removed === atOnce; all += removed) removed = await this.unit.run(() => this.timelines.removeBefore(before, atOnce));
    return all;
  }
}
