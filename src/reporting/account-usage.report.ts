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

  /** The same without those of test packages, which count nowhere. */
  async countedRegistrations(applicationIds: readonly string[], since = 0): Promise<Map<string, number>> {
    const tests = await this.counts(
      `SELECT r.application_id AS a, COUNT(DISTINCT r.registration_key) AS n FROM seats s JOIN registrations r ON r.registration_key = s.registration_key
       WHERE s.is_test = 1 AND s.application_id IN (${marks(applicationIds)}) AND r.created_at >= ? GROUP BY r.application_id`, [...applicationIds, since],
    );
    return new Map([...(await this.registrations(applicationIds, since))].map(([id, count]) => [id, count - (tests.get(id) ?? 0)]));
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
