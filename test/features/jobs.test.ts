import { Clock } from '../../src/platform/clock';
import { Config } from '../../src/platform/config/config';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { JobQueue, type NewJob } from '../../src/platform/jobs/job-queue';
import { type JobHandler, JobRunner, type RunningJob } from '../../src/platform/jobs/job-runner';
import { JobSignals } from '../../src/platform/jobs/job-signals';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';

let courseway: Booted;
let unit: UnitOfWork;
let queue: JobQueue;
let clock: Clock;
let now = 0;
beforeAll(async () => {
  courseway = await bootCourseway({ ROLE: 'web', LOG_LEVEL: 'fatal' }); // it runs no jobs itself, and faults in here are meant
  [unit, queue, clock] = [courseway.get(UnitOfWork), courseway.get(JobQueue), courseway.get(Clock)];
  now = clock.now();
  clock.now = () => now;
});
afterAll(() => courseway.close());

const runners: JobRunner[] = [];
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.beforeApplicationShutdown()));
  await unit.run(() => unit.execute('DELETE FROM jobs'));
});

/** A node of its own, as if on another machine when `place` is another one. */
async function startNode(handlers: Record<string, JobHandler>, options: { place?: number; concurrency?: number; maxAttempts?: number } = {}): Promise<JobRunner> {
  const { place = 1, ...rest } = options;
  const runner = new JobRunner(unit, queue, clock, Config.of({ ...courseway.config, role: 'worker', port: place }), courseway.get(JobSignals));
  for (const [kind, handler] of Object.entries(handlers)) runner.handle(kind, handler, rest);
  await runner.onApplicationBootstrap();
  runners.push(runner);
  return runner;
}
const end = (runner: JobRunner) => runners.splice(runners.indexOf(runner), 1)[0]?.beforeApplicationShutdown();
const add = (job: Partial<NewJob> = {}) => unit.run(() => queue.add({ kind: 'work', payload: {}, ...job }));

interface Row {
  job_id: string;
  state: string;
  run_at: number;
  attempts: number;
  last_error: string | null;
  payload: string;
}
async function rows(): Promise<Row[]> {
  const found = await unit.run(() => unit.query<Row>('SELECT job_id, state, run_at, attempts, last_error, payload FROM jobs ORDER BY created_at, job_id'));
  return found.map((row) => ({ ...row, run_at: Number(row.run_at), attempts: Number(row.attempts) }));
}
const inState = (state: string) => until(rows, (all) => all.length > 0 && all.every((row) => row.state === state));
const gone = () => until(rows, (all) => all.length === 0);

/** Work that a test ends by hand. */
class Held {
  readonly started: RunningJob[] = [];
  private readonly ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly handler: JobHandler = (_, job) => {
    this.started.push(job);
    return new Promise((resolve, reject) => this.ends.push({ resolve, reject }));
  };
  succeed(): void {
    for (const { resolve } of this.ends.splice(0)) resolve();
  }
  fail(): void {
    for (const { reject } of this.ends.splice(0)) reject(new Error('held and failed'));
  }
  hasStarted = (times: number) => until(() => this.started.length, (count) => count >= times);
}

describe('a job', () => {
  test('runs with its payload once the unit that added it has been committed, and is gone', async () => {
    const seen: unknown[] = [];
    await startNode({ work: async (payload, { attempts }) => void seen.push([payload, attempts]) });
    await unit.run(async () => {
      await queue.add({ kind: 'work', payload: { n: 1 } });
      throw new Error('rolled back');
    }).catch(() => undefined);
    await add({ payload: { n: 2 } });
    await gone();
    expect(seen).toEqual([[{ n: 2 }, 1]]);
  });

  test('waits for its moment, and for somebody who knows its kind', async () => {
    const seen: string[] = [];
    await startNode({ work: async ({ name }) => void seen.push(name) });
    await add({ payload: { name: 'later' }, runAt: now + 5000 });
    await add({ kind: 'unknown', payload: {} });
    await add({ payload: { name: 'now' } });
    await until(() => seen.length);
    now += 4999;
    await add({ payload: { name: 'almost' } });
    await until(() => seen.length, (count) => count === 2);
    now += 1;
    await until(() => seen.length, (count) => count === 3);
    expect(seen).toEqual(['now', 'almost', 'later']);
    expect(await until(rows, (all) => all.length === 1)).toMatchObject([{ state: 'ready', attempts: 0 }]);
  });

  test('that fails is tried again after 2, 8 and 32 seconds', async () => {
    const tries: number[] = [];
    await startNode({ work: async (_, { attempts }) => {
      tries.push(attempts);
      if (attempts < 4) throw new Error(`try ${attempts}`);
    } });
    await add();
    for (const [n, pause] of [[1, 2000], [2, 8000], [3, 32_000]] as const) {
      const [row] = await until(rows, ([first]) => first?.state === 'ready' && first.attempts === n);
      expect(row).toMatchObject({ run_at: now + pause, last_error: `Error: try ${n}` });
      now += pause - 1;
      await add({ kind: 'other' }); // wakes the runner
      expect(tries).toHaveLength(n);
      now += 1;
      await until(() => tries.length, (count) => count === n + 1);
    }
    await until(rows, (all) => all.every((row) => row.attempts === 0));
    expect(tries).toEqual([1, 2, 3, 4]);
  });

  test('is dead after the last try: kept with its reason, never run again', async () => {
    let tries = 0;
    await startNode({ work: async () => {
      tries++;
      throw new Error('hopeless');
    } }, { maxAttempts: 3 });
    await add({ uniqueKey: 'dead' });
    for (const n of [1, 2]) {
      await until(rows, ([row]) => row?.state === 'ready' && row.attempts === n);
      now += 100_000;
    }
    expect((await inState('dead'))[0]).toMatchObject({ attempts: 3, last_error: 'Error: hopeless' });
    expect(await unit.run(() => queue.isPending('dead'))).toBe(false);
    now += 10_000_000;
    const other = new Held();
    runners[0]?.handle('other', other.handler);
    await add({ kind: 'other' });
    await other.hasStarted(1);
    other.succeed();
    expect(tries).toBe(3);
  });

  test('whose handler throws before it promises anything is a try like any other', async () => {
    let tries = 0;
    await startNode({ work: () => {
      tries++;
      throw new Error('at once');
    } }, { maxAttempts: 2 });
    await add();
    await until(rows, ([row]) => row?.state === 'ready' && row.attempts === 1);
    now += 2000;
    await inState('dead');
    expect(tries).toBe(2);
  });

  test('shares its kind’s places with no more than the others that run at once', async () => {
    const held = new Held();
    await startNode({ work: held.handler }, { concurrency: 2 });
    for (let n = 0; n < 5; n++) await add();
    for (const count of [2, 4, 5]) {
      await held.hasStarted(count);
      expect((await rows()).filter(({ state }) => state === 'running').length).toBeLessThanOrEqual(2);
      expect(held.started).toHaveLength(count);
      held.succeed();
    }
    await gone();
  });
});

describe('a lease', () => {
  test('that runs out is taken over, and what the first one says later counts for nothing', async () => {
    const [first, second] = [new Held(), new Held()];
    await startNode({ work: first.handler }, { place: 1 });
    await add();
    await first.hasStarted(1);
    await startNode({ work: second.handler }, { place: 2 });
    now += 29_000;
    await add({ kind: 'other' });
    expect(second.started).toHaveLength(0);
    now += 1_001;
    await second.hasStarted(1);
    expect(second.started[0]).toMatchObject({ attempts: 2 });
    first.fail();
    await add({ kind: 'other' });
    expect((await rows())[0]).toMatchObject({ state: 'running', attempts: 2, last_error: null });
    second.succeed();
    await until(rows, (all) => all.every((row) => row.state === 'ready'));
  });

  test('is not needed by a process that comes back to its place: its own jobs go on at once', async () => {
    const [before, after] = [new Held(), new Held()];
    await startNode({ work: before.handler }, { place: 3 });
    await add();
    await before.hasStarted(1);
    await startNode({ work: after.handler }, { place: 3 });
    await after.hasStarted(1);
    before.succeed();
    await add({ kind: 'other' });
    expect((await rows())[0]).toMatchObject({ state: 'running' });
    after.succeed();
    await until(rows, (all) => all.every((row) => row.state === 'ready'));
  });

  test('of a last try whose process was killed leads to no further one: such a job may be what kills', async () => {
    let runs = 0;
    const killed = { work: async () => void runs++ };
    await add({ uniqueKey: 'killer' });
    await unit.run(() => unit.execute("UPDATE jobs SET state = 'running', attempts = 3, locked_by = 'gone', locked_until = ?", [now - 1]));
    await startNode(killed, { maxAttempts: 3 });
    expect((await inState('dead'))[0]).toMatchObject({ attempts: 3, last_error: expect.stringContaining('process ended') });
    expect(runs).toBe(0);
  });
});

describe('a unique key', () => {
  test('is of one waiting job, with the newest payload and the earlier of both moments', async () => {
    const ids = [await add({ uniqueKey: 'one', payload: { n: 1 }, runAt: now + 1000 }), await add({ uniqueKey: 'one', payload: { n: 2 }, runAt: now + 9000 }), await add({ uniqueKey: 'one', payload: { n: 3 }, runAt: now + 500 })];
    expect(new Set(ids).size).toBe(1);
    expect(await rows()).toMatchObject([{ job_id: ids[0], state: 'ready', run_at: now + 500, payload: '{"n":3}' }]);
    expect(await unit.run(() => queue.isPending('one'))).toBe(true);
  });

  test('asked for by many at the same time makes one job and fails none of them', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => add({ uniqueKey: 'many' })));
    expect(new Set(ids).size).toBe(1);
    expect(await rows()).toHaveLength(1);
  });

  test.each(['succeeds', 'fails'])('asked for while its job runs makes it run once more, also when this run %s', async (how) => {
    const held = new Held();
    await startNode({ work: held.handler }, { maxAttempts: 1 });
    const id = await add({ uniqueKey: 'again' });
    await held.hasStarted(1);
    expect([await add({ uniqueKey: 'again' }), await add({ uniqueKey: 'again' })]).toEqual([id, id]);
    if (how === 'fails') held.fail();
    else held.succeed();
    await held.hasStarted(2);
    expect(held.started[1]).toMatchObject({ id, attempts: 1 });
    held.succeed();
    await gone();
    expect(held.started).toHaveLength(2);
  });

  test('whose job is dead brings it back to life', async () => {
    let hopeless = true;
    await startNode({ work: async () => {
      if (hopeless) throw new Error('hopeless');
    } }, { maxAttempts: 1 });
    const id = await add({ uniqueKey: 'back' });
    await inState('dead');
    hopeless = false;
    expect(await add({ uniqueKey: 'back' })).toBe(id);
    await gone();
  });
});

describe('a process that drains', () => {
  test('tells its jobs, which are ready again at once without the try being counted, and takes no more', async () => {
    const held = new Held();
    const runner = await startNode({ work: held.handler });
    await add();
    await held.hasStarted(1);
    expect(held.started[0]?.signal.aborted).toBe(false);
    const ended = end(runner);
    await add();
    expect(held.started[0]?.signal.aborted).toBe(true);
    held.fail();
    await ended;
    expect(await rows()).toMatchObject([{ state: 'ready', attempts: 0 }, { state: 'ready', attempts: 0 }]);
    for (const row of await rows()) expect(row.run_at).toBeLessThanOrEqual(now);
    expect(held.started).toHaveLength(1);
  });

  test('lets a job end that ends in time', async () => {
    const held = new Held();
    const runner = await startNode({ work: held.handler });
    await add();
    await held.hasStarted(1);
    const ended = end(runner);
    held.succeed();
    await ended;
    expect(await rows()).toEqual([]);
  });
});
