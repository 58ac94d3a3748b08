// Row 18: a page at the end of a list of 100,000 registrations against the first one, in every order and by the filters that an index serves.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fillRegistrations } from './fill-registrations.mjs';
import { connection } from './http-load.mjs';
import { api, authorization, importCourse, startProcess } from './processes.mjs';

const require = createRequire(import.meta.url);
const count = Number(process.env.BENCH_REGISTRATIONS ?? 100_000);
const rounds = 40;
const secretKey = 'a secret key that is known to the benchmark';
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs statements on the database of a product that is stopped. */
async function openDatabase(folder, databaseUrl) {
  if (databaseUrl) {
    const server = await require('mysql2/promise').createConnection({ uri: databaseUrl });
    return { run: async (sql) => (await server.query(sql))[0], close: () => server.end() };
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  const { DatabaseSync } = require(major > 22 || (major === 22 && minor >= 16) ? 'node:sqlite' : '@photostructure/sqlite');
  const database = new DatabaseSync(join(folder, 'courseway.sqlite'));
  return { run: async (sql) => (sql.startsWith('SELECT') ? database.prepare(sql).all() : database.exec(sql)), close: async () => database.close() };
}

/** The token of a page that begins ten rows before the end, signed as the server signs it. */
function tokenOf(query, after) {
  const body = Buffer.from(JSON.stringify({ query, after, exp: Math.floor(Date.now() / 1000) + 3600 })).toString('base64url');
  const key = createHmac('sha256', secretKey).update('courseway:more:registrations').digest();
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

const columns = {
  created: ['r.created_at', 'r.registration_key'], updated: ['i.updated_at', 'i.instance_key'], learner_first_name: ['r.first_name', 'r.registration_key'], learner_last_name: ['r.last_name', 'r.registration_key'],
  course_title: ['v.title', 'r.registration_key'],
};
const filters = [{}, { courseId: 'big' }, { tags: ['half'] }];

async function pathsOf(run, orderBy, direction, filter) {
  const [column, key] = columns[orderBy];
  const back = direction === 'asc' ? 'DESC' : 'ASC';
  const [row] = await run(`SELECT ${column} AS v, ${key} AS k FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key JOIN courses c ON c.course_key = r.course_key JOIN course_versions v ON v.version_key = i.version_key
    WHERE c.id = '${filter.courseId ?? 'big'}'${filter.tags ? " AND EXISTS (SELECT 1 FROM tags t WHERE t.item_key = r.registration_key AND t.tag = 'half')" : ''} ORDER BY ${column} ${back}, ${key} ${back} LIMIT 1 OFFSET 10`);
  const query = { dateField: 'created', filterBy: 'registration_id', orderBy, direction, ...filter };
  return { first: `orderBy=${orderBy}_${direction}&${new URLSearchParams(filter)}`, last: `more=${tokenOf(query, [row.v, row.k])}` };
}

/** The medians of turns of both, in milliseconds. */
async function measure(port, { first, last }) {
  const one = await connection(port, `localhost:${port}`);
  const times = { first: [], last: [] };
  const ask = async (query) => {
    const started = performance.now();
    const { status, body } = await one.send({ path: `/api/v2/registrations?${query}`, headers: { authorization } });
    const rows = JSON.parse(body.toString()).registrations?.length;
    if (status !== 200 || rows < 8) throw new Error(`${query}: ${status} with ${rows} rows`);
    return performance.now() - started;
  };
  for (let n = 0; n < rounds; n++) for (const [name, query] of [['first', first], ['last', last]]) times[name].push(await ask(query));
  one.close();
  return { first: median(times.first), last: median(times.last) };
}

export async function measureLists(database, databaseUrl, report) {
  const environment = { SECRET_KEY: secretKey };
  const before = await startProcess('dist/main.js', { databaseUrl, environment });
  for (const course of ['big', 'rare']) {
    await importCourse(before.port, course);
    await api(before.port, 'POST', '/registrations', { courseId: course, registrationId: `of-${course}`, learner: { id: 'template' } });
  }
  await before.stop(true);
  const { run, close } = await openDatabase(before.folder, databaseUrl);
  await fillRegistrations(run, 'BENCH', count);
  if (databaseUrl) await run('ANALYZE TABLE registrations, registration_instances, tags');
  const lists = [];
  for (const filter of filters)
    for (const orderBy of Object.keys(columns).filter((name) => !Object.keys(filter).length || name === 'created' || name === 'updated'))
      for (const direction of ['asc', 'desc']) lists.push({ name: `${orderBy}_${direction} ${Object.keys(filter)}`.trim(), isSorted: orderBy === 'course_title', paths: await pathsOf(run, orderBy, direction, filter) });
  await close();
  const ready = await startProcess('dist/main.js', { databaseUrl, folder: before.folder, environment });
  for (const { name, isSorted, paths } of lists) {
    const { first, last } = await measure(ready.port, paths);
    report([18, `last page / first page of ${count}: ${name}${isSorted ? ' (sorted)' : ''}`, database], { ours: last, raw: first, ratio: last / first }, '<= 1.5', ' ms');
  }
  await ready.stop();
}
