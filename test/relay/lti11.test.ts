import { officialClient } from '../clients/official-client';
import { servesItsRows } from '../clients/operations-table';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until, watch } from '../support/browser';
import { importCourse } from '../support/courses';
import { LtiPlatform, type Tool } from '../support/lti-platform';
import { makeScorm12Zip } from '../support/make/course-packages';

let courseway: Booted;
let platform: LtiPlatform;
let count = 0;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  platform = await LtiPlatform.start();
});
afterAll(async () => {
  await courseway?.close();
  await platform?.close();
});

/** A dispatch and what the platform is told of it, by the official client. */
async function dispatch(data: object = {}): Promise<{ id: string; tool: Tool }> {
  const id = `lti-${++count}`;
  await importCourse(courseway, id, await makeScorm12Zip());
  await courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations: [{ id, data: { name: 'Platform' } }] } });
  await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id, data: { destinationId: id, courseId: id, ...data } }] } });
  const { data: told } = await officialClient(courseway).call('DispatchApi', 'getLTIDispatch', id);
  return { id, tool: told as unknown as Tool };
}
const launch = (tool: Tool, form: Record<string, string>, query = '') => fetch(`${tool.url}${query}`, { method: 'POST', redirect: 'manual', headers: { 'accept-language': 'en' }, body: new URLSearchParams(form) });
const registrations = async (id: string) => ((await (await courseway.api(`/registrations?courseId=${id}`)).json()) as { registrations: { id: string; dispatchId: string; learner: { id: string; firstName: string; lastName: string }; registrationSuccess: string }[] }).registrations;

test('the credentials stay the same, differ from dispatch to dispatch, and are nobody else’s', async () => {
  const [one, two] = [await dispatch(), await dispatch()];
  const { data: again } = await officialClient(courseway).call('DispatchApi', 'getLTIDispatch', one.id);
  expect(again).toMatchObject(one.tool);
  expect(one.tool.url.startsWith(`${courseway.publicUrl}/`)).toBe(true);
  expect(new Set([one.tool.sharedSecret, two.tool.sharedSecret, one.tool.consumerKey, two.tool.consumerKey]).size).toBe(4);
  expect((await (await courseway.otherTenant()).api(`/dispatch/dispatches/${one.id}/lti`)).status).toBe(404);
});

test('a signed launch opens the player; the learner is known again by the next one; nothing wrong gets in', async () => {
  const { id, tool } = await dispatch({ registrationCap: 1 });
  const anna = { user_id: 'anna', lis_person_name_given: 'Anna', lis_person_name_family: 'Lee' };
  const first = await launch(tool, platform.launch(tool, anna));
  expect(first.status).toBe(303);
  expect(first.headers.get('location')).toMatch(new RegExp(`^${courseway.contentUrl}/play/`));
  expect((await launch(tool, platform.launch(tool, anna))).status).toBe(303);
  expect(await registrations(id)).toMatchObject([{ dispatchId: id, learner: { id: 'anna', firstName: 'Anna', lastName: 'Lee' } }]);
  const form = platform.launch(tool, anna);
  const wrong: [string, Record<string, string>, number][] = [
    ['another learner', { ...form, user_id: 'ben' }, 401], ['another secret', platform.launch({ ...tool, sharedSecret: 'x' }, anna), 401], ['an old launch', platform.launch(tool, anna, { oauth_timestamp: '1700000000' }), 401],
    ['no signature', { ...form, oauth_signature: '' }, 401], ['nobody', platform.launch(tool, { user_id: '' }), 403], ['somebody new when all seats are taken', platform.launch(tool, { user_id: 'ben' }), 403],
  ];
  for (const [what, sent, status] of wrong) expect([what, (await launch(tool, sent)).status]).toEqual([what, status]);
  expect((await launch(tool, form)).status).toBe(303);
  expect((await launch(tool, form)).status).toBe(401); // the same once more
  expect((await launch({ ...tool, url: tool.url.replace(/\w+$/, '0'.repeat(26)) }, form)).status).toBe(401);
  await courseway.api(`/dispatch/dispatches/${id}/enabled`, { method: 'PUT', body: { enabled: false } });
  const refused = await launch(tool, platform.launch(tool, { ...anna, launch_presentation_locale: 'de' }));
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('ausgeschaltet')]);
  expect(await registrations(id)).toHaveLength(1);
});

inChromium('in a platform', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterAll(() => browser?.close());

  test('the course runs in the frame of the platform, the grade arrives signed, also after the gradebook was away, and Exit leads back', async () => {
    const { id, tool } = await dispatch();
    const context = await browser.newContext();
    const seen = watch(context);
    const page = await context.newPage();
    platform.answers = [(response) => void response.writeHead(503).end(), (response) => void response.writeHead(200).end('<x>failure</x>')];
    await page.goto(platform.pageFor(platform.launch(tool, { user_id: 'anna', lis_person_name_full: 'Anna Lee' })));
    const course = await frameWith(page, '/content/');
    await course.click('#pass85');
    await until(async () => (await registrations(id))[0]?.registrationSuccess, (success) => success === 'PASSED');
    await until(() => platform.grades, (grades) => grades.some((grade) => grade.sourcedId === 'cell-anna' && grade.score === 0.85), 60_000);
    expect(platform.faults).toEqual([]);
    expect(seen.errors).toEqual([]);
    await (await frameWith(page, '/play/')).click('.exit');
    await (await frameWith(page, '/returned')).waitForSelector('h1');
  }, 90_000);
});

servesItsRows(__filename);
