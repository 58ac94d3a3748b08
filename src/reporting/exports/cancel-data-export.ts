import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { exportUnknown } from '../reporting.failures';
import { DataExportRepository } from './data-export.repository';

/** Stops an export; its job notices at the next page of rows. One that has ended stays as it is. */
@Injectable()
export class CancelDataExport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly exports: DataExportRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: export-unknown. */
  run(applicationId: string, exportId: string): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.exports.find(applicationId, exportId))) throw exportUnknown(exportId);
      await this.exports.end(exportId, 'canceled', this.clock.now());
    });
  }
}
