import type { ReportGrant } from '../../reporting/grant-report';
import type { FoundReport } from '../../reporting/read-report';
import type { Progress, ProgressOf } from '../../reporting/report-shape.rules';
import { type AskedName, type AskedView, dayMs, writtenDay } from '../../reporting/report-view.rules';
import { addressOf } from './report-address';
import { chartOf, groupsOf } from './report-chart.rules';
import type { ReportWords } from './report-words';

const wide = { width: 960, height: 300, dates: 10 };
const narrow = { width: 340, height: 240, dates: 3 };

export interface ShownReport {
  auth: string;
  grant: ReportGrant;
  /** What the address asked for. */
  wanted: AskedView;
  report: FoundReport;
}

/** Everything the template of a report needs. */
export function reportPage(words: ReportWords, shown: ShownReport): object {
  const { auth, report, grant } = shown;
  const { view, totals, days } = report;
  const asked: AskedView = { ...report.asked, from: writtenDay(view.since), to: writtenDay(view.until - dayMs) };
  const to = (path: string, change: AskedView) => addressOf(path, { ...asked, ...change, lang: words.lang, auth });
  const mayGoOn = grant.nav !== 'NONAV';
  const table = (name: 'courses' | 'destinations', rows: ProgressOf[], more: boolean) => ({
    name, heading: words.text(`${name}.heading`), first: words.text(name === 'courses' ? 'course' : 'destination'), csv: to(`/reports/${name}.csv`, {}), download: words.text(`${name}.csv`),
    more: more ? words.text('more', { count: words.number(rows.length) }) : '', rows: rows.map((row) => ({
      name: row.name ?? row.id ?? words.text('destination.none'), href: mayGoOn && row.id !== null ? to('/reports', { [name === 'courses' ? 'course' : 'destination']: row.id }) : '', cells: progressCells(words, row),
    })),
  });
  const title = report.courseTitle ?? words.text('title');
  return {
    title: report.wrong ? `${words.text('problems')} – ${title}` : title, eyebrow: report.applicationName, heading: title, range: words.text('days', { from: words.day(view.since), to: words.day(view.until - dayMs) }),
    chips: chipsOf(words, shown, (name) => to('/reports', { [name]: undefined })), form: formOf(words, shown, asked), empty: !totals.registrations && days.every(({ starts, completions }) => !starts && !completions),
    tiles: tilesOf(words, totals), heads: progressNames.map((name) => words.text(name)), tables: [table('courses', report.courses, report.moreCourses), table('destinations', report.destinations, report.moreDestinations)],
    chart: chartValues(words, report), daysCsv: to('/reports/days.csv', {}), texts: fixedTexts(words),
  };
}

const progressNames = ['registrations', 'learners', 'started', 'completed', 'passed'] as const satisfies readonly (keyof Progress)[];
const progressCells = (words: ReportWords, row: Progress) => progressNames.map((name) => ({ value: words.number(row[name]), share: name === 'registrations' || name === 'learners' ? '' : words.share(row[name], row.registrations) }));

const tilesOf = (words: ReportWords, totals: FoundReport['totals']) => [
  { name: words.text('courses'), value: words.number(totals.courses), share: '' },
  ...progressCells(words, totals).map((cell, n) => ({ name: words.text(progressNames[n] ?? ''), ...cell })),
];

/** What narrows the report besides days and tags, which the form shows; each with a way to leave it where the link permits. */
function chipsOf(words: ReportWords, { grant, report }: ShownReport, without: (name: AskedName) => string): object[] {
  const named: [AskedName, string | undefined][] = [
    ['course', report.courseTitle], ['destination', report.destinations.find(({ id }) => id === report.view.destinationId)?.name ?? report.view.destinationId], ['learner', report.view.learnerId],
  ];
  return named.flatMap(([name, value]) => {
    if (!report.asked[name] || !value) return [];
    const mayLeave = grant.nav === 'FREENAV' || (grant.nav === 'DOWNONLY' && !grant.view[name]);
    return [{ name: words.text(name), value, href: mayLeave ? without(name) : '', leave: words.text('leave', { what: words.text(name) }) }];
  });
}

function formOf(words: ReportWords, { auth, grant, report, wanted }: ShownReport, asked: AskedView): object | undefined {
  if (grant.nav === 'NONAV') return undefined;
  const values = report.wrong ? { ...asked, ...wanted } : asked;
  const field = (name: AskedName, type: 'date' | 'text') => ({ name, type, label: words.text(name), value: values[name] ?? '', isTags: name.endsWith('Tags'), error: report.wrong?.field === name ? words.text(`wrong.${report.wrong.problem}`) : '' });
  const fields = [field('from', 'date'), field('to', 'date'), field('courseTags', 'text'), field('learnerTags', 'text'), field('registrationTags', 'text'), ...(grant.admin ? [field('learner', 'text')] : [])];
  const kept = { auth, lang: words.lang, course: asked.course ?? '', destination: asked.destination ?? '' };
  const problem = fields.find(({ error }) => error) ?? (report.wrong ? { name: 'from', error: words.text(`wrong.${report.wrong.problem}`) } : undefined);
  return { fields, hidden: Object.entries(kept).flatMap(([name, value]) => (value ? [{ name, value }] : [])), hint: words.text('tags.hint'), problem: problem ?? '' };
}

function chartValues(words: ReportWords, { days, view }: FoundReport): object {
  const { groups, days: daysOfGroup } = groupsOf(days);
  const dateOf = (at: number) => (daysOfGroup === 1 ? words.day(at) : words.text('week', { from: words.shortDay(at), to: words.shortDay(Math.min(at + (daysOfGroup - 1) * dayMs, view.until - dayMs)) }));
  const sum = (name: 'starts' | 'completions') => words.number(groups.reduce((all, group) => all + group[name], 0));
  const pictures = [{ ...chartOf(groups, wide), kind: 'wide' }, { ...chartOf(groups, narrow), kind: 'narrow' }].map((chart) => ({
    ...chart, lines: chart.lines.map((line) => ({ ...line, label: words.number(line.count) })), dates: chart.dates.map((date) => ({ ...date, label: words.shortDay(date.at) })),
    bars: chart.bars.map((bar) => ({ ...bar, label: `${dateOf(bar.at)}: ${words.number(bar.count)} ${words.text(bar.kind)}` })),
  }));
  return {
    pictures, heading: words.text(daysOfGroup === 1 ? 'chart.days' : 'chart.weeks'), date: words.text(daysOfGroup === 1 ? 'date' : 'date.week'),
    about: words.text('chart.about', { starts: sum('starts'), completions: sum('completions'), from: words.day(view.since), to: words.day(view.until - dayMs) }),
    rows: groups.map(({ at, starts, completions }) => ({ date: dateOf(at), starts: words.number(starts), completions: words.number(completions) })),
  };
}

const fixedTexts = (words: ReportWords) => ({
  filter: words.text('filter'), show: words.text('show'), problems: words.text('problems'), totals: words.text('totals'), totalsNote: words.text('totals.note'), starts: words.text('starts'), completions: words.text('completions'),
  chartTable: words.text('chart.table'), daysCsv: words.text('days.csv'), chartNote: words.text('chart.note'), emptyHeading: words.text('empty.heading'), emptySentence: words.text('empty.sentence'),
});
