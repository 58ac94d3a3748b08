import type { ProgressOf, Report } from '../../reporting/report-shape.rules';
import { writtenDay } from '../../reporting/report-view.rules';
import { csvLines as lines, csvMark as mark } from '../../platform/csv.rules';

export type CsvTable = 'courses' | 'destinations' | 'days';

const progressHead = ['registrations', 'learners', 'started', 'completed', 'passed'];
const progressCells = ({ registrations, learners, started, completed, passed }: ProgressOf) => [registrations, learners, started, completed, passed];

/** A table of a report as CSV (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need); column names are English in every language. */
export function csvOf(table: CsvTable, report: Report): string {
  if (table === 'days') return mark + lines([['day', 'starts', 'completions'], ...report.days.map(({ at, starts, completions }) => [writtenDay(at), starts, completions])]);
  const [head, rows] = table === 'courses' ? [['courseId', 'title'], report.courses] : [['destinationId', 'name'], report.destinations];
  return mark + lines([[...head, ...progressHead], ...rows.map((row) => [row.id, row.name, ...progressCells(row)])]);
}
