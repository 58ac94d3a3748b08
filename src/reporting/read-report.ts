import { Injectable } from '@nestjs/common';
import { FindApplications } from '../applications/find-applications';
import { FindCourseTitles } from '../courses/find-course-titles';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { ReportGrant } from './grant-report';
import { ReportNumbers } from './report-numbers.report';
import type { Report, ReportDay } from './report-shape.rules';
import { allowedView, type AskedView, dayMs, readView, type ReportView, type WrongField } from './report-view.rules';
import { reportLinkInvalid, reportNotAllowed } from './reporting.failures';

/** The report could not be read as it was asked for: its default instead, and what was wrong. */
export type FoundReport = Report & { wrong?: WrongField };

/** The report that a link leads to, within what it permits. */
@Injectable()
export class ReadReport {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly applications: FindApplications,
    private readonly courseTitles: FindCourseTitles,
    private readonly numbers: ReportNumbers,
    private readonly clock: Clock,
  ) {}

  /** Lists have at most `rows` rows. Failures: report-not-allowed, report-link-invalid (the application is gone). */
  async run({ applicationId, nav, admin, view: given }: ReportGrant, wanted: AskedView, rows: number): Promise<FoundReport> {
    const asked = allowedView(nav, given, wanted);
    if (!asked) throw reportNotAllowed();
    const read = readView(asked, this.clock.now(), admin);
    if ('field' in read) return { ...(await this.report(applicationId, given, readView(given, this.clock.now(), admin) as ReportView, rows)), wrong: read };
    return this.report(applicationId, asked, read, rows);
  }

  private report(applicationId: string, asked: AskedView, view: ReportView, rows: number): Promise<Report> {
    return this.unit.run(async () => {
      const applicationName = await this.applications.nameOf(applicationId);
      if (!applicationName) throw reportLinkInvalid();
      const totals = await this.numbers.totals(applicationId, view);
      const courses = await this.numbers.courses(applicationId, view, rows + 1);
      const destinations = await this.numbers.destinations(applicationId, view, rows + 1);
      const days = await this.days(applicationId, view);
      return {
        applicationName, asked, view, totals, days, ...(view.courseId !== undefined && { courseTitle: await this.titleOf(applicationId, view.courseId) }),
        courses: courses.slice(0, rows), destinations: destinations.slice(0, rows), moreCourses: courses.length > rows, moreDestinations: destinations.length > rows,
      };
    });
  }

  private async titleOf(applicationId: string, courseId: string): Promise<string> {
    return (await this.courseTitles.byId(applicationId, [courseId])).get(courseId)?.title ?? courseId;
  }

  /** Every day of the view, also those on which nothing happened. */
  private async days(applicationId: string, view: ReportView): Promise<ReportDay[]> {
    const starts = await this.numbers.starts(applicationId, view);
    const completions = await this.numbers.completions(applicationId, view);
    return Array.from({ length: (view.until - view.since) / dayMs }, (_, n) => {
      const at = view.since + n * dayMs;
      return { at, starts: starts.get(at) ?? 0, completions: completions.get(at) ?? 0 };
    });
  }
}
