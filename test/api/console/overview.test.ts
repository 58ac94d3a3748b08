import { DataSource } from 'typeorm';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../../support/boot';
import { Browsing, firstOwner } from '../../support/consoling';
import { statementsDuring } from '../../support/count-statements';
import { download, hour, launch, makeDispatch, moveClock, publishCourse, report } from '../../support/dispatching';
import { until } from '../../support/browser';
import { endOfSending, invite } from '../../support/inviting';
import { TestSmtp } from '../../support/smtp';

let courseway: Booted;
let smtp: TestSmtp;
let olga: Browsing;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ SMTP_URL: smtp.url });
  olga = await firstOwner(courseway);
});
afterAll(async () => {
  await courseway.close();
  await smtp.down();
});

const overview = async () => (await olga.console('/overview')).body;
const nothing = { failedImports: [], failingPostbacks: 0, bounces: 0, unconfirmed: 0, capsNear: [], expiring: [], registrations: { today: 0, week: 0 }, activeNow: 0 };

test('an application without anything wants nothing', async () => {
  expect(await overview()).toEqual(nothing);
});

test('an import that failed is named with its reason', async () => {
  const form = new FormData();
  form.set('file', new Blob(['this is no package']), 'broken.zip');
  const { result } = (await (await courseway.api('/courses/importJobs/upload?courseId=broken', { method: 'POST', body: form })).json()) as { result: string };
  await until(() => courseway.api(`/courses/importJobs/${result}`).then((answer) => answer.json() as Promise<{ status: string }>), ({ status }) => status === 'ERROR');
  const { failedImports } = await overview();
  expect(failedImports).toEqual([{ jobId: result, courseId: 'broken', message: expect.stringMatching(/\w{3}/), endedAt: expect.stringMatching(/^\d{4}-.*Z$/) }]);
});

test('a dispatch that is nearly used up, one that ends soon, and a learner whose platform lags behind are told', async () => {
  const soon = new Date(Date.now() + 3 * 24 * hour).toISOString();
  const near = await makeDispatch(courseway, { registrationCap: 1, expirationDate: soon });
  await makeDispatch(courseway, { registrationCap: 10, expirationDate: new Date(Date.now() + 60 * 24 * hour).toISOString() });
  await report(await launch(courseway, await download(courseway, near.id)), { 'cmi.core.lesson_status': 'completed' });
  expect(await overview()).toMatchObject({ capsNear: [{ id: near.id, used: 1, cap: 1 }], expiring: [{ id: near.id, expiresAt: soon }], registrations: { today: 1, week: 1 }, activeNow: 1, unconfirmed: 0 });
  const back = moveClock(courseway, hour);
  try {
    expect(await overview()).toMatchObject({ unconfirmed: 1, activeNow: 0 });
  } finally {
    back();
  }
});

test('an invitation that came back is counted', async () => {
  await publishCourse(courseway, 'invited');
  smtp.answer('gone@learner.example', 550);
  const id = await invite(courseway, 'invited', ['gone@learner.example', 'there@learner.example']);
  await endOfSending(courseway, id);
  await until(overview, ({ bounces }) => bounces === 1);
});

test('another application sees none of it', async () => {
  await courseway.otherTenant();
  expect((await olga.console('/overview', { headers: { 'x-application': 'OTHERAPP' } })).body).toEqual(nothing);
});

test('every number is sought in an index', async () => {
  const statements: [string, readonly unknown[]][] = [];
  await statementsDuring(courseway, () => olga.console('/overview'), (sql, parameters) => void statements.push([sql, parameters ?? []]));
  const own = statements.filter(([sql]) => /^SELECT (COUNT\(\*\) AS n FROM \(|job_id|id, )/.test(sql));
  expect(own).toHaveLength(9);
  const unit = courseway.get(UnitOfWork);
  for (const [sql, parameters] of own) {
    if (courseway.get(DataSource).options.type !== 'better-sqlite3') continue;
    const plan = await unit.run(() => unit.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, [...parameters]));
    for (const { detail } of plan) expect([sql, detail]).toEqual([sql, expect.not.stringMatching(/^SCAN (?!\(?(subquery|t|d|i)\b)/i)]);
    expect(plan.map(({ detail }) => detail).join('\n')).toMatch(/USING (COVERING )?INDEX/);
  }
});
