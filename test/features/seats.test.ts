import { startCourseway } from '../../src/courseway';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { Config } from '../../src/platform/config/config';
import { type Booted, bootCourseway, freePort } from '../support/boot';
import { download, launch, type LaunchAnswer, makeDispatch } from '../support/dispatching';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const unlimited = { newPerAddressHour: 0, newPerKeyHour: 0 };
const countOf = async (answers: readonly LaunchAnswer[], what: string) => answers.filter((answer) => (answer.code ?? answer.result) === what).length;

async function rows(dispatchKey: string) {
  const unit = courseway.get(UnitOfWork);
  const [found] = await unit.run(() =>
    unit.query<{ seats: number; registrations: number; counted: number; learners: number }>(
      `SELECT (SELECT COUNT(*) FROM seats WHERE dispatch_key = ?) AS seats, (SELECT COUNT(*) FROM registrations r WHERE r.dispatch_id = d.id) AS registrations,
         d.registration_count AS counted, d.learner_count AS learners FROM dispatches d WHERE d.dispatch_key = ?`,
      [dispatchKey, dispatchKey],
    ),
  );
  return found && { seats: Number(found.seats), registrations: Number(found.registrations), counted: Number(found.counted), learners: Number(found.learners) };
}

it('RELAY 16: cap 10, 50 parallel first launches: exactly 10 accepted, 40 full', async () => {
  const { id } = await makeDispatch(courseway, { registrationCap: 10 }, unlimited);
  const zip = await download(courseway, id);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => launch(courseway, zip, { id: `learner-${i}` })));
  expect([await countOf(answers, 'welcome'), await countOf(answers, 'full')]).toEqual([10, 40]);
  expect(await rows(zip.d)).toEqual({ seats: 10, registrations: 10, counted: 10, learners: 10 });
});

it('GOALS R11: cap 50, 200 parallel first launches, 20 rounds: exactly 50 every time, with 50 seats and 50 registrations', async () => {
  for (let round = 0; round < 20; round++) {
    const { id } = await makeDispatch(courseway, { registrationCap: 50 }, unlimited);
    const zip = await download(courseway, id);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => launch(courseway, zip, { id: `learner-${i}` })));
    expect([round, await countOf(answers, 'welcome'), await countOf(answers, 'full')]).toEqual([round, 50, 150]);
    expect(await rows(zip.d)).toEqual({ seats: 50, registrations: 50, counted: 50, learners: 50 });
  }
}, 600_000);

it('one learner who launches 30 times at once with different launch ids takes one seat', async () => {
  const { id } = await makeDispatch(courseway, { registrationCap: 5 }, unlimited);
  const zip = await download(courseway, id);
  const answers = await Promise.all(Array.from({ length: 30 }, () => launch(courseway, zip)));
  expect(await countOf(answers, 'welcome')).toBe(30);
  expect([new Set(answers.map((a) => a.pointer)).size, new Set(answers.map((a) => a.epoch)).size]).toEqual([1, 30]);
  expect(await rows(zip.d)).toEqual({ seats: 1, registrations: 1, counted: 1, learners: 1 });
});

it('the same learner at two destinations is two learners', async () => {
  const [one, two] = [await makeDispatch(courseway), await makeDispatch(courseway)];
  const pointers = [await launch(courseway, await download(courseway, one.id)), await launch(courseway, await download(courseway, two.id))].map((a) => a.pointer);
  expect(new Set(pointers).size).toBe(2);
});

const twoNodes = process.env['DATABASE_URL'] ? it : it.skip;

twoNodes('GOALS R11 with two nodes on one database (DATABASE_URL=mysql://...): exactly 50 every time', async () => {
  const port = await freePort();
  const node = await startCourseway(Config.of({ ...courseway.config, port, publicUrl: `http://localhost:${port}`, contentUrl: `http://127.0.0.1:${port}` }));
  const second = { ...courseway, publicUrl: `http://localhost:${port}` };
  try {
    for (let round = 0; round < 10; round++) {
      const { id } = await makeDispatch(courseway, { registrationCap: 50 }, unlimited);
      const zip = await download(courseway, id);
      const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => launch(i % 2 ? courseway : second, zip, { id: `learner-${i}` })));
      expect([round, await countOf(answers, 'welcome'), await countOf(answers, 'full')]).toEqual([round, 50, 150]);
      expect(await rows(zip.d)).toEqual({ seats: 50, registrations: 50, counted: 50, learners: 50 });
    }
  } finally {
    await node.close();
  }
}, 600_000);
