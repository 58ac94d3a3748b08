import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { DeliverOutboxEvents } from '../../src/platform/outbox/deliver-outbox-events';
import { Outbox, type OutboxFact } from '../../src/platform/outbox/outbox';
import { newKey } from '../../src/platform/random-ids';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';

let courseway: Booted;
let unit: UnitOfWork;
let outbox: Outbox;
beforeAll(async () => {
  courseway = await bootCourseway({ LOG_LEVEL: 'fatal' }); // faults in here are meant
  [unit, outbox] = [courseway.get(UnitOfWork), courseway.get(Outbox)];
});
afterAll(() => courseway.close());

let kinds = 0;
/** A kind of event of its own for each test, and what its subscriber heard, call by call. */
function subscribed(handle: (facts: readonly OutboxFact[], call: number) => Promise<void> | void = () => undefined) {
  const kind = `test.happened-${++kinds}`;
  const calls: number[][] = [];
  outbox.subscribe(kind, async (facts) => {
    calls.push(facts.map(({ body }) => (body as { n: number }).n));
    await handle(facts, calls.length);
  });
  return { kind, calls, heard: () => calls.flat(), add: (n: number, subject = 'one') => outbox.add({ applicationId: 'TESTAPP', kind, subject, body: { n } }) };
}
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const waiting = async (kind: string) => Number((await unit.run(() => unit.query<{ n: number }>('SELECT COUNT(*) AS n FROM outbox_events WHERE kind = ?', [kind])))[0]?.n);
/** Something a handler waits for. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

test('an event is delivered whole after COMMIT and then forgotten; one of a unit that failed never was', async () => {
  const facts: OutboxFact[] = [];
  const { kind, calls, add } = subscribed((heard) => void facts.push(...heard));
  await unit.run(async () => {
    await add(1);
    throw new Error('rolled back');
  }).catch(() => undefined);
  await unit.run(async () => {
    await add(2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toEqual([]);
  });
  await until(() => facts.length);
  expect(facts).toEqual([{ applicationId: 'TESTAPP', kind, subject: 'one', body: { n: 2 } }]);
  await until(() => waiting(kind), (count) => count === 0);
});

test('events of a subject come in order, also those of one millisecond and of several batches', async () => {
  const { kind, heard, add } = subscribed();
  await unit.run(async () => {
    for (const n of numbers(1300)) await add(n);
  });
  await until(() => waiting(kind), (count) => count === 0);
  expect(heard()).toEqual(numbers(1300));
  for (const n of numbers(100)) await unit.run(() => add(1300 + n));
  await until(() => waiting(kind), (count) => count === 0);
  expect(heard()).toEqual(numbers(1400));
});

test('every event of many units at once arrives', async () => {
  const { kind, heard, add } = subscribed();
  await Promise.all(numbers(200).map((n) => unit.run(() => add(n, `subject ${n}`))));
  await until(() => waiting(kind), (count) => count === 0);
  expect(new Set(heard())).toEqual(new Set(numbers(200)));
});

test('a subscriber that fails is asked again with the same events in the same order, until it does not', async () => {
  const { kind, calls, add } = subscribed((_, call) => {
    if (call < 3) throw new Error('not now');
  });
  await unit.run(async () => {
    for (const n of numbers(3)) await add(n);
  });
  await until(() => calls.length, (count) => count === 3);
  expect(calls).toEqual([[0, 1, 2], [0, 1, 2], [0, 1, 2]]);
  await until(() => waiting(kind), (count) => count === 0);
});

test('while one fails, events of other kinds are delivered, be there ever so many of the failing kind', async () => {
  let failing = true;
  const bad = subscribed(() => {
    if (failing) throw new Error('not now');
  });
  const good = subscribed();
  await unit.run(async () => {
    for (const n of numbers(600)) await bad.add(n);
    await good.add(1);
  });
  await until(() => good.heard(), (heard) => heard.length === 1);
  await until(() => waiting(good.kind), (count) => count === 0);
  for (const n of [2, 3]) {
    await unit.run(() => good.add(n));
    await until(() => good.heard(), (heard) => heard.length === n);
  }
  expect(good.heard()).toEqual([1, 2, 3]);
  failing = false;
  await until(() => waiting(bad.kind), (count) => count === 0);
  expect(bad.heard().slice(-600)).toEqual(numbers(600));
});

test('all subscribers of a kind hear of an event; what one of them throws may make the others hear twice', async () => {
  const { kind, heard, add } = subscribed();
  const others: number[] = [];
  outbox.subscribe(kind, async () => {
    if (others.push(1) === 1) throw new Error('not now');
  });
  await unit.run(() => add(7));
  await until(() => waiting(kind), (count) => count === 0);
  expect([heard(), others.length]).toEqual([[7, 7], 2]);
});

test('an event stored while a delivery is under way comes right behind it', async () => {
  const { opened, open } = gate();
  const { kind, calls, add } = subscribed((_, call) => (call === 1 ? opened : undefined));
  await unit.run(() => add(1));
  await until(() => calls.length);
  await unit.run(() => add(2));
  open();
  await until(() => calls, (all) => all.length === 2, 2_000); // the sweep would come after five seconds
  expect(calls).toEqual([[1], [2]]);
  await until(() => waiting(kind), (count) => count === 0);
});

test('one that another node stored, or a life that ended before it could deliver, is found', async () => {
  const { kind, heard } = subscribed();
  await unit.run(() => unit.execute("INSERT INTO outbox_events (event_key, application_id, kind, subject, body, created_at) VALUES (?, 'TESTAPP', ?, 'one', '{\"n\":9}', 1)", [newKey(), kind]));
  await until(heard, ({ length }) => length === 1);
  expect(heard()).toEqual([9]);
});

test('a process that drains ends the delivery under way, and begins none', async () => {
  const { opened, open } = gate();
  const { kind, heard, add } = subscribed(() => opened);
  await unit.run(() => add(1));
  await until(heard, ({ length }) => length === 1);
  let ended = false;
  const drained = courseway.get(DeliverOutboxEvents).beforeApplicationShutdown().then(() => (ended = true));
  await unit.run(() => add(2));
  expect(ended).toBe(false);
  open();
  await drained;
  expect(heard()).toEqual([1]);
  expect(await waiting(kind)).toBe(1);
});
