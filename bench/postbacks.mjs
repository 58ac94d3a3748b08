// Row 12: what telling of results costs. Results gather while nothing is sent; then the product starts again and posts them to one receiver.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { api, importCourse, startProcess } from './processes.mjs';

const count = Number(process.env.BENCH_POSTBACKS ?? 2_000);
/** The first third warms up, on both sides. */
const warm = Math.round(count / 3);
/** As many as the product opens to one receiver. */
const connections = 10;
const root = new URL('..', import.meta.url).pathname;

const sinkSays = async (port, path = '') => (await fetch(`http://localhost:${port}/${path}`)).json();

/** `count` registrations that tell the sink, and one open session of each. */
async function prepare(port, sink) {
  await importCourse(port);
  const sessions = [];
  await eachOf(count, async (n) => {
    await api(port, 'POST', '/registrations', { courseId: 'bench', registrationId: `r${n}`, learner: { id: `l${n}` }, postBack: { url: `http://127.0.0.1:${sink}/results`, authType: 'HTTPBASIC', userName: 'bench', password: 'bench-password', resultsFormat: 'ACTIVITY' } });
    const { launchLink } = await (await api(port, 'POST', `/registrations/r${n}/launchLink`, { redirectOnExitUrl: 'message' })).json();
    sessions[n] = new URL((await fetch(launchLink, { redirect: 'manual' })).headers.get('location')).pathname;
  });
  return sessions;
}

/** Ten at a time. */
async function eachOf(many, work) {
  let next = 0;
  await Promise.all(Array.from({ length: 10 }, async () => {
    while (next < many) await work(next++);
  }));
}

/** One new result of each registration, queued. */
async function newResults(port, sessions, revision) {
  await eachOf(count, async (n) => {
    const body = JSON.stringify({ activityId: 'ITEM-1', revision, seconds: revision * 10, cmi: { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.score.raw': String(revision) } });
    const answer = await fetch(`http://127.0.0.1:${port}${sessions[n]}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(`a commit was answered ${answer.status}`);
  });
  await sleep(3_000); // the last ones come to rest
}

async function perSecond(sink, start) {
  await sinkSays(sink, 'reset');
  await start();
  const look = () => sinkSays(sink, `?from=${warm}`);
  let seen = await look();
  for (let looks = 0; seen.count < count; seen = await look()) {
    if (++looks > 1200) throw new Error(`only ${seen.count} of ${count} postbacks came`);
    await sleep(50);
  }
  return { rate: (count - warm) / ((seen.last - seen.first) / 1000), ...seen };
}

/** All of them are in the log as delivered, each with its one try. */
async function checkLog(port) {
  await sleep(1_000);
  const { postbacks } = await (await api(port, 'GET', '/postbacks')).json();
  if (postbacks.some(({ state, attemptCount }) => state !== 'delivered' || attemptCount !== 1)) throw new Error('a postback that came is not in the log as delivered');
  const { postbacks: open } = await (await api(port, 'GET', '/postbacks?state=waiting')).json();
  if (open.length) throw new Error('a postback still waits');
}

const loop = (port, bytes) => once(spawn(process.execPath, [`${root}bench/post-loop.mjs`, port, count, connections, bytes].map(String), { stdio: 'inherit' }), 'exit');

/** The row for one database. */
export async function measurePostbacks(database, databaseUrl, report) {
  const sink = await startProcess('bench/post-sink.mjs');
  const environment = { OUTGOING_ALLOW: '127.0.0.1' };
  const rates = { ours: [], raw: [] };
  const first = await startProcess('dist/main.js', { databaseUrl, environment });
  const { folder } = first;
  const sessions = await prepare(first.port, sink.port);
  await first.stop(true);
  for (let pair = 0; pair < 3; pair++) {
    const quiet = await startProcess('dist/main.js', { databaseUrl, folder, environment: { ...environment, ROLE: 'web' } });
    await newResults(quiet.port, sessions, pair + 1);
    await quiet.stop(true);
    let ready;
    const ours = await perSecond(sink.port, async () => {
      ready = await startProcess('dist/main.js', { databaseUrl, folder, environment });
    });
    if (ours.signed !== ours.count) throw new Error('a postback was not signed');
    await checkLog(ready.port);
    await ready.stop(pair < 2);
    rates.ours.push(ours.rate);
    rates.raw.push((await perSecond(sink.port, () => loop(sink.port, Math.round(ours.bytes / ours.count)))).rate);
  }
  const median = (values) => [...values].sort((a, b) => a - b)[1];
  report([12, 'postback, signed and logged', database], { ours: median(rates.ours), raw: median(rates.raw), ratio: median(rates.ours.map((rate, n) => rate / rates.raw[n])) }, '>= 0.3');
  await sink.stop();
}
