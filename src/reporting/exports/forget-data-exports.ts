import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { FileStorage } from '../../platform/storage/file-storage';
import { DataExportRepository } from './data-export.repository';
import { folderOf } from './export-state.rules';

/** Removes the exports of an application that was deleted, with their files; and the files that tell of a learner who was erased. */
@Injectable()
export class ForgetDataExports implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly exports: DataExportRepository,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.forget(applicationId);
    });
    this.outbox.subscribe('learner.erased', async (facts) => {
      for (const applicationId of new Set(facts.map((fact) => fact.applicationId))) await this.expire(applicationId);
    });
  }

  /** Files first: what a crash leaves behind is found again by the rows. */
  private async forget(applicationId: string): Promise<void> {
    const all = await this.unit.run(() => this.exports.all(applicationId));
    for (const { exportId } of all) await this.storage.removePrefix(folderOf(exportId));
    await this.unit.run(() => this.exports.removeAll(applicationId));
  }

  /** One that runs may have told of the learner already: it is canceled. */
  private async expire(applicationId: string): Promise<void> {
    const all = await this.unit.run(async () => {
      const running = await this.exports.runningOf(applicationId);
      if (running) await this.exports.end(running.exportId, 'canceled', this.clock.now());
      return this.exports.all(applicationId);
    });
    for (const { exportId, status } of all) {
      if (status !== 'complete') continue;
      await this.storage.removePrefix(folderOf(exportId));
      await this.unit.run(() => this.exports.expire(exportId));
    }
  }
}
