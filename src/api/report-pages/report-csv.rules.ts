import type { ProgressOf, Report } from '../../reporting/report-shape.rules';
import { writtenDay } from '../../reporting/report-view.rules';

export type CsvTable = 'courses' | 'destinations' | 'days';

/** Spreadsheets take a cell that begins with one of these for a formula. */
const formula = /^[=+\-@\t\r]/;
const cell = (value: string | number | null) => {
  const text = String(value ?? '');
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const lines = (rows: readonly (readonly (string | number | null)[])[]) => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

const progressHead = ['registrations', 'learners', 'started', 'completed', 'passed'];
const progressCells = ({ registrations, learners, started, completed, passed }: ProgressOf) => [registrations, learners, started, completed, passed];

/** A table of a report as CSV (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need); column names are English in every language. */
export function csvOf(table: CsvTable, report: Report): string {
  const mark = '\ufeff';
  if (table === 'days') return mark + lines([['day', 'starts', 'completions'], ...report.days.map(({ at, starts, completions }) => [writtenDay(at), starts, completions])]);
  const [head, rows] = table === 'courses' ? [['courseId', 'title'], report.courses] : [['destinationId', 'name'], report.destinations];
  return mark + lines([[...head, ...progressHead], ...rows.map((row) => [row.id, row.name, ...progressCells(row)])]);
}
