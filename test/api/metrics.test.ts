import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { JobQueue } from '../../src/platform/jobs/job-queue';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { statementsDuring } from '../support/count-statements';
import { download, launch, type MadeDispatch, makeDispatch, moveClock, report } from '../support/dispatching';
import { endOfSending, invite } from '../support/inviting';
import { progress, register } from '../support/posting';
import { TestReceiver } from '../support/receiver';

const token = 'token-of-the-scraper';
let courseway: Booted;
let dispatch: MadeDispatch;
let receiver: TestReceiver;

beforeAll(async () => {
  courseway = await bootCourseway({ METRICS_TOKEN: token, OUTGOING_ALLOW: '127.0.0.0/8' });
  receiver = await TestReceiver.start((response) => response.writeHead(200).end());
  dispatch = await makeDispatch(courseway);
});
afterAll(async () => {
  await courseway?.close();
  await receiver?.stop();
});

let looks = 0;

/** Without the ten seconds for which figures of the database are kept. */
async function scrape(aheadMs = 0): Promise<string> {
  looks += 11_000;
  const back = moveClock(courseway, aheadMs + looks);
  try {
    const answer = await fetch(`${courseway.publicUrl}/metrics`);
    expect(answer.status).toBe(200);
    return await answer.text();
  } finally {
    back();
  }
}

/** The value of one series, by the name and labels it is shown with. */
function seriesIn(text: string, series: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** An answer's status to headers that fetch does not send. */
function statusWith(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: courseway.config.port, path: '/metrics', headers: { host: new URL(courseway.publicUrl).host, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    }).on('error', reject).end();
  });
}

test('this machine may look, and who has the token; a proxy asks for others, and to those there is nothing', async () => {
  expect(await statusWith({})).toBe(200);
  for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
    expect(await statusWith({ [name]: '203.0.113.9' })).toBe(404);
    expect(await statusWith({ [name]: '203.0.113.9', authorization: `Bearer ${token}` })).toBe(200);
    for (const wrong of [token.slice(1), `${token}x`, 'undefined', '']) expect(await statusWith({ [name]: '203.0.113.9', authorization: `Bearer ${wrong}` })).toBe(404);
  }
  expect((await fetch(`${courseway.contentUrl}/metrics`)).status).toBe(404);
  const answer = await fetch(`${courseway.publicUrl}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('without a token nobody from elsewhere may look', async () => {
  const other = await bootCourseway();
  try {
    const look = (headers: Record<string, string>) => fetch(`${other.publicUrl}/metrics`, { headers }).then(({ status }) => status);
    expect(await look({})).toBe(200);
    expect(await look({ 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer undefined' })).toBe(404);
  } finally {
    await other.close();
  }
});

test('requests are counted by route pattern and class of status, unknown addresses together', async () => {
  for (const id of ['one', 'two']) expect((await courseway.api(`/registrations/secret-${id}`)).status).toBe(404);
  await fetch(`${courseway.publicUrl}/no/such/address`);
  const text = await scrape();
  expect(seriesIn(text, 'courseway_http_request_duration_seconds_count{method="GET",route="/api/v2/registrations/:registrationId",status="4xx"}')).toBe(2);
  expect(seriesIn(text, 'courseway_http_request_duration_seconds_count{method="GET",route="unknown",status="4xx"}')).toBeGreaterThanOrEqual(1);
  expect(text).not.toMatch(/secret-one|such\/address/);
  expect(seriesIn(text, 'courseway_unit_wait_seconds_count')).toBeGreaterThan(0);
});

test('launches by their way and the code of a refusal, commits by what became of them', async () => {
  const lms = await download(courseway, dispatch.id);
  const accepted = await launch(courseway, lms, { id: 'a-learner-nobody-knows' });
  expect(accepted.result).toBe('welcome');
  await report(accepted, { 'cmi.core.lesson_status': 'incomplete' });
  const refused = await launch(courseway, { ...lms, k: 'A'.repeat(lms.k.length) });
  const linked = (await (await courseway.api(`/registrations/${(await madeBy('r1'))}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: '' } })).json()) as { launchLink: string };
  await fetch(linked.launchLink, { redirect: 'manual' });
  await fetch(`${linked.launchLink}x`, { redirect: 'manual' });
  const text = await scrape();
  expect(seriesIn(text, 'courseway_launches_total{way="frame",outcome="accepted"}')).toBe(1);
  expect(seriesIn(text, `courseway_launches_total{way="frame",outcome="${refused.code}"}`)).toBe(1);
  expect(seriesIn(text, 'courseway_launches_total{way="launch-link",outcome="accepted"}')).toBe(1);
  expect(seriesIn(text, 'courseway_launches_total{way="launch-link",outcome="launch-link-invalid"}')).toBe(1);
  expect(seriesIn(text, 'courseway_commits_total{result="stored"}')).toBe(1);
  for (const id of [courseway.applicationId, lms.d, lms.k, 'a-learner-nobody-knows', dispatch.id]) expect(text).not.toContain(id);
});

async function madeBy(registrationId: string, postBack?: object): Promise<string> {
  await register(courseway, dispatch.courseId, registrationId, postBack);
  return registrationId;
}

test('mails and postbacks, what became of them and what waits', async () => {
  await endOfSending(courseway, await invite(courseway, dispatch.courseId, ['anna@example.test', 'ben@example.test']));
  await progress(courseway, await madeBy('r2', { url: receiver.url }), 0.5);
  await receiver.until(1);
  const text = await until(scrape, (seen) => seriesIn(seen, 'courseway_postbacks_total{outcome="delivered"}') === 1 && seriesIn(seen, 'courseway_mails_total{outcome="kept"}') === 2);
  expect(seriesIn(text, 'courseway_postbacks_queued{state="sending"}')).toBe(0);
  expect(seriesIn(text, 'courseway_postbacks_lag_seconds')).toBe(0);
  expect(seriesIn(text, 'courseway_mails_queued{state="ready"}')).toBe(0);
  expect(seriesIn(text, 'courseway_jobs{state="dead"}')).toBe(0);
  expect(seriesIn(text, 'courseway_database_up')).toBe(1);
  expect(text).not.toMatch(/anna|example\.test/);
});

test('what is late shows how late', async () => {
  const due = Date.now() + 3_600_000;
  await courseway.get(UnitOfWork).run(() => courseway.get(JobQueue).add({ kind: 'of nobody', payload: {}, runAt: due }));
  expect(seriesIn(await scrape(), 'courseway_jobs{state="ready"}')).toBeGreaterThanOrEqual(1);
  expect(seriesIn(await scrape(7_200_000), 'courseway_jobs_lag_seconds')).toBeGreaterThanOrEqual(3_590);
});

test('the database is asked once in ten seconds, however often somebody looks', async () => {
  const look = async () => (await fetch(`${courseway.publicUrl}/metrics`)).text();
  await look();
  const asked = await statementsDuring(courseway, async () => {
    for (let n = 0; n < 5; n++) await look();
  });
  expect(asked.filter((sql) => sql.includes('COUNT(*) AS n'))).toEqual([]);
});

test('every metric of the dashboard is there, and the dashboard shows every metric', async () => {
  const text = await scrape();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const dashboard = JSON.parse(readFileSync(join(__dirname, '../../docs/operations/grafana-dashboard.json'), 'utf8')) as { panels: { targets: { expr: string }[] }[] };
  const named = dashboard.panels.flatMap(({ targets }) => targets).flatMap(({ expr }) => [...expr.matchAll(/\b(?:courseway|process|nodejs)_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')));
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !named.includes(name!))).toEqual([]);
});
