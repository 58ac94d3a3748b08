import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Outbox } from '../../platform/outbox/outbox';
import { FileStorage } from '../../platform/storage/file-storage';
import { DataExportRepository } from './data-export.repository';
import { folderOf } from './export-state.rules';

/** Removes the exports of an application that was deleted, with their files. */
@Injectable()
export class ForgetDataExports implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly exports: DataExportRepository,
    private readonly storage: FileStorage,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('application.deleted', async (facts) => {
      for (const { applicationId } of facts) await this.forget(applicationId);
    });
  }

  /** Files first: what a crash leaves behind is found again by the rows. */
  private async forget(applicationId: string): Promise<void> {
    const all = await this.unit.run(() => this.exports.all(applicationId));
    for (const { exportId } of all) await this.storage.removePrefix(folderOf(exportId));
    await this.unit.run(() => this.exports.removeAll(applicationId));
  }
}
