import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { RegistrationReport, type RegistrationRow } from './registration.report';
import { RegistrationSearchReport } from './registration-search.report';

/** Registrations by the beginning of their id, or of the learner's id, mail address or name. */
@Injectable()
export class SearchRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly search: RegistrationSearchReport,
    private readonly report: RegistrationReport,
  ) {}

  /** Two statements. */
  run(applicationId: string, text: string, most: number): Promise<RegistrationRow[]> {
    return this.unit.run(async () => {
      const keys = await this.search.keys(applicationId, text, most);
      const rows = new Map((await this.report.some(applicationId, keys)).map((row) => [row.registration_key, row]));
      return keys.flatMap((key) => rows.get(key) ?? []);
    });
  }
}
