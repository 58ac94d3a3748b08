import { elements, modelName } from '../../templates/practice-lms/scorm12-model.rules';
import { inChromium, until } from '../support/browser';
import { RelayWorld, recorded } from './dispatch-in-lms';

inChromium('launch and identity', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test('6. The API above a frame of another site is found', async () => {
    const made = await world.dispatchInLms('sap-like');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    expect(visit.seen.errors).toEqual([]);
  });

  test('7. An API put on the popup three seconds late is found', async () => {
    const made = await world.dispatchInLms('edx-like');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
  });

  test('8. Without an API the page explains itself in the learner’s language and asks the gateway for nothing', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { apiOn: 'nowhere' } });
    const visit = await made.open({ id: 'anna' }, await world.context({ locale: 'de-DE' }));
    const frame = await visit.package();
    await frame.waitForSelector('[role=alert] h1', { timeout: 15_000 });
    expect(await frame.evaluate('document.documentElement.lang')).toBe('de');
    expect(await frame.textContent('h1')).toMatch(/Lernplattform/);
    expect(await frame.evaluate('document.activeElement.tagName')).toBe('H1');
    expect(visit.seen.requests.filter(({ url }) => new URL(url).origin !== made.lms.origin)).toEqual([]);
    expect(visit.seen.requests.filter(({ url, body }) => /anna|Muster/.test(body) || (url.includes(made.k)))).toEqual([]);
    expect(await made.rows()).toEqual([]);
  });

  test('9. An LMSInitialize that says false and 101 is believed to work when values can be read', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { initialize: 'false-but-works' } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    const refusing = await world.dispatchInLms('strict-1.2', { traits: { initialize: 'false' } });
    const frame = await (await refusing.open({ id: 'anna' })).package();
    await frame.waitForSelector('[role=alert] h1');
    expect(await refusing.rows()).toEqual([]);
  });

  test.each(['null', 'undefined', 'number', 'throws'] as const)('10. LMSGetValue that answers %s for what is empty', async (emptyValue) => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { emptyValue } });
    const visit = await made.open({ id: 'anna', name: '' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    expect((await made.rows())[0]).toMatchObject({ learner_id: 'anna', success: 'PASSED' });
    expect(visit.seen.errors).toEqual([]);
  });

  test('11. Any learner id is kept exactly, and no address has the id, the name or the key in it', async () => {
    const id = 'a&b#c/é "1';
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id, name: 'Straße, Zoë' });
    await visit.press('complete');
    await recorded(made, id, { lesson_status: 'completed' });
    expect((await made.rows()).map((row) => row.learner_id)).toEqual([id]);
    const addresses = visit.seen.requests.map(({ url }) => url).filter((url) => !url.includes('/lms/'));
    expect(addresses.length).toBeGreaterThan(8);
    const readable = addresses.flatMap((url) => [url, decodeURIComponent(url), ...(url.match(/[\w-]{40,}/g) ?? []).map((word) => Buffer.from(word, 'base64url').toString('utf8'))]);
    for (const word of [id, 'Straße', 'Zoë', made.k, 'a&b', encodeURIComponent(id)]) expect(readable.filter((text) => text.includes(word))).toEqual([]);
  });

  test('12. A learner without an id is refused, or kept apart by what the LMS stores', async () => {
    const refusing = await world.dispatchInLms('frappe-like');
    const shell = await (await refusing.open({ id: 'anna' })).shell();
    expect(await shell.textContent('[role=alert] h1')).toBe('We cannot tell who you are');
    expect(await refusing.rows()).toEqual([]);

    const open = await world.dispatchInLms('frappe-like', { settings: { allowAnonymous: true } });
    const first = await open.open({ id: 'anna' });
    await first.press('bookmark');
    await recorded(open, 'anna', { lesson_location: 'page-3' });
    await first.page.goto('about:blank');
    const again = await (await open.open({ id: 'anna' })).course();
    await until(() => again.textContent('#location'), (text) => text === 'page-3');
    expect(await open.rows()).toHaveLength(1);
    await (await open.open({ id: 'ben' })).course();
    expect(await open.rows()).toHaveLength(2);
  });

  test.each([
    ['Muster, Anna', 'Anna', 'Muster'],
    ['Anna Muster', 'Anna', 'Muster'],
    ['Anna', '', 'Anna'],
    ['', '', ''],
  ])('13. The name "%s"', async (name, firstName, lastName) => {
    const made = await world.dispatchInLms('strict-1.2');
    await (await made.open({ id: 'anna', name })).course();
    const [row] = await made.rows();
    expect([row?.first_name ?? '', row?.last_name ?? ''].sort()).toEqual([firstName, lastName].sort());
  });

  test('14. On an LMS without https, where a page has no crypto.subtle', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    expect(await (await visit.package()).evaluate('[isSecureContext, typeof crypto.subtle]')).toEqual([false, 'undefined']);
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
  });

  test('15. Where two APIs are offered only that of SCORM 1.2 is called, with its elements', async () => {
    const made = await world.dispatchInLms('frappe-like', { settings: { allowAnonymous: true } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    await visit.exit();
    const calls = visit.calls();
    expect(calls.filter(({ name }) => name.startsWith('API_1484_11'))).toEqual([]);
    const named = calls.filter(({ name }) => /[GS]etValue/.test(name)).map(({ args }) => args[0] ?? '');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((element) => !elements[modelName(element)])).toEqual([]);
    expect(new Set(named.filter((element) => !element.startsWith('cmi.core.')))).toEqual(new Set(['cmi.suspend_data', 'cmi.student_preference.language']));
  });
});
