import { filledFrom, fillRegistrations } from '../../bench/fill-registrations.mjs';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { SignedTokens } from '../../src/platform/signed-token';
import { type Booted, bootCourseway } from '../support/boot';
import { statementsDuring } from '../support/count-statements';
import { publishCourse } from '../support/dispatching';

const count = 2500;
const tables = ['registrations', 'registration_instances', 'tags', 'courses', 'course_versions'];
let courseway: Booted;
let unit: UnitOfWork;
beforeAll(async () => {
  courseway = await bootCourseway();
  unit = courseway.get(UnitOfWork);
  for (const course of ['big', 'rare']) {
    await publishCourse(courseway, course, course);
    await courseway.api('/registrations', { method: 'POST', body: { courseId: course, registrationId: `of-${course}`, learner: { id: 'template' } } });
  }
  await unit.run(() => fillRegistrations((sql) => unit.execute(sql), courseway.applicationId, count));
  if (unit.dialect === 'mysql') for (const table of tables) await unit.run(() => unit.query(`ANALYZE TABLE ${table}`));
});
afterAll(() => courseway?.close());

interface Listed {
  id: string;
  createdDate: string;
  updated: string;
  course: { title: string };
  learner: { firstName?: string; lastName?: string };
}
const page = async (query: string) => (await (await courseway.api(`/registrations?${query}`)).json()) as { registrations: Listed[]; more?: string };
async function all(query: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let at = query; at; ) {
    const { registrations, more } = await page(at);
    found.push(...registrations);
    at = more ? `more=${encodeURIComponent(more)}` : '';
  }
  return found;
}
const shownBy = { created: (one: Listed) => one.createdDate, updated: (one: Listed) => one.updated, course_title: (one: Listed) => one.course.title, learner_first_name: (one: Listed) => one.learner.firstName ?? '', learner_last_name: (one: Listed) => one.learner.lastName ?? '' };
const orders = Object.keys(shownBy) as (keyof typeof shownBy)[];
const everyOrder = orders.flatMap((order) => (['asc', 'desc'] as const).map((direction) => [order, direction] as const));

test.each(everyOrder)('by %s %s every registration stands once and in its place, with and without a name', async (order, direction) => {
  const wanted = Array.from({ length: count }, (_, n) => `filled-${n}`).filter((id) => id.includes('filled-24'));
  const found = await all(`filter=FILLED-24&orderBy=${order}_${direction}`);
  expect(found.map(({ id }) => id).sort()).toEqual(wanted.sort());
  const values = found.map(shownBy[order]);
  const sorted = [...values].sort();
  expect(values).toEqual(direction === 'asc' ? sorted : sorted.reverse());
});

test('filters by course, learner, tag and time find what they should', async () => {
  const ids = async (query: string) => (await all(query)).map(({ id }) => Number(id.replace('filled-', ''))).filter((n) => !Number.isNaN(n));
  const numbers = Array.from({ length: count }, (_, n) => n);
  expect(await ids('courseId=rare&orderBy=updated_desc')).toHaveLength(count / 100);
  expect(await ids('courseId=rare&orderBy=created_asc')).toEqual(numbers.filter((n) => n % 100 === 0));
  expect([await ids('courseId=none'), await ids('learnerId=none'), await ids('tags=none')]).toEqual([[], [], []]);
  expect(await ids('learnerId=learner-77&orderBy=updated_asc')).toEqual([77]);
  expect(await ids('tags=rare&orderBy=created_desc')).toEqual([2000, 1000, 0]);
  expect(await ids('tags=rare&filter=filled-1&orderBy=updated_asc')).toEqual([1000]);
  const at = (n: number) => new Date(filledFrom + n * 1000).toISOString();
  expect(await ids(`tags=rare,half&since=${at(10)}&until=${at(20)}&orderBy=created_asc`)).toEqual([10, 12, 14, 16, 18, 20]);
  expect(await ids(`since=${at(100)}&until=${at(120)}&datetimeFilter=updated&orderBy=updated_asc`)).toHaveLength(21);
  const total = await courseway.api('/registrations?tags=half,rare&learnerId=learner-8&includeTotalCount=true');
  expect([total.headers.get('x-total-count'), ((await total.json()) as { registrations: object[] }).registrations.length]).toEqual(['1', 1]);
});

interface Seen {
  sql: string;
  parameters: unknown[];
}
/** The statements that find the rows of a page. */
async function finding(query: string): Promise<Seen[]> {
  const seen: Seen[] = [];
  await statementsDuring(courseway, () => courseway.api(`/registrations?${query}`), (sql, parameters) => void seen.push({ sql, parameters: [...parameters] }));
  const found = seen.filter(({ sql }) => /^SELECT r\.registration_key AS k .* LIMIT \d+$/s.test(sql));
  expect(found.length).toBeGreaterThan(0);
  return found;
}
/** A page near the end of a list. */
async function nearTheEnd(order: (typeof orders)[number], direction: 'asc' | 'desc', more: object): Promise<string> {
  const [column, key] = { created: ['r.created_at', 'r.registration_key'], updated: ['i.updated_at', 'i.instance_key'], learner_first_name: ['r.first_name', 'r.registration_key'], learner_last_name: ['r.last_name', 'r.registration_key'], course_title: [] }[order];
  const back = direction === 'asc' ? 'DESC' : 'ASC';
  const [row] = await unit.run(() => unit.query<{ v: string | number | null; k: string }>(`SELECT ${column} AS v, ${key} AS k FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key ORDER BY ${column} ${back}, ${key} ${back} LIMIT 1 OFFSET 30`));
  return `more=${courseway.get(SignedTokens).sign('more:registrations', { query: { dateField: 'created', filterBy: 'registration_id', orderBy: order, direction, ...more }, after: [row?.v ?? null, row?.k] }, 60)}`;
}

/** What is wrong with the plan of a statement; the database's own words. */
async function faultsOf({ sql, parameters }: Seen, mayFindFew: boolean): Promise<string[]> {
  if (unit.dialect === 'sqlite') {
    const plan = (await unit.run(() => unit.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters))).map(({ detail }) => detail);
    return plan.filter((line) => /^SCAN|TEMP B-TREE/.test(line) && !mayFindFew);
  }
  const reads = async () => (await unit.query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'")).reduce((sum, { Value }) => sum + Number(Value), 0);
  return unit.run(async () => {
    const plan = await unit.query<{ type: string; Extra: string | null; table: string }>(`EXPLAIN ${sql}`, parameters);
    const before = await reads();
    await unit.query(sql, parameters);
    const read = (await reads()) - before;
    const bad = mayFindFew ? [] : plan.filter(({ type, Extra }) => type === 'ALL' || /filesort|temporary/.test(Extra ?? '')).map((line) => JSON.stringify(line));
    return read > 400 ? [...bad, `${read} rows were read`] : bad;
  });
}

describe('a page is found by an index, wherever it is', () => {
  const byIndex = everyOrder.filter(([order]) => order !== 'course_title');
  test.each(byIndex)('by %s %s', async (order, direction) => {
    const faults: string[] = [];
    for (const query of [`orderBy=${order}_${direction}`, await nearTheEnd(order, direction, {})])
      for (const one of await finding(query)) faults.push(...(await faultsOf(one, false)).map((fault) => `${query.slice(0, 40)}: ${fault}: ${one.sql}`));
    expect(faults).toEqual([]);
  });

  test.each([
    ['a course', 'courseId=big', { courseId: 'big' }, false], ['a rare course', 'courseId=rare', { courseId: 'rare' }, false], ['a learner', 'learnerId=learner-7', { learnerId: 'learner-7' }, false],
    ['a tag of many', 'tags=half', { tags: ['half'] }, false], ['a tag of few', 'tags=rare', { tags: ['rare'] }, true],
  ] as const)('of %s', async (_, filter, asked, mayFindFew) => {
    const faults: string[] = [];
    for (const direction of ['asc', 'desc'] as const)
      for (const query of [`${filter}&orderBy=created_${direction}`, await nearTheEnd('created', direction, asked)])
        for (const one of await finding(query)) faults.push(...(await faultsOf(one, mayFindFew)).map((fault) => `${query.slice(0, 40)}: ${fault}: ${one.sql}`));
    expect(faults).toEqual([]);
  });

  if (!process.env['DATABASE_URL'])
    test.each(byIndex)('by %s %s SQLite begins at the place where the page before ended', async (order, direction) => {
      const [{ sql, parameters } = { sql: '', parameters: [] }] = await finding(await nearTheEnd(order, direction, {}));
      const plan = (await unit.run(() => unit.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters))).map(({ detail }) => detail);
      expect(plan[0]).toMatch(/^SEARCH .* \(application_id=\? AND .*(created_at|updated_at|first_name|last_name|registration_key)[<>]\?/);
    });
});
