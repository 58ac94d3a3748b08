import { useState } from 'preact/hooks';
import { read } from '../kit/api';
import { Bars, Share } from '../kit/chart';
import { jsonOf, rowsOfCsv, save } from '../kit/download';
import { Field, Form } from '../kit/form';
import { number, percent } from '../kit/format';
import { allRows } from '../kit/exports';
import { Show, useLoad } from '../kit/loading';
import { Copy, Page, Section } from '../kit/parts';
import { say, sayCount } from '../kit/texts';
import type { RegistrationData } from './registration-shapes';

interface Asked {
  from: string;
  to: string;
  course: string;
  destination: string;
}
const dayMs = 86_400_000;
const shortDay = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const usual = (): Asked => ({ from: day(Date.now() - 29 * dayMs), to: day(Date.now()), course: '', destination: '' });
/** More days than these are shown as weeks. */
const mostDays = 62;
/** Scores are counted from so many registrations at most. */
const mostScored = 2000;

/** A link to the report as the API signs it; its tables are read by the same link. */
async function openReport({ from, to, course, destination }: Asked) {
  const { queryString } = await read<{ queryString: string }>('/reporting/reportageAuth', { navPermission: 'FREENAV', admin: true });
  const asked = new URLSearchParams(Object.entries({ from, to, course, destination }).filter(([, value]) => value));
  const { reportageLink } = await read<{ reportageLink: string }>('/reporting/reportageLink', { auth: queryString, reportUrl: `/reports?${asked}` });
  const table = async (name: string) => rowsOfCsv(await (await fetch(`/reports/${name}.csv${new URL(reportageLink).search}`, { cache: 'no-store' })).text());
  const [days = [], courses = [], destinations = []] = await Promise.all(['days', 'courses', 'destinations'].map(table));
  return { link: reportageLink, days, courses, destinations };
}

const textColumns = new Set(['day', 'courseId', 'title', 'destinationId', 'name']);

/** A table of the report as a file; `rows` begin with its head. */
function Files({ name, auth, what, rows: [head = [], ...rows] }: { name: string; auth: string; what: string; rows: string[][] }) {
  const records = () => rows.map((row) => Object.fromEntries(head.map((column, i) => [column, textColumns.has(column) ? row[i] : Number(row[i])])));
  const label = (kind: string) => say('list.export', { kind, what });
  return <><a class="button quiet" href={`/reports/${name}.csv${auth}`} download aria-label={label('CSV')}>CSV</a><button type="button" class="quiet" aria-label={label('JSON')} onClick={() => save(jsonOf(records()), `${name}.json`)}>JSON</button></>;
}

/** Many days as weeks, so that each bar can be seen. */
function grouped(days: string[][]): string[][] {
  if (days.length <= mostDays) return days;
  const weeks = Math.ceil(days.length / 7);
  return Array.from({ length: weeks }, (_, n) => days.slice(n * 7, n * 7 + 7)).map((some) => [some[0]?.[0] ?? '', ...[1, 2].map((column) => String(some.reduce((sum, row) => sum + Number(row[column]), 0)))]);
}

const rowsAtFirst = 20;

function Table({ title, first, table, name, auth }: { title: string; first: string; table: string[][]; name: string; auth: string }) {
  const rows = table.slice(1);
  const [showsAll, setShowsAll] = useState(false);
  const heads = [say('registrations.title'), say('learners.title'), say('reports.started'), say('reports.completed'), say('reports.passed')];
  const most = Math.max(0, ...rows.map((row) => Number(row[2])));
  return (
    <Section title={title} {...(rows.length ? { hint: say('reports.bars.hint') } : {})} acts={<Files name={name} auth={auth} what={title} rows={table} />}>
      {rows.length ? (
        <>
          <div class="table"><table>
            <caption class="hidden">{title}</caption>
            <thead><tr><th scope="col">{first}</th>{heads.map((head) => <th key={head} scope="col" class="number">{head}</th>)}</tr></thead>
            <tbody>{rows.slice(0, showsAll ? rows.length : rowsAtFirst).map(([id = '', name = '', ...counts]) => {
              const [whole = 0, , begun = 0, done = 0] = counts.map(Number);
              return <tr key={id}><th scope="row" class="main">{name || id || say('reports.without')}<Share whole={whole} begun={begun} done={done} most={most} /></th>{counts.map((count, i) => <td key={heads[i]} class="number" data-head={heads[i]}>{number(Number(count))}{i > 1 && Number(count) > 0 && <span class="soft small"> {percent(Number(count), whole)} %</span>}</td>)}</tr>;
            })}</tbody>
          </table></div>
          {rows.length > rowsAtFirst && !showsAll && <button type="button" class="minor" onClick={() => setShowsAll(true)}>{say('list.more')}</button>}
        </>
      ) : <div class="empty"><p>{say('reports.none')}</p></div>}
    </Section>
  );
}

type Scored = { day: string; score: number };

/** The mean of each day of completion; of each week where that were too many. */
function meansByDay(scored: Scored[]): { day: string; mean: number }[] {
  const isLong = new Set(scored.map((one) => one.day)).size > mostDays;
  const days = new Map<string, number[]>();
  for (const { day: at, score } of scored) {
    const begin = isLong ? day(Math.floor(Date.parse(at) / (7 * dayMs)) * 7 * dayMs) : at;
    days.set(begin, [...(days.get(begin) ?? []), score]);
  }
  return [...days].sort(([a], [b]) => a.localeCompare(b)).map(([at, scores]) => ({ day: at, mean: Math.round(scores.reduce((sum, one) => sum + one, 0) / scores.length) }));
}

function ScoreCharts({ scored }: { scored: Scored[] }) {
  const scores = scored.map(({ score }) => score);
  const bands = Array.from({ length: 10 }, (_, n) => n * 10);
  const counts = bands.map((from) => scores.filter((score) => score >= from && (score < from + 10 || (from === 90 && score <= 100))).length);
  const means = meansByDay(scored.filter((one) => one.day));
  return (
    <>
      <p>{sayCount('reports.scores.mean', scores.length, { mean: number(Math.round(scores.reduce((sum, one) => sum + one, 0) / scores.length)) })}</p>
      <div class="halves">
        <div><h3>{say('reports.scores.spread')}</h3><Bars title={say('reports.scores.spread')} axis={say('registrations.score')} labels={bands.map((from) => `${from}–${from + 10} %`)} series={[{ name: say('registrations.title'), kind: 'first', values: counts }]} sums /></div>
        {means.length > 0 && <div><h3>{say('reports.scores.time')}</h3><Bars title={say('reports.scores.time')} axis={say('chart.when')} labels={means.map((one) => shortDay.format(new Date(one.day)))} series={[{ name: say('reports.scores.average'), kind: 'second', values: means.map(({ mean }) => mean) }]} unit=" %" most={100} /></div>}
      </div>
    </>
  );
}

function Scores({ asked }: { asked: Asked }) {
  const query = { courseId: asked.course || undefined, since: asked.from, until: `${asked.to}T23:59:59Z`, datetimeFilter: 'updated' };
  const found = useLoad(() => allRows<RegistrationData>('/registrations', 'registrations', query, mostScored), [JSON.stringify(asked)]);
  return (
    <Section title={say('reports.scores')} hint={say('reports.scores.hint', { n: number(mostScored) })}>
      <Show of={found}>
        {(rows) => {
          const scored = rows.flatMap(({ score, completedDate }) => (score ? [{ score: score.scaled, day: completedDate?.slice(0, 10) ?? '' }] : []));
          return scored.length ? <ScoreCharts scored={scored} /> : <div class="empty"><p>{say('reports.scores.none')}</p></div>;
        }}
      </Show>
    </Section>
  );
}

const TimeChart = ({ days }: { days: string[][] }) => (
  <Bars title={say('reports.time')} axis={say('chart.when')} labels={days.map(([at = '']) => shortDay.format(new Date(at)))} sums
    series={[{ name: say('reports.starts'), kind: 'first', values: days.map((row) => Number(row[1])) }, { name: say('reports.completions'), kind: 'second', values: days.map((row) => Number(row[2])) }]} />
);

export function Reports() {
  const [asked, setAsked] = useState<Asked>(usual());
  const report = useLoad(() => openReport(asked), [JSON.stringify(asked)]);
  const auth = report.data ? new URL(report.data.link).search : '';
  return (
    <Page title={say('reports.title')} lead={say('reports.lead')}>
      <Section title={say('reports.filter')}>
        <div class="inline"><Form act={say('reports.show')} onSubmit={async (values) => setAsked({ from: values.text('from'), to: values.text('to'), course: values.text('course'), destination: values.text('destination') })}>
          <Field name="from" label={say('reports.from')} type="date" value={asked.from} required /><Field name="to" label={say('reports.to')} type="date" value={asked.to} required /><Field name="course" label={say('courses.courseid')} /><Field name="destination" label={say('destinations.id')} />
        </Form></div>
      </Section>
      <Show of={report}>
        {({ link, days, courses, destinations }) => (
          <>
            <Section title={say('reports.time')} acts={<><Files name="days" auth={auth} what={say('reports.time')} rows={days} /><Copy text={link} label={say('reports.copy')} /><a class="button minor" href={link} target="_blank" rel="noopener">{say('reports.open')}</a></>} hint={say('reports.time.hint')}>
              {days.slice(1).some((row) => Number(row[1]) + Number(row[2]) > 0) ? <TimeChart days={grouped(days.slice(1))} /> : <div class="empty"><p>{say('reports.time.none')}</p></div>}
            </Section>
            <Table title={say('reports.courses')} first={say('courses.course')} table={courses} name="courses" auth={auth} />
            <Table title={say('reports.destinations')} first={say('destinations.one')} table={destinations} name="destinations" auth={auth} />
          </>
        )}
      </Show>
      <Scores asked={asked} />
    </Page>
  );
}
