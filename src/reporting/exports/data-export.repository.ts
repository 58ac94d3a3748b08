import { Injectable } from '@nestjs/common';
import { LessThan, LessThanOrEqual } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { DataExport } from './data-export.entity';
import type { ExportStatus } from './export-state.rules';

const mostListed = 1000;

@Injectable()
export class DataExportRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, exportId: string): Promise<DataExport | null> {
    return this.unit.manager.findOneBy(DataExport, { applicationId, exportId });
  }

  /** The newest first. */
  all(applicationId: string): Promise<DataExport[]> {
    return this.unit.manager.find(DataExport, { where: { applicationId }, order: { exportId: 'DESC' }, take: mostListed });
  }

  runningOf(applicationId: string): Promise<DataExport | null> {
    return this.unit.manager.findOneBy(DataExport, { runningFor: applicationId });
  }

  /** Not bound to a tenant: a job knows only the id. */
  runningById(exportId: string): Promise<DataExport | null> {
    return this.unit.manager.findOneBy(DataExport, { exportId, status: 'started' });
  }

  /** Of all tenants. */
  running(): Promise<DataExport[]> {
    return this.unit.manager.findBy(DataExport, { status: 'started' });
  }

  async add(one: DataExport): Promise<void> {
    await this.unit.manager.insert(DataExport, { ...one });
  }

  async progress(exportId: string, percent: number): Promise<void> {
    await this.unit.manager.update(DataExport, { exportId, status: 'started' }, { percent });
  }

  /** False when it did not run any more. */
  async end(exportId: string, status: ExportStatus, endedAt: number): Promise<boolean> {
    const complete = status === 'complete' ? ', percent = 100' : '';
    return (await this.unit.execute(`UPDATE data_exports SET status = ?, ended_at = ?, running_for = NULL${complete} WHERE export_id = ? AND status = 'started'`, [status, endedAt, exportId])).affected > 0;
  }

  /** Complete ones of all tenants that ended at `before` or earlier. */
  completeUntil(before: number, most: number): Promise<DataExport[]> {
    return this.unit.manager.find(DataExport, { where: { status: 'complete', endedAt: LessThanOrEqual(before) }, take: most });
  }

  async expire(exportId: string): Promise<void> {
    await this.unit.manager.update(DataExport, { exportId, status: 'complete' }, { status: 'expired' });
  }

  /** Those that do not run and hold no file. */
  async forgetEndedBefore(before: number): Promise<void> {
    for (const status of ['expired', 'canceled', 'error'] as const) await this.unit.manager.delete(DataExport, { status, endedAt: LessThan(before) });
  }

  /** Which of the ids exist. */
  async known(exportIds: readonly string[]): Promise<Set<string>> {
    if (!exportIds.length) return new Set();
    const rows = await this.unit.query<{ id: string }>(`SELECT export_id AS id FROM data_exports WHERE export_id IN (${exportIds.map(() => '?').join(', ')})`, [...exportIds]);
    return new Set(rows.map(({ id }) => id));
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM data_exports WHERE application_id = ?', [applicationId]);
  }
}
