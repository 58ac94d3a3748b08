import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { JobQueue } from '../../platform/jobs/job-queue';
import { FileStorage } from '../../platform/storage/file-storage';
import { Upkeep } from '../../platform/upkeep';
import { DataExportRepository } from './data-export.repository';
import { folderOf, jobKeyOf, keptMs, rememberedMs } from './export-state.rules';

const everyMs = 600_000;
const atOnce = 200;

/** Removes files of exports after a week, those that belong to no export, and the memory of old ones; ends exports whose job was given up. */
@Injectable()
export class SweepDataExports implements OnApplicationBootstrap {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly exports: DataExportRepository,
    private readonly storage: FileStorage,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
    private readonly upkeep: Upkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(everyMs, 'exports', () => this.run());
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    await this.unit.run(() => this.endLost(now));
    for (let old = await this.expired(now); old.length; old = await this.expired(now))
      for (const { exportId } of old) {
        await this.storage.removePrefix(folderOf(exportId));
        await this.unit.run(() => this.exports.expire(exportId));
      }
    await this.removeOrphans();
    await this.unit.run(() => this.exports.forgetEndedBefore(now - rememberedMs));
  }

  private expired(now: number) {
    return this.unit.run(() => this.exports.completeUntil(now - keptMs, atOnce));
  }

  private async endLost(now: number): Promise<void> {
    for (const { exportId } of await this.exports.running()) if (!(await this.jobs.isPending(jobKeyOf(exportId)))) await this.exports.end(exportId, 'error', now);
  }

  private async removeOrphans(): Promise<void> {
    const folders = await this.storage.listFolders('exports');
    for (let i = 0; i < folders.length; i += atOnce) {
      const some = folders.slice(i, i + atOnce);
      const known = await this.unit.run(() => this.exports.known(some));
      for (const exportId of some) if (!known.has(exportId)) await this.storage.removePrefix(folderOf(exportId));
    }
  }
}
