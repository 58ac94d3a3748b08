import { importCourse } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { ServerProcess } from '../support/server-process';

const server = new ServerProcess();
afterAll(() => server.destroy());

const learners = 10;
/** A part of the whole figure, since each kill costs a start; all of it with FAULTS=full. */
const kills = process.env['FAULTS'] === 'full' ? 50 : 20;
const commitsPerRun = 40; // acknowledged before a kill, on average
const stateOf = (revision: number) => `revision ${revision} ${'x'.repeat(2000)} end ${revision}`;

async function open(id: string): Promise<string> {
  const { launchLink } = (await (await server.api(`/registrations/${id}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: '' } })).json()) as { launchLink: string };
  return new URL((await fetch(launchLink, { redirect: 'manual' })).headers.get('location') ?? '').pathname;
}

/** The revision stored for a learner; throws when the state is not the one of exactly one commit. */
async function storedRevision(id: string): Promise<number> {
  const found = (await (await server.api(`/registrations/${id}?includeRuntime=true&includeChildResults=true`)).json()) as {
    activityDetails: { children: { runtime?: { suspendData: string; location: string } }[] };
  };
  const runtime = found.activityDetails.children[0]?.runtime;
  if (!runtime) return 0;
  const revision = Number(/^revision (\d+) /.exec(runtime.suspendData)?.[1]);
  expect(runtime.suspendData).toBe(stateOf(revision));
  expect(runtime.location).toBe(`page-${revision}`);
  return revision;
}

test(`no acknowledged commit is lost when the process is killed ${kills} times`, async () => {
  await server.start();
  await importCourse(server, 'course', await makeScorm12Zip());
  const paths: string[] = [];
  for (let n = 0; n < learners; n++) {
    await server.api('/registrations', { method: 'POST', body: { courseId: 'course', registrationId: `r${n}`, learner: { id: `l${n}` } } });
    paths.push(await open(`r${n}`));
  }
  const acknowledged = new Array<number>(learners).fill(0);
  const sent = new Array<number>(learners).fill(0);
  let total = 0;
  let slowest = 0;
  for (let round = 0; round < kills; round++) {
    let budget = commitsPerRun * 3;
    const killAfter = 1 + Math.floor(Math.random() * 2 * commitsPerRun);
    let answered = 0;
    let killed: Promise<unknown> | undefined;
    await Promise.all(
      paths.map(async (path, n) => {
        while (budget-- > 0) {
          const revision = ++sent[n]!;
          const body = JSON.stringify({ activityId: 'ITEM-1', revision, seconds: revision, cmi: { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.lesson_location': `page-${revision}`, 'cmi.suspend_data': stateOf(revision) } });
          const good = await fetch(`${server.contentUrl}${path}/commits`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } }).then((answer) => answer.ok, () => false);
          if (!good) return;
          acknowledged[n] = revision;
          total++;
          if (++answered === killAfter) killed = server.kill();
        }
      }),
    );
    await (killed ?? server.kill());
    slowest = Math.max(slowest, await server.start());
    for (let n = 0; n < learners; n++) expect(await storedRevision(`r${n}`)).toBeGreaterThanOrEqual(acknowledged[n] ?? 0);
  }
  console.log(`${kills} kills, ${total} commits acknowledged, 0 lost; slowest restart ${Math.round(slowest)} ms`);
  expect(total).toBeGreaterThan((kills * commitsPerRun) / 2);
}, 900_000);

test('SIGTERM drains and ends with 0', async () => {
  expect(await server.kill('SIGTERM')).toBe(0);
}, 15_000);
