import { putAsset } from '../../support/assets';
import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse } from '../../support/courses';
import { moveClock } from '../../support/dispatching';
import { makeScorm12Zip } from '../../support/make/course-packages';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await importCourse(courseway, 'one', await makeScorm12Zip({ title: 'First' }));
  await importCourse(courseway, 'one', await makeScorm12Zip({ title: 'Second', scos: 2 }), '&mayCreateNewVersion=true');
});
afterAll(() => courseway.close());

const ask = (body: unknown, of = 'one') => courseway.api(`/courses/${of}/preview`, { method: 'POST', body });
const linkOf = async (body: unknown, of = 'one') => {
  const answer = await ask(body, of);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { launchLink: string }).launchLink;
};
const open = async (link: string) => {
  const answer = await fetch(link, { redirect: 'manual' });
  return { status: answer.status, playUrl: answer.headers.get('location') ?? '' };
};
interface Boot {
  contentBase: string;
  session: { mode: string };
  tracking: boolean;
  course: { title: string };
  startActivityId?: string;
  lang: string;
  exitUrl: string;
  learner: { id: string };
  state: { activities: object };
  commitUrl: string;
}
const bootOf = async (playUrl: string) => JSON.parse(/id="boot">(.*?)<\/script>/s.exec(await (await fetch(playUrl)).text())?.[1] ?? '{}') as Boot;
const fileOf = async (boot: Boot, path: string) => (await fetch(`${courseway.contentUrl}${boot.contentBase}${path}`)).text();

test('a link opens the newest version, blank and untracked', async () => {
  const { status, playUrl } = await open(await linkOf({ expiry: 60, redirectOnExitUrl: 'https://vendor.example/back', startSco: 'ITEM-2', culture: 'de-AT', cssUrl: 'https://x.example/x.css', additionalvalues: [{ item: 'a', value: 'b' }] }));
  expect([status, new URL(playUrl).origin]).toEqual([303, courseway.contentUrl]);
  const boot = await bootOf(playUrl);
  expect(boot).toMatchObject({ session: { mode: 'preview' }, tracking: false, course: { title: 'Second' }, startActivityId: 'ITEM-2', lang: 'de', exitUrl: 'https://vendor.example/back', learner: { id: '' }, state: { activities: {} } });
  const commit = await fetch(`${courseway.contentUrl}${boot.commitUrl}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ activityId: 'ITEM-1', revision: 1, cmi: { 'cmi.core.lesson_status': 'passed' }, seconds: 5 }) });
  expect([commit.status, await commit.json()]).toEqual([200, expect.objectContaining({ rev: 0, active: true })]);
  expect(await bootOf(playUrl)).toMatchObject({ state: { activities: {} } });
  expect(await (await courseway.api('/registrations')).json()).toEqual({ registrations: [] });
});

test('a version of its own; what older clients send; nothing at all', async () => {
  expect(await bootOf((await open(await linkOf({ redirectOnExitUrl: 'Message' }, 'one/versions/0'))).playUrl)).toMatchObject({ course: { title: 'First' }, exitUrl: `${courseway.publicUrl}/launch/exit/message?lang=en` });
  const older = { redirectOnExitUrl: 'Closer', expiry: 120, tracking: true, startSco: null, learnerTags: ['a'], courseTags: ['b'], registrationTags: ['c'], launchAuth: { type: 'cookies', options: { ipAddress: true } } };
  expect(await bootOf((await open(await linkOf(older))).playUrl)).toMatchObject({ session: { mode: 'preview' }, tracking: false });
  expect(await (await courseway.api('/courses/one/tags')).json()).toEqual({ tags: [] });
  expect((await open(await linkOf({}))).status).toBe(303);
  expect((await open(await linkOf(undefined))).status).toBe(303);
});

test('the link lives for its expiry and leads to one and the same session, also when it is opened twice at once', async () => {
  const link = await linkOf({ expiry: 10 });
  const opened = await Promise.all(Array.from({ length: 6 }, () => open(link)));
  expect(opened.map(({ status }) => status)).toEqual(Array(6).fill(303));
  const keys = opened.map(({ playUrl }) => (JSON.parse(Buffer.from(playUrl.split('/').at(-1)?.split('.')[0] ?? '', 'base64url').toString()) as { s: string }).s);
  expect(new Set(keys).size).toBe(1);
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
  const back = moveClock(courseway, 11_000);
  expect((await open(link)).status).toBe(410);
  back();
});

test('an unknown course or version is 404; expiry out of range, wrong types are 400', async () => {
  for (const whose of ['none', 'one/versions/2', 'none/versions/0']) expect((await ask({}, whose)).status).toBe(404);
  for (const expiry of [9, 301, 0, -1, 60.5, '60']) expect([expiry, (await ask({ expiry })).status]).toEqual([expiry, 400]);
  for (const body of [{ redirectOnExitUrl: 7 }, { startSco: {} }, { culture: 'x'.repeat(36) }, []]) expect((await ask(body)).status).toBe(400);
  expect((await courseway.api('/courses/one/versions/x/preview', { method: 'POST', body: {} })).status).toBe(400);
  const other = await courseway.otherTenant();
  expect((await other.api('/courses/one/preview', { method: 'POST', body: {} })).status).toBe(404);
});

test('a session goes on with the files it began with; the next one has the new ones', async () => {
  await importCourse(courseway, 'files', await makeScorm12Zip({ extraFiles: [{ name: 'word.txt', data: 'before' }, { name: 'other.txt', data: 'same' }] }));
  const first = (await open(await linkOf({}, 'files'))).playUrl;
  const early = await bootOf(first);
  expect(await fileOf(early, 'word.txt')).toBe('before');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await putAsset(courseway, 'files', 'word.txt', 'between');
  await new Promise((resolve) => setTimeout(resolve, 5));
  const second = (await open(await linkOf({}, 'files'))).playUrl;
  await new Promise((resolve) => setTimeout(resolve, 5));
  await courseway.api('/courses/files/asset?relativePath=word.txt', { method: 'DELETE' });
  const third = await bootOf((await open(await linkOf({}, 'files'))).playUrl);
  for (const boot of [early, await bootOf(first)]) expect(await fileOf(boot, 'word.txt')).toBe('before');
  const middle = await bootOf(second);
  expect(await fileOf(middle, 'WORD.txt')).toBe('between');
  expect(await fileOf(third, 'word.txt')).toMatch(/has no file/);
  const etags = await Promise.all([early, middle, third].map(async ({ contentBase }) => (await fetch(`${courseway.contentUrl}${contentBase}other.txt`)).headers.get('etag')));
  expect(new Set(etags).size).toBe(1);
  const changed = await fetch(`${courseway.contentUrl}${middle.contentBase}word.txt`);
  expect([changed.headers.get('etag') === etags[0], changed.headers.get('content-type')]).toEqual([false, 'text/plain']);
});
