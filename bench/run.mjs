// npm run bench: the product against the floor (the same libraries doing the same durable work), interleaved in one run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './http-load.mjs';
import { measureInvitations } from './invitations.mjs';
import { measureLists } from './lists.mjs';
import { measurePostbacks } from './postbacks.mjs';
import { api, authorization, importCourse, startProcess } from './processes.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const pairs = Number(process.env.BENCH_PAIRS ?? 3);
const only = process.env.BENCH_ROWS?.split(',').map(Number);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const wanted = (row) => !only || only.includes(row);

const learners = 200;
const links = 200;

/** Registrations, and one open session of each, on both sides. */
async function prepare(ours, raw) {
  await importCourse(ours.port);
  await api(ours.port, 'POST', '/dispatch/destinations', { destinations: [{ id: 'bench-destination', data: { name: 'Bench', settings: { newPerKeyHour: 0, newPerAddressHour: 0 } } }] });
  await api(ours.port, 'POST', '/dispatch/dispatches', { dispatches: [{ id: 'bench-dispatch-1', data: { destinationId: 'bench-destination', courseId: 'bench' } }] });
  const sessions = [];
  for (let n = 0; n < learners; n++) {
    await api(ours.port, 'POST', '/registrations', { courseId: 'bench', registrationId: `r${n}`, learner: { id: `l${n}` } });
    const { launchLink } = await (await api(ours.port, 'POST', `/registrations/r${n}/launchLink`, { redirectOnExitUrl: 'message' })).json();
    const opened = await fetch(launchLink, { redirect: 'manual' });
    sessions.push(new URL(opened.headers.get('location')).pathname);
    await fetch(`http://localhost:${raw.port}/instances/r${n}`, { method: 'POST' });
  }
  await fetch(`http://localhost:${raw.port}/dispatches/d1`, { method: 'POST' });
  return sessions;
}

const snapshot = (bytes) => ({
  'cmi.core.lesson_status': 'incomplete', 'cmi.core.lesson_location': 'page-7', 'cmi.core.score.raw': '', 'cmi.core.exit': 'suspend', 'cmi.core.entry': 'resume', 'cmi.suspend_data': 'x'.repeat(bytes - 200),
});
const expectStatus = (answer, status) => {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
  return answer;
};

let revision = 1_000;
function commitTurn(pathOf, bytes) {
  const cmi = JSON.stringify(snapshot(bytes));
  return async (one, worker) => {
    const n = (worker * 7919 + revision) % learners;
    const mine = ++revision;
    const body = `{"activityId":"ITEM-1","revision":${mine},"seconds":${mine},"cmi":${cmi}}`;
    const answer = expectStatus(await one.send({ method: 'POST', path: pathOf(n), headers: { 'content-type': 'application/json' }, body }), 200);
    if (JSON.parse(answer.body.toString()).acknowledged !== mine) throw new Error('a commit was not acknowledged');
    return 1;
  };
}

async function measurePair(sides, options) {
  const rates = { ours: [], raw: [] };
  for (const side of ['ours', 'raw']) await load({ ...sides[side], connections: 20, seconds: 1, ...options });
  for (let pair = 0; pair < pairs; pair++) for (const side of ['ours', 'raw']) rates[side].push(await load({ ...sides[side], connections: 20, seconds, ...options }));
  return { ours: median(rates.ours), raw: median(rates.raw), ratio: median(rates.ours.map((rate, i) => rate / rates.raw[i])) };
}

const table = [];
const shown = (value) => (value < 100 ? Math.round(value * 10) / 10 : Math.round(value));
function report([row, what, database], { ours, raw, ratio }, goal, unit = '/s') {
  const line = { row, what, database, ours: `${shown(ours)}${unit}`, floor: raw === undefined ? '' : `${shown(raw)}${unit}`, ratio: ratio === undefined ? '' : ratio.toFixed(2), goal };
  table.push(line);
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function readBack(port, sent) {
  const found = await (await api(port, 'GET', '/registrations/r0?includeRuntime=true&includeChildResults=true')).json();
  const text = JSON.stringify(found);
  if (!text.includes('x'.repeat(sent - 200))) throw new Error('the committed state could not be read back');
}

async function dispatchRows(database, ours, raw) {
  const { port, host } = ours;
  let learner = 0;
  if (wanted(5)) {
    const zip = await api(port, 'GET', '/dispatch/dispatches/bench-dispatch-1/zip', undefined, null);
    const key = keyInZip(Buffer.from(await zip.arrayBuffer()));
    const body = () => JSON.stringify({
      v: 1, k: key.k, launchId: `bench-launch-${process.pid}-${String(++learner).padStart(8, '0')}`, learner: { id: `learner-${learner}`, name: 'Doe, Jo' }, pkg: { ver: '1', origin: 'http://lms.example.test' }, ancestors: [],
      lms: { status: 'not attempted', score: '', entry: 'ab-initio', mode: 'normal', credit: 'credit', location: '', pointer: '', lang: 'en' },
    });
    const first = (path) => async (one) => {
      const answer = expectStatus(await one.send({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: body() }), 200);
      if (!answer.body.includes('playUrl')) throw new Error(answer.body.toString().slice(0, 300));
      return 1;
    };
    const sides = { ours: { port, host, turn: first(`/api/d/${key.d}/launch`) }, raw: { port: raw.port, host: raw.host, turn: first('/first-launches/d1') } };
    report([5, 'first dispatch launch', database], await measurePair(sides, {}), '>= 0.4');
  }
  if (wanted(6)) {
    const zip = Buffer.from(await (await api(port, 'GET', '/dispatch/dispatches/bench-dispatch-1/zip', undefined, null)).arrayBuffer());
    await fetch(`http://localhost:${raw.port}/zip-files`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(filesInZip(zip)) });
    const get = (path, headers) => async (one) => {
      const answer = expectStatus(await one.send({ path, headers }), 200);
      if (answer.body.readUInt32LE(0) !== 0x04034b50) throw new Error('not a zip');
      return 1;
    };
    const sides = { ours: { port, host, turn: get('/api/v2/dispatch/dispatches/bench-dispatch-1/zip', { authorization }) }, raw: { port: raw.port, host: raw.host, turn: get('/zip', {}) } };
    report([6, `dispatch zip (${zip.length} bytes)`, database], await measurePair(sides, {}), '>= 0.5, <= 40 kB');
  }
}

/** The files of a small zip, unpacked by the system's unzip, in base64. */
function filesInZip(zip) {
  const folder = mkdtempSync(join(tmpdir(), 'courseway-zip-'));
  execFileSync('sh', ['-c', 'cat > zip.zip && unzip -qq zip.zip -d files'], { cwd: folder, input: zip });
  const names = execFileSync('ls', [join(folder, 'files')]).toString().trim().split('\n');
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, 'files', name)).toString('base64')]));
  rmSync(folder, { recursive: true, force: true });
  return files;
}

function keyInZip(zip) {
  const config = Object.entries(filesInZip(zip)).find(([name]) => /config/.test(name));
  const text = Buffer.from(config[1], 'base64').toString();
  const value = (name) => new RegExp(`["']?${name}["']?\\s*:\\s*["']([^"']+)`).exec(text.replace(/\\"/g, '"'))[1];
  return { k: value('k'), d: value('d') };
}

async function measureDatabase(name, urls) {
  const ours = { ...(await startProcess('dist/main.js', { databaseUrl: urls?.ours })) };
  const raw = { ...(await startProcess('bench/raw-server.mjs', { databaseUrl: urls?.raw })) };
  ours.host = `localhost:${ours.port}`;
  raw.host = `localhost:${raw.port}`;
  try {
    const sessions = await prepare(ours, raw);
    const contentHost = `127.0.0.1:${ours.port}`;
    const commits = (bytes) => ({
      ours: { port: ours.port, host: contentHost, turn: commitTurn((n) => `${sessions[n]}/commits`, bytes) },
      raw: { port: raw.port, host: raw.host, turn: commitTurn((n) => `/commits/r${n}`, bytes) },
    });
    if (wanted(1) || wanted(2) || wanted(3)) {
      const small = await measurePair(commits(4096), {});
      report([name === 'sqlite' ? 2 : 1, 'runtime commit, 4 kB', name], small, name === 'sqlite' ? '>= 0.4' : '>= 0.5');
      const large = await measurePair(commits(65536), {});
      report([3, 'commit 64 kB / 4 kB', name], { ours: large.ours, raw: small.ours, ratio: large.ours / small.ours }, '>= 0.4');
      report([3, '(the floor alone)', name], { ours: large.raw, raw: small.raw, ratio: large.raw / small.raw }, '');
      await load({ ...commits(65536).ours, connections: 20, seconds: 1 });
      await readBack(ours.port, 65536);
    }
    if (wanted(4)) {
      const launch = (build, headers) => async (one, worker) => {
        const made = expectStatus(await one.send({ method: 'POST', path: build(worker % links), headers: { ...headers, 'content-type': 'application/json' }, body: '{"redirectOnExitUrl":"message"}' }), 200);
        const link = JSON.parse(made.body.toString()).launchLink;
        expectStatus(await one.send({ path: link.startsWith('/') ? link : new URL(link).pathname }), 303);
        return 1;
      };
      const sides = {
        ours: { port: ours.port, host: ours.host, turn: launch((n) => `/api/v2/registrations/r${n}/launchLink`, { authorization }) },
        raw: { port: raw.port, host: raw.host, turn: launch((n) => `/links/r${n}`, {}) },
      };
      report([4, 'launch link + redirect', name], await measurePair(sides, {}), '>= 0.4');
    }
    await dispatchRows(name, ours, raw);
    if (name === 'sqlite' && wanted(15)) {
      const ping = (path, headers) => async (one) => {
        expectStatus(await one.send({ path, headers }), 200);
        return 1;
      };
      const sides = { ours: { port: ours.port, host: ours.host, turn: ping('/api/v2/ping', { authorization }) }, raw: { port: raw.port, host: raw.host, turn: ping('/ping', {}) } };
      report([15, '/ping', name], await measurePair(sides, {}), '>= 0.6');
    }
  } finally {
    await ours.stop();
    await raw.stop();
  }
}

/** Cold start to the first 200 of /readyz, and the memory of the process when it has been idle. */
async function measureStart() {
  const times = [];
  let memory = 0;
  for (let n = 0; n < 5; n++) {
    const started = await startProcess('dist/main.js');
    times.push(started.readyMs);
    if (n === 4) {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${started.child.pid}/status`, 'utf8'))[1]) / 1024;
    }
    await started.stop();
  }
  report([16, 'cold start to ready', 'sqlite'], { ours: median(times) }, '<= 2000 ms', ' ms');
  report([16, 'idle memory', 'sqlite'], { ours: memory }, '<= 150 MB', ' MB');
}

/** Two fresh databases on the server of BENCH_DATABASE_URL, or nothing when it does not answer. */
async function freshDatabases() {
  const url = new URL(process.env.BENCH_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306/mysql');
  const { createConnection } = await import('mysql2/promise');
  let server;
  try {
    server = await createConnection({ uri: url.href });
  } catch {
    process.stdout.write(`MariaDB/MySQL is not reachable at ${url.host} (set BENCH_DATABASE_URL): its rows are left out\n`);
    return undefined;
  }
  const names = ['ours', 'raw', 'mails', 'lists', 'postbacks'].map((side) => `courseway_bench_${side}_${process.pid}`);
  for (const name of names) await server.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const of = (name) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return { ours: of(names[0]), raw: of(names[1]), mails: of(names[2]), lists: of(names[3]), postbacks: of(names[4]), drop: async () => { for (const name of names) await server.query(`DROP DATABASE ${name}`); await server.end(); } };
}

if (wanted(16)) await measureStart();
await measureDatabase('sqlite', undefined);
if (wanted(10) || wanted(11)) await measureInvitations('sqlite', undefined, report);
if (wanted(12)) await measurePostbacks('sqlite', undefined, report);
if (wanted(18)) await measureLists('sqlite', undefined, report);
const databases = await freshDatabases();
if (databases)
  try {
    await measureDatabase('mariadb', databases);
    if (wanted(10) || wanted(11)) await measureInvitations('mariadb', databases.mails, report);
    if (wanted(12)) await measurePostbacks('mariadb', databases.postbacks, report);
    if (wanted(18)) await measureLists('mariadb', databases.lists, report);
  } finally {
    await databases.drop();
  }
console.table(table);
