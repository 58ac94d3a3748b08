import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

/** Counts what applications hold. */
@Injectable()
export class AccountUsageReport {
  constructor(private readonly unit: UnitOfWork) {}

  courses(applicationIds: readonly string[]): Promise<Map<string, number>> {
    return this.counts(`SELECT application_id AS a, COUNT(*) AS n FROM courses WHERE application_id IN (${marks(applicationIds)}) GROUP BY application_id`, applicationIds);
  }

  /** Those made at `since` or later. */
  registrations(applicationIds: readonly string[], since = 0): Promise<Map<string, number>> {
    return this.counts(`SELECT application_id AS a, COUNT(*) AS n FROM registrations WHERE application_id IN (${marks(applicationIds)}) AND created_at >= ? GROUP BY application_id`, [...applicationIds, since]);
  }

  /** Destinations, and imports that still run. */
  async others(applicationIds: readonly string[]): Promise<Map<string, number>> {
    const destinations = await this.counts(`SELECT application_id AS a, COUNT(*) AS n FROM destinations WHERE application_id IN (${marks(applicationIds)}) GROUP BY application_id`, applicationIds);
    const imports = await this.counts(`SELECT application_id AS a, COUNT(*) AS n FROM import_jobs WHERE application_id IN (${marks(applicationIds)}) AND status = 'RUNNING' GROUP BY application_id`, applicationIds);
    return new Map(applicationIds.map((id) => [id, (destinations.get(id) ?? 0) + (imports.get(id) ?? 0)]));
  }

  private async counts(sql: string, parameters: readonly unknown[]): Promise<Map<string, number>> {
    const rows = await this.unit.query<{ a: string; n: number }>(sql, [...parameters]);
    return new Map(rows.map((row) => [row.a, Number(row.n)]));
  }
}
