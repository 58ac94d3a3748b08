import { publishSample } from '../support/courses';
import { TestReceiver } from '../support/receiver';
import { ServerProcess } from '../support/server-process';

/** A part of the whole figure, since each kill costs a start; all of it with FAULTS=full. */
const isWhole = process.env['FAULTS'] === 'full';
const [learners, kills, perReceiver, atOnce] = [isWhole ? 5000 : 1500, isWhole ? 20 : 6, 10, 20];

let receiver: TestReceiver;
let server: ServerProcess;
beforeAll(async () => {
  receiver = await TestReceiver.start((response) => setTimeout(() => response.end('ok'), 20));
  server = new ServerProcess({ OUTGOING_ALLOW: '127.0.0.1' });
});
afterAll(async () => {
  await server?.destroy();
  await receiver?.stop();
});

/** Does `work` for every number, some at a time, each again until it succeeds: the server may be away. */
async function forAll(work: (n: number) => Promise<boolean>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let n = next++; n < learners; n = next++) while (!(await work(n).catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function openSession(n: number): Promise<string> {
  const body = { courseId: 'course', registrationId: `r${n}`, learner: { id: `l${n}` }, postBack: { url: receiver.url, authType: 'HTTPBASIC', resultsFormat: 'COURSE' } };
  await server.api('/registrations', { method: 'POST', body });
  const { launchLink } = (await (await server.api(`/registrations/r${n}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: 'closer' } })).json()) as { launchLink: string };
  const launched = await fetch(launchLink, { redirect: 'manual' });
  return launched.headers.get('location') ?? '';
}

test(`GOALS R5: ${learners} postbacks with ${kills} kills: each delivered at least once, repeats under the same webhook-id, only of what was in flight`, async () => {
  await server.start();
  await publishSample(server, 'course');
  const sessions: string[] = [];
  await forAll(async (n) => {
    sessions[n] = await openSession(n);
    return sessions[n] !== '';
  });
  receiver.received.length = 0;
  const commits = forAll(async (n) => {
    const body = { activityId: 'ITEM-1', revision: 1, cmi: { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '77' }, seconds: 30 };
    const answer = await fetch(`${sessions[n]}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return answer.ok;
  });
  for (let kill = 1; kill <= kills; kill++) {
    const wanted = Math.floor((kill * learners) / (kills + 2));
    while (receiver.received.length < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
    await server.kill();
    await server.start();
  }
  await commits;
  const told = new Map<string, Set<string>>();
  for (const end = performance.now() + 120_000; performance.now() < end && told.size < learners; await new Promise((resolve) => setTimeout(resolve, 200)))
    for (const { body, headers } of receiver.received) {
      const { id } = JSON.parse(body) as { id: string };
      told.set(id, (told.get(id) ?? new Set()).add(`${headers['webhook-id']}`));
    }
  for (let open = 1; open > 0; await new Promise((resolve) => setTimeout(resolve, 200)))
    open = (await Promise.all(['waiting', 'sending'].map(async (state) => ((await (await server.api(`/postbacks?state=${state}`)).json()) as { postbacks: object[] }).postbacks.length))).reduce((a, b) => a + b);
  const duplicates = receiver.received.length - new Set(receiver.ids).size;
  console.log(`${kills} kills, ${told.size} of ${learners} were told of, ${duplicates} repeats`);
  expect(told.size).toBe(learners);
  expect([...told.values()].filter((ids) => ids.size !== 1)).toEqual([]);
  expect(duplicates).toBeLessThanOrEqual(kills * perReceiver);
  const finals = receiver.received.map(({ body }) => JSON.parse(body) as { registrationCompletion: string });
  expect(finals.filter(({ registrationCompletion }) => registrationCompletion !== 'COMPLETED')).toEqual([]);
}, 900_000);
