import { Logger } from '@nestjs/common';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { JobQueue } from '../../src/platform/jobs/job-queue';
import { JobRunner } from '../../src/platform/jobs/job-runner';
import { JobSignals } from '../../src/platform/jobs/job-signals';
import { SharedRedis } from '../../src/platform/redis/shared-redis';
import { ProgressWaiters } from '../../src/runtime/progress-waiters';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { publishSample } from '../support/courses';
import { learning, passed } from '../support/learning';
import { TestRedis, withRedis } from '../support/redis';

const shared = process.env['DATABASE_URL'] ? test : test.skip;
const SECRET_KEY = 'the same key on every node of an installation';
const isReady = (node: Booted) => until(() => node.get(SharedRedis as never as new () => SharedRedis).isReady);
const leftOf = async (node: Booted) => Number((await node.api('/ping')).headers.get('ratelimit-remaining'));

withRedis('two nodes with Redis', () => {
  let redis: TestRedis;
  let one: Booted;
  let two: Booted;
  beforeAll(async () => {
    redis = await TestRedis.start();
    const environment = { REDIS_URL: redis.url, SECRET_KEY, API_PER_MINUTE: '1000' };
    one = await bootCourseway(environment);
    two = await bootCourseway({ ...environment, ...(one.config.databaseUrl && { DATABASE_URL: one.config.databaseUrl }) });
    await Promise.all([isReady(one), isReady(two)]);
    await until(async () => Number((await redis.ask('PUBSUB NUMSUB x')).slice(1)) && (await redis.channels()) === 2); // progress and credentials
    await publishSample(one, 'course');
  });
  afterAll(async () => {
    await two.close();
    await one.close();
    await redis.kill();
  });

  test('count the requests of an application together', async () => {
    const before = await leftOf(one);
    expect([await leftOf(two), await leftOf(one), await leftOf(two)]).toEqual([before - 1, before - 2, before - 3]);
  });

  test('an installation with a key of its own counts for itself', async () => {
    const other = await bootCourseway({ REDIS_URL: redis.url, SECRET_KEY: 'another installation on the same Redis', API_PER_MINUTE: '1000' });
    await isReady(other);
    expect(await leftOf(other)).toBe(999);
    await other.close();
  });

  test('who waits on one for what a learner comes to is woken by the other', async () => {
    const at = learning(one);
    await at.register('waited-for');
    const path = await at.open('waited-for');
    const [row] = await one.get(UnitOfWork).run(() => one.get(UnitOfWork).query<{ instance_key: string }>('SELECT instance_key FROM registration_instances ORDER BY instance_key DESC LIMIT 1'));
    let looks = 0;
    const begun = performance.now();
    const waiting = two.get(ProgressWaiters).until(row?.instance_key ?? '', { waitMs: 60_000, lookAgainMs: 60_000, gone: new AbortController().signal }, async () => ({ done: ++looks > 1, seen: looks }));
    await until(() => looks === 1);
    expect((await at.work(path, 1, passed)).status).toBe(200);
    expect(await waiting).toBe(2);
    expect(performance.now() - begun).toBeLessThan(30_000); // and not when the time was over
  });

  shared('a long poll on one is answered by a commit on the other (DATABASE_URL=mysql://...)', async () => {
    const at = learning(one);
    await at.register('polled');
    const path = await at.open('polled');
    const begun = performance.now();
    const news = fetch(`${two.contentUrl}${path}/progress?after=0&wait=25`);
    await until(async () => (two.get(ProgressWaiters) as unknown as { waiting: Map<string, unknown> }).waiting.size > 0);
    await at.work(path, 1, passed);
    expect(await (await news).json()).toMatchObject({ rev: 1, active: true });
    expect(performance.now() - begun).toBeLessThan(9_000); // it looks by itself after 10 s
  });

  shared('a key that is taken back on one is refused on the other at once (DATABASE_URL=mysql://...)', async () => {
    const basic = { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` };
    const { applicationId, secret } = await one.otherTenant();
    const theirs = { authorization: `Basic ${Buffer.from(`${applicationId}:${secret}`).toString('base64')}` };
    expect((await two.api('/ping', { headers: theirs })).status).toBe(200);
    expect((await one.api(`/appManagement/applications/${applicationId}`, { method: 'DELETE', headers: basic })).status).toBe(204);
    await until(async () => (await two.api('/ping', { headers: theirs })).status, (status) => status === 401, 3_000);
  });

  test('a job is offered to the workers of other nodes', async () => {
    const redisOf = (node: Booted) => SharedRedis.open({ ...node.config, secretKey: 'of this test alone' } as never);
    const [here, there] = [await redisOf(one), await redisOf(two)];
    await until(() => here.isReady && there.isReady);
    const [from, to] = [await JobSignals.open(here), await JobSignals.open(there)];
    const offered: number[] = [];
    to.listen(() => offered.push(1));
    let offers = 0;
    await until(() => {
      from.offer(`row${offers++}`); // the first ones may be lost: nothing waits for the connection
      return offered.length;
    });
    await to.stopListening();
    for (const signals of [from, to]) await signals.onApplicationShutdown();
    for (const shutting of [here, there]) shutting.onApplicationShutdown();
  });
});

withRedis('a gateway whose Redis is not there', () => {
  let redis: TestRedis;
  let courseway: Booted;
  const told: string[] = [];
  const done: number[] = [];
  beforeAll(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((words: string) => void told.push(words));
    redis = await TestRedis.at();
    courseway = await bootCourseway({ REDIS_URL: redis.url, API_PER_MINUTE: '1000' });
    courseway.get(JobRunner).handle('count', async ({ n }: { n: number }) => void done.push(n), { concurrency: 5 });
  });
  afterAll(async () => {
    await courseway.close();
    redis.thaw();
    await redis.kill();
    jest.restoreAllMocks();
  });
  let added = 0;
  async function work(jobs = 10): Promise<void> {
    const queue = courseway.get(JobQueue);
    await courseway.get(UnitOfWork).run(async () => {
      for (let n = 0; n < jobs; n++) await queue.add({ kind: 'count', payload: { n: added++ } });
    });
  }
  const allDone = async () => {
    await until(() => done.length, (count) => count === added);
    expect([...done].sort((a, b) => a - b)).toEqual(Array.from({ length: added }, (_, n) => n));
    await until(() => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query("SELECT job_id FROM jobs WHERE kind = 'count'")), (rows) => rows.length === 0);
  };
  const answers = async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => courseway.api('/ping')));
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    return Math.min(...asked.map(({ headers }) => Number(headers.get('ratelimit-remaining'))));
  };

  test('starts, answers, counts by itself and works', async () => {
    expect(await answers()).toBe(995);
    await work();
    await allDone();
    expect((await fetch(`${courseway.publicUrl}/readyz`)).status).toBe(200);
  });

  test('uses it when it comes, and loses nothing when it is flushed, killed and started again', async () => {
    await redis.up();
    await isReady(courseway);
    expect(await answers()).toBe(995); // the count of the server begins
    await work();
    await redis.ask('FLUSHALL');
    await work();
    await allDone();
    await redis.kill();
    await work();
    expect(await answers()).toBeLessThan(1000);
    await allDone();
    await redis.up();
    await isReady(courseway);
    await work();
    await allDone();
  });

  test('one that is there and says nothing fails no request and holds up no job', async () => {
    redis.freeze();
    await work();
    await answers();
    await allDone();
    await until(() => !courseway.get(SharedRedis as never as new () => SharedRedis).isReady);
    await answers();
    redis.thaw();
    await isReady(courseway);
    await work();
    await allDone();
  });

  test('each time it goes there is one line', () => {
    const lines = told.filter((line) => line.includes(`:${redis.port}`) || line.includes('Socket timeout'));
    expect(lines).toEqual([1, 2, 3].map(() => expect.stringMatching(/^REDIS_URL: the server is away/)));
  });
});
