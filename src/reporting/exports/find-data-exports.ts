import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { FileStorage } from '../../platform/storage/file-storage';
import { exportUnknown, exportWithoutFile } from '../reporting.failures';
import type { DataExport } from './data-export.entity';
import { DataExportRepository } from './data-export.repository';
import { type ExportStatus, fileOf, statusAt } from './export-state.rules';

export interface FoundExport extends Pick<DataExport, 'exportId' | 'percent' | 'createdAt' | 'endedAt'> {
  status: ExportStatus;
}

/** Tells of an application's exports, and reads their files. */
@Injectable()
export class FindDataExports {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly exports: DataExportRepository,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
  ) {}

  /** Failures: export-unknown. */
  async one(applicationId: string, exportId: string): Promise<FoundExport> {
    const found = await this.unit.run(() => this.exports.find(applicationId, exportId));
    if (!found) throw exportUnknown(exportId);
    return this.shown(found);
  }

  /** The newest first. */
  async all(applicationId: string): Promise<FoundExport[]> {
    return (await this.unit.run(() => this.exports.all(applicationId))).map((one) => this.shown(one));
  }

  /** A zip. Failures: export-unknown, export-without-file. */
  async file(applicationId: string, exportId: string): Promise<Readable> {
    const { status } = await this.one(applicationId, exportId);
    if (status !== 'complete') throw exportWithoutFile(exportId, status);
    if ((await this.storage.size(fileOf(exportId))) === undefined) throw exportWithoutFile(exportId, 'expired');
    return this.storage.read(fileOf(exportId));
  }

  private shown(found: DataExport): FoundExport {
    const { exportId, percent, createdAt, endedAt } = found;
    return { exportId, percent, createdAt, endedAt, status: statusAt(found, this.clock.now()) };
  }
}
