import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { JobQueue } from '../../platform/jobs/job-queue';
import { newKey } from '../../platform/random-ids';
import { exportRunning } from '../reporting.failures';
import { DataExportRepository } from './data-export.repository';
import { exportJob, jobKeyOf } from './export-state.rules';

/** Asks for all data of an application as a file; a job makes it, one at a time for each application. */
@Injectable()
export class StartDataExport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly exports: DataExportRepository,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** Answers the id made for it. Failures: export-running. */
  async run(applicationId: string): Promise<string> {
    const exportId = newKey();
    const start = async () => {
      await this.refuseSecond(applicationId);
      await this.exports.add({ exportId, applicationId, runningFor: applicationId, status: 'started', percent: 0, createdAt: this.clock.now(), endedAt: null });
      await this.jobs.add({ kind: exportJob, payload: { exportId }, uniqueKey: jobKeyOf(exportId) });
    };
    await this.unit.run(start).catch((error: unknown) => {
      throw isUniqueViolation(error) ? exportRunning('made a moment ago') : error;
    });
    return exportId;
  }

  /** One whose job was given up without a last word runs no more. */
  private async refuseSecond(applicationId: string): Promise<void> {
    const running = await this.exports.runningOf(applicationId);
    if (!running) return;
    if (await this.jobs.isPending(jobKeyOf(running.exportId))) throw exportRunning(running.exportId);
    await this.exports.end(running.exportId, 'error', this.clock.now());
  }
}
