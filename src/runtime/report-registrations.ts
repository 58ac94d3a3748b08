import { Injectable } from '@nestjs/common';
import type { RegistrationRow } from '../registrations/find-registrations';
import { DescribeRegistration } from './describe-registration';
import { type ReportFormat, type ReportNode, registrationReport } from './legacy-report.rules';
import { registrationResults, scoreOf } from './registration-results';

const everything = { children: true, runtime: true, interactions: true };

/** Reports on registrations in the words of the old API, in the same order. */
@Injectable()
export class ReportRegistrations {
  constructor(private readonly describe: DescribeRegistration) {}

  /** The rows must bring their runtime for other formats than `course`, which are one statement at most. */
  async run(rows: readonly RegistrationRow[], format: ReportFormat): Promise<ReportNode[]> {
    if (format === 'course') return rows.map(courseReport);
    const described = await this.describe.many(rows);
    return described.map((one, n) => registrationReport(registrationResults(rows[n] as RegistrationRow, one, everything), format));
  }
}

const courseReport = (row: RegistrationRow): ReportNode =>
  registrationReport({ id: row.id, instance: Number(row.instance), registrationCompletion: row.completion, registrationSuccess: row.success, score: scoreOf(row.score), totalSecondsTracked: Number(row.seconds) }, 'course');
