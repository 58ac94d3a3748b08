// Rows 10 and 11: what a large invitation costs. Registrations are made while no mail may leave; then the product starts again and mails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connection } from './http-load.mjs';
import { api, authorization, importCourse, startProcess } from './processes.mjs';

const recipients = Number(process.env.BENCH_RECIPIENTS ?? 20_000);
const mails = Number(process.env.BENCH_MAILS ?? 4_000);
const connections = 5;
const root = new URL('..', import.meta.url).pathname;

const invite = async (port, from, count) => {
  const addresses = Array.from({ length: count }, (_, n) => `p${from + n}@localhost.example`);
  const answer = await api(port, 'POST', '/invitations/private', { courseId: 'bench', creatingUserEmail: 'sender@localhost.example', invitationEmail: { addresses } });
  return (await answer.json()).id;
};
const registered = async (port, id) => (await (await api(port, 'GET', `/invitations/private/${id}?includeRegistrationCount=true`)).json()).registrationCount;

/** The 99th percentile, in milliseconds, of reads of one registration until `ended` answers true. */
async function latency(port, ended) {
  const times = [];
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      const one = await connection(port, `localhost:${port}`);
      while (!ended()) {
        const started = performance.now();
        const { status } = await one.send({ path: '/api/v2/registrations/probe', headers: { authorization } });
        if (status !== 200) throw new Error(`expected 200, got ${status}`);
        times.push(performance.now() - started);
        await sleep(5);
      }
      one.close();
    }),
  );
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

async function measureCreation(port) {
  let over = false;
  setTimeout(() => (over = true), 5000);
  const idle = await latency(port, () => over);
  const started = performance.now();
  const id = await invite(port, 0, recipients);
  const acceptedMs = performance.now() - started;
  let done = false;
  const busy = latency(port, () => done);
  while ((await registered(port, id)) < recipients) await sleep(100);
  const seconds = (performance.now() - started) / 1000;
  done = true;
  return { rate: recipients / seconds, idle, busy: await busy, acceptedMs };
}

const sinkSays = async (port, path = '') => (await fetch(`http://localhost:${port}/${path}`)).json();

async function mailsPerSecond(sink, count, start) {
  await sinkSays(sink, 'reset');
  await start();
  let seen = await sinkSays(sink);
  for (let still = 0; seen.count < count; seen = await sinkSays(sink)) {
    if (++still > 1200) throw new Error(`only ${seen.count} of ${count} mails came`);
    await sleep(100);
  }
  return (count - 1) / ((seen.last - seen.first) / 1000);
}

const pool = (port, count) => once(spawn(process.execPath, [`${root}bench/mail-pool.mjs`, port, count, connections].map(String), { stdio: 'inherit' }), 'exit');

/** Both rows for one database. */
export async function measureInvitations(database, databaseUrl, report) {
  const sink = await startProcess('bench/mail-sink.mjs');
  const environment = { SMTP_URL: `smtp://127.0.0.1:${sink.port + 1}`, MAIL_CONNECTIONS: String(connections) };
  const quiet = await startProcess('dist/main.js', { databaseUrl, environment: { ...environment, MAIL_PER_MINUTE: '1' } });
  await importCourse(quiet.port);
  await api(quiet.port, 'POST', '/registrations', { courseId: 'bench', registrationId: 'probe', learner: { id: 'probe' } });
  const made = await measureCreation(quiet.port);
  report([11, `invitation registrations (call of ${recipients} answered in ${Math.round(made.acceptedMs)} ms)`, database], { ours: made.rate }, '>= 2000/s');
  report([11, 'API p99 while they are made / idle', database], { ours: made.busy, raw: made.idle, ratio: made.busy / made.idle }, '<= 1.5', ' ms');
  await quiet.stop(true);
  const rates = { ours: [], raw: [] };
  let next = recipients;
  for (let pair = 0; pair < 3; pair++) {
    const ready = await startProcess('dist/main.js', { databaseUrl, folder: quiet.folder, environment });
    if (pair === 0) await mailsPerSecond(sink.port, recipients - 1, async () => undefined); // the mails that waited, as a warm-up
    rates.ours.push(await mailsPerSecond(sink.port, mails, () => invite(ready.port, next, mails)));
    next += mails;
    await ready.stop(pair < 2);
    rates.raw.push(await mailsPerSecond(sink.port, mails, () => pool(sink.port + 1, mails)));
  }
  const median = (values) => [...values].sort((a, b) => a - b)[1];
  report([10, 'invitation mail with registration and state', database], { ours: median(rates.ours), raw: median(rates.raw), ratio: median(rates.ours.map((rate, n) => rate / rates.raw[n])) }, '>= 0.4');
  await sink.stop();
}
