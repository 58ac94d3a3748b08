import { randomUUID } from 'node:crypto';
import { RevokePackageKeys } from '../../../src/dispatch/package/revoke-package-keys';
import { FindRegistrations } from '../../../src/registrations/find-registrations';
import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { download, type Download, hour, launch, launchBody, makeDispatch, moveClock, post, report } from '../../support/dispatching';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway.close());

const ready = async (data: object = {}, settings?: object) => {
  const made = await makeDispatch(courseway, data, settings);
  return { ...made, zip: await download(courseway, made.id) };
};
const count = async (id: string): Promise<number> => ((await (await courseway.api(`/dispatch/dispatches/${id}`)).json()) as { registrationCount: number }).registrationCount;
const registrations = async (courseId: string) =>
  ((await (await courseway.api(`/registrations?courseId=${courseId}`)).json()) as { registrations: { id: string; registrationSuccess: string; registrationCompletion: string; learner: { id: string } }[] }).registrations;
const relay = (zip: Download, body: object | string) => post(courseway, `/api/d/${zip.d}/relay`, body);
const change = (id: string, body: object) => courseway.api(`/dispatch/dispatches/${id}`, { method: 'PUT', body });

describe('a first launch', () => {
  it('is welcomed with a pointer, a session and the policy, and counts a seat', async () => {
    const { id, zip, courseId } = await ready();
    const answer = await launch(courseway, zip);
    expect(answer).toMatchObject({
      status: 200, result: 'welcome', pointer: expect.stringMatching(/^rd1\.[0-9a-z]{26}\.[A-Za-z0-9_-]{22}$/), epoch: 1, tracking: true, courseTitle: expect.any(String), lang: 'en', dir: 'ltr',
      state: { epoch: 1, rev: 0, status: 'incomplete', active: true }, policy: { launchMode: 'auto', exitValue: 'suspend', keepAliveSec: 300 },
    });
    expect(answer.playUrl.startsWith(`${courseway.contentUrl}/play/`)).toBe(true);
    expect(await count(id)).toBe(1);
    expect(await registrations(courseId)).toMatchObject([{ learner: { id: 'anna', firstName: 'Anna', lastName: 'Muster' }, dispatchId: id }]);
  });

  it('RELAY 11: keeps an id with every odd character exactly', async () => {
    const { zip, courseId } = await ready();
    await launch(courseway, zip, { id: 'a&b#c/é "1' });
    expect(await registrations(courseId)).toMatchObject([{ learner: { id: 'a&b#c/é "1' } }]);
  });

  it('takes JSON under text/plain, readable from any origin, for packages in other origins', async () => {
    const { zip } = await ready();
    const answer = await launch(courseway, zip, { via: 'popup' });
    expect([answer.result, answer.headers.get('access-control-allow-origin'), answer.popupUrl]).toEqual(['ticket', '*', `${courseway.publicUrl}/d/${zip.d}/popup`]);
    expect((await launch(courseway, zip, { id: 'framed' })).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('stores no name and no id where the destination wants none', async () => {
    const { zip, courseId } = await ready({}, { privacy: 'pseudonym' });
    await launch(courseway, zip);
    const [found] = await registrations(courseId);
    expect(JSON.stringify(found)).not.toMatch(/anna|muster/i);
    expect((await launch(courseway, zip)).epoch).toBe(2);
  });
});

describe('retries and second launches', () => {
  it('RELAY 17: one launch id posted 5 times at once is one registration, one seat, one session', async () => {
    const { id, zip, courseId } = await ready();
    const launchId = randomUUID();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => launch(courseway, zip, { launchId })));
    expect(answers.map((a) => a.result)).toEqual(Array(5).fill('welcome'));
    expect([new Set(answers.map((a) => a.pointer)).size, new Set(answers.map((a) => a.epoch)).size, await count(id), (await registrations(courseId)).length]).toEqual([1, 1, 1, 1]);
  });

  it('a known learner comes back to the same registration, with the pointer or without', async () => {
    const { id, zip, courseId } = await ready();
    const first = await launch(courseway, zip);
    const second = await launch(courseway, zip);
    const third = await launch(courseway, zip, { pointer: first.pointer });
    expect([second.pointer, third.pointer, second.epoch, third.epoch]).toEqual([first.pointer, first.pointer, 2, 3]);
    expect([await count(id), (await registrations(courseId)).length]).toEqual([1, 1]);
  });

  it('an older launch is told that it is no longer the active one', async () => {
    const { zip } = await ready();
    const older = await launch(courseway, zip);
    const newer = await launch(courseway, zip, { pointer: older.pointer });
    expect([(await relay(zip, { token: older.token })).state.active, (await relay(zip, { token: newer.token })).state.active]).toEqual([false, true]);
  });

  it('RELAY 12: without a learner id it is refused, or anonymous and known again by its pointer', async () => {
    const strict = await ready();
    expect(await launch(courseway, strict.zip, { id: ' ' })).toMatchObject({ result: 'refused', code: 'no-learner', status: 200 });
    const open = await ready({}, { allowAnonymous: true });
    const first = await launch(courseway, open.zip, { id: '', name: '' });
    expect(await launch(courseway, open.zip, { id: '', pointer: first.pointer })).toMatchObject({ result: 'welcome', pointer: first.pointer });
    expect((await launch(courseway, open.zip, { id: '' })).pointer).not.toBe(first.pointer);
    expect(await count(open.id)).toBe(2);
  });
});

describe('seats and doors', () => {
  it('RELAY 18: a full dispatch lets known learners in and tells new ones', async () => {
    const { id, zip } = await ready({ registrationCap: 1 });
    const first = await launch(courseway, zip);
    expect(await launch(courseway, zip, { id: 'berta' })).toMatchObject({ result: 'refused', code: 'full', retry: true });
    expect(await launch(courseway, zip)).toMatchObject({ result: 'welcome' });
    expect(await launch(courseway, zip, { pointer: first.pointer })).toMatchObject({ result: 'welcome' });
    expect(await count(id)).toBe(1);
  });

  it('RELAY 19: closed to new learners: the known one is in, the unknown one refused', async () => {
    const { id, zip } = await ready();
    await launch(courseway, zip);
    await change(id, { allowNewRegistrations: false });
    expect([(await launch(courseway, zip)).result, (await launch(courseway, zip, { id: 'berta' })).code]).toEqual(['welcome', 'closed-to-new']);
  });

  it('RELAY 20: expired one second ago by the clock of the server', async () => {
    const { id, zip } = await ready();
    await launch(courseway, zip);
    await change(id, { expirationDate: new Date(Date.now() + hour).toISOString() });
    const back = moveClock(courseway, hour - 2000);
    expect((await launch(courseway, zip)).result).toBe('welcome');
    moveClock(courseway, hour + 1000);
    expect(await launch(courseway, zip)).toMatchObject({ result: 'refused', code: 'expired' });
    back();
  });

  it('RELAY 21: disabled in the middle: the result is stored and relayed, the next launch refused', async () => {
    const { id, zip } = await ready();
    const running = await launch(courseway, zip);
    await change(id, { enabled: false });
    await report(running, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85' });
    expect((await relay(zip, { token: running.token })).state).toMatchObject({ status: 'passed', score: { raw: '85', max: '100', min: '0' } });
    expect(await launch(courseway, zip)).toMatchObject({ result: 'refused', code: 'disabled' });
  });

  it('tells a refused learner in their language what to do and whom to ask, with a reference', async () => {
    const { id, zip } = await ready({ enabled: false }, { support: 'Frau Schmidt, Raum 5' });
    const refused = await launch(courseway, zip, { lang: 'ar', headers: { 'accept-language': 'de' } });
    expect(refused).toMatchObject({ lang: 'ar', dir: 'rtl', ref: expect.stringMatching(/^\w{4}-\w{4}$/), texts: { ask: 'Frau Schmidt, Raum 5' } });
    expect(refused.texts['heading']).toMatch(/\p{Script=Arabic}/u);
    expect((await launch(courseway, zip, { headers: { 'accept-language': 'de' } })).texts['heading']).toMatch(/ausgeschaltet/);
    expect((await post(courseway, `/api/d/${zip.d}/launch`, launchBody('x'.repeat(27)))).texts['ask']).not.toContain('Schmidt');
    expect(await count(id)).toBe(0);
  });

  it('a deleted dispatch is not found, for launches and for running relays', async () => {
    const { id, zip } = await ready();
    const running = await launch(courseway, zip);
    await courseway.api(`/dispatch/dispatches/${id}`, { method: 'DELETE' });
    expect(await launch(courseway, zip)).toMatchObject({ result: 'refused', code: 'not-found', retry: false });
    expect(await relay(zip, { token: running.token })).toMatchObject({ status: 410, result: 'gone', code: 'not-found' });
  });
});

describe('hostile callers', () => {
  it('RELAY 62: with a victim\'s id and no pointer, neither sees nor changes what the victim did', async () => {
    const { zip, courseId } = await ready();
    const victim = await launch(courseway, zip);
    await report(victim, { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.lesson_location': 'page-9', 'cmi.core.score.raw': '50' });
    const proven = await launch(courseway, zip, { pointer: victim.pointer });
    const forged = await launch(courseway, zip);
    expect(forged).toMatchObject({ result: 'welcome', state: { rev: 0, status: 'incomplete' } });
    expect(forged.state).not.toHaveProperty('location');
    expect(forged.pointer.slice(0, 31)).not.toBe(victim.pointer.slice(0, 31));
    await report(forged, { 'cmi.core.lesson_status': 'failed' });
    expect((await relay(zip, { token: proven.token })).state).toMatchObject({ status: 'incomplete', score: { raw: '50' }, active: true });
    expect((await registrations(courseId)).map((r) => r.registrationSuccess).sort()).toEqual(['FAILED', 'UNKNOWN']);
    expect((await launch(courseway, zip, { pointer: victim.pointer })).state).toMatchObject({ location: 'page-9' });
  });

  it('RELAY 63: another learner\'s pointer works only with its proof', async () => {
    const { id, zip } = await ready();
    const anna = await launch(courseway, zip);
    const forged = `${anna.pointer.slice(0, -22)}${'A'.repeat(22)}`;
    const berta = await launch(courseway, zip, { id: 'berta', pointer: forged });
    expect([berta.result, berta.pointer === anna.pointer, await count(id)]).toEqual(['welcome', false, 2]);
    const renamed = await launch(courseway, zip, { id: 'anna-new', pointer: anna.pointer });
    expect([renamed.pointer, await count(id)]).toEqual([anna.pointer, 2]);
  });

  it('RELAY 64: a revoked key is refused, a sibling download goes on working', async () => {
    const { id, zip } = await ready();
    const sibling = await download(courseway, id);
    const keys = courseway.get(RevokePackageKeys);
    const [, first] = await keys.downloads(courseway.applicationId, id);
    expect(await keys.run(courseway.applicationId, id, { keyId: first?.keyId })).toBe(1);
    const codes = [await launch(courseway, zip), await launch(courseway, sibling)].map((a) => a.code ?? a.result);
    expect(codes.sort()).toEqual(['key-revoked', 'welcome']);
    await keys.run(courseway.applicationId, id);
    expect([(await launch(courseway, zip)).code, (await launch(courseway, sibling)).code]).toEqual(['key-revoked', 'key-revoked']);
    expect((await launch(courseway, await download(courseway, id))).result).toBe('welcome');
  });

  it('a key of another dispatch, a made-up key and no dispatch are all not found', async () => {
    const [a, b] = [await ready(), await ready()];
    for (const [d, k] of [[a.zip.d, b.zip.k], [a.zip.d, 'x'.repeat(27)], ['0'.repeat(26), a.zip.k], [a.zip.d, '']] as const)
      expect(await launch(courseway, { d, k })).toMatchObject({ status: 200, result: 'refused', code: 'not-found' });
  });

  it('RELAY 65: lesson_mode review gives a new learner no free access', async () => {
    const { id, zip } = await ready({ registrationCap: 1 });
    expect(await launch(courseway, zip, { mode: 'review' })).toMatchObject({ result: 'welcome', tracking: true });
    expect(await count(id)).toBe(1);
    expect((await launch(courseway, zip, { id: 'berta', mode: 'review' })).code).toBe('full');
  });

  it('review with a proof only looks: no token, no pointer, nothing stored', async () => {
    const { zip } = await ready();
    const anna = await launch(courseway, zip);
    await report(anna, { 'cmi.core.lesson_status': 'completed' });
    const look = await launch(courseway, zip, { mode: 'review', pointer: anna.pointer, status: 'completed' });
    expect(look).toMatchObject({ result: 'welcome', tracking: false, token: '', pointer: '', state: { status: '' } });
  });

  it('RELAY 66: an unlisted site is refused where sites are enforced, and the shell names who may frame it', async () => {
    const { zip } = await ready({}, { allowedOrigins: ['https://lms.example', 'https://cdn.example'], originMode: 'enforce' });
    expect((await launch(courseway, zip, { ancestors: ['https://lms.example', 'https://cdn.example'] })).result).toBe('welcome');
    expect(await launch(courseway, zip, { ancestors: ['https://lms.example', 'https://thief.example'] })).toMatchObject({ result: 'refused', code: 'wrong-site' });
    const shell = await fetch(`${courseway.publicUrl}/d/${zip.d}`);
    expect(shell.headers.get('content-security-policy')).toContain('frame-ancestors https://lms.example https://cdn.example');
  });

  it('RELAY 67: made-up ids from one address are limited and the cap stays free for others', async () => {
    const { id, zip } = await ready({ registrationCap: 500 }, { newPerAddressHour: 40 });
    const answers = [];
    for (let i = 0; i < 1000; i += 50) answers.push(...(await Promise.all(Array.from({ length: 50 }, (_, j) => launch(courseway, zip, { id: `made-up-${i + j}` })))));
    const refused = answers.filter((a) => a.result !== 'welcome');
    expect(refused).toHaveLength(960);
    expect(refused.every((a) => a.code === 'too-many' && a.status === 429 && a.headers.get('retry-after') === '3600')).toBe(true);
    expect(await count(id)).toBe(40);
    const back = moveClock(courseway, hour + 1);
    expect((await launch(courseway, zip, { id: 'an hour later' })).result).toBe('welcome');
    back();
  });

  it('RELAY 69: a ticket works once, within 60 seconds, for its dispatch; a relay token only for its own', async () => {
    const [a, b] = [await ready(), await ready()];
    const redeem = (zip: Download, ticket: string) => post(courseway, `/api/d/${zip.d}/launch`, { v: 1, ticket });
    const { ticket, token } = await launch(courseway, a.zip, { via: 'popup' });
    expect(await redeem(b.zip, ticket)).toMatchObject({ status: 401, result: 'gone' });
    expect(await redeem(a.zip, ticket)).toMatchObject({ status: 200, result: 'welcome', epoch: 1, playUrl: expect.any(String) });
    expect(await redeem(a.zip, ticket)).toMatchObject({ status: 401, result: 'gone' });
    const late = await launch(courseway, a.zip, { id: 'late', via: 'popup' });
    const back = moveClock(courseway, 61_000);
    expect(await redeem(a.zip, late.ticket)).toMatchObject({ status: 401, result: 'gone', code: 'expired' });
    back();
    expect(await relay(b.zip, { token })).toMatchObject({ status: 401, code: 'invalid' });
    expect(await relay(a.zip, { token: `${token.slice(0, -3)}AAA` })).toMatchObject({ status: 401, code: 'invalid' });
    expect(Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString()).not.toContain('/play/');
  });

  it.each([
    ['no JSON', '{'], ['no key', JSON.stringify({ v: 1, launchId: 'x'.repeat(20) })], ['another version', JSON.stringify({ ...launchBody('k'), v: 2 })], ['a short launch id', JSON.stringify(launchBody('k', { launchId: 'x' }))],
  ])('malformed: %s', async (_name, body) => expect((await post(courseway, `/api/d/${'0'.repeat(26)}/launch`, body)).status).toBe(400));

  it('a body above 64 kB', async () => expect((await post(courseway, `/api/d/${'0'.repeat(26)}/launch`, launchBody('k', { name: 'x'.repeat(70_000) }))).status).toBe(413));

  it('odd values of an LMS are clamped, not refused', async () => {
    const { zip } = await ready();
    const body = { ...launchBody(zip.k), learner: { id: 42, name: 'n'.repeat(3000) }, lms: { status: null, entry: 7, pointer: { a: 1 }, __proto__: { mode: 'x' } }, pkg: 'x', ancestors: 'none' };
    const odd = await post(courseway, `/api/d/${zip.d}/launch`, body);
    expect(odd).toMatchObject({ result: 'welcome' });
    expect((await relay(zip, { token: odd.token, ack: 'yes', lastAck: 7, after: 'x', wait: -1 })).status).toBe(200);
    expect((await relay(zip, { token: odd.token, ack: { rev: 'x', commit: 'true', error: { a: 1 }, readback: [], pointerStored: 1 } })).status).toBe(200);
    const long = 'ä'.repeat(2000);
    expect([(await launch(courseway, zip, { id: `${long}1`, name: long })).epoch, (await launch(courseway, zip, { id: `${long}2` })).epoch]).toEqual([1, 1]);
  });
});

describe('the LMS resets or is ahead', () => {
  const finish = async (zip: Download) => {
    const anna = await launch(courseway, zip);
    await report(anna, { 'cmi.core.lesson_status': 'passed' });
    return anna;
  };

  it('finished, the LMS untouched: a new attempt when instanced, in the same registration, and no new learner', async () => {
    const { id, zip, courseId } = await ready({ registrationCap: 1 });
    const anna = await finish(zip);
    const again = await launch(courseway, zip);
    expect([again.state.status, again.pointer === anna.pointer, await count(id), (await registrations(courseId)).length]).toEqual(['incomplete', false, 2, 1]);
    expect((await launch(courseway, zip, { pointer: anna.pointer })).state.status).toBe('passed');
  });

  it('finished, the LMS untouched, static: the finished one comes back', async () => {
    const { zip } = await ready({ instanced: false });
    const anna = await finish(zip);
    expect(await launch(courseway, zip)).toMatchObject({ pointer: anna.pointer, state: { status: 'passed' } });
  });

  it('finished, the LMS done, no proof: opened blank and untracked, no seat', async () => {
    const { id, zip } = await ready();
    await finish(zip);
    const look = await launch(courseway, zip, { status: 'passed', entry: '' });
    expect(look).toMatchObject({ result: 'welcome', tracking: false, lmsComplete: true, token: '', pointer: '', state: { status: '' } });
    await report(look, { 'cmi.core.lesson_status': 'failed' });
    expect([await count(id), (await launch(courseway, zip, { status: 'incomplete', entry: 'resume' })).state.status]).toEqual([1, 'passed']);
  });

  it('unfinished where proofs are kept, after ten minutes: starts anew and leaves the old one closed', async () => {
    const { zip } = await ready();
    const anna = await launch(courseway, zip);
    await launch(courseway, zip, { pointer: anna.pointer });
    const berta = await launch(courseway, zip, { id: 'berta' });
    expect((await launch(courseway, zip, { id: 'berta' })).pointer).toBe(berta.pointer);
    const back = moveClock(courseway, 11 * 60_000);
    expect((await launch(courseway, zip, { id: 'berta' })).pointer).not.toBe(berta.pointer);
    back();
  });
});

describe('the relay', () => {
  it('says a result in the words of the destination', async () => {
    const { zip } = await ready({}, { statusMap: 'completedOnly', mirrorLocation: false });
    const anna = await launch(courseway, zip);
    await report(anna, { 'cmi.core.lesson_status': 'passed', 'cmi.core.lesson_location': 'p1' });
    const { state } = await relay(zip, { token: anna.token });
    expect([state.status, 'location' in state, 'score' in state]).toEqual(['completed', false, false]);
  });

  it('answers a long poll as soon as the course reports, and at once when there is news', async () => {
    const { zip } = await ready();
    const anna = await launch(courseway, zip);
    const waiting = relay(zip, JSON.stringify({ token: anna.token, after: 0, wait: 25 }));
    await report(anna, { 'cmi.core.lesson_status': 'completed' });
    expect(await waiting).toMatchObject({ status: 200, result: 'state', state: { status: 'completed', rev: 1 }, active: true });
    expect((await relay(zip, { token: anna.token, after: 0, wait: 25 })).state.rev).toBe(1);
    expect((await relay(zip, { token: anna.token, after: 1, wait: 0 })).state.rev).toBe(1);
  });

  it('keeps what the LMS read back and tells it at the next launch', async () => {
    const { zip } = await ready();
    const anna = await launch(courseway, zip);
    await report(anna, { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '90' });
    await relay(zip, { token: anna.token, ack: { rev: 1, wrote: true, commit: 'true', error: '0', readback: { status: 'passed', score: '90' }, pointerStored: true } });
    await relay(zip, { token: anna.token, ack: { rev: 0, commit: true } });
    expect((await launch(courseway, zip, { pointer: anna.pointer })).state.lastAck).toEqual({ status: 'passed', score: '90' });
    const facts = await courseway.get(FindRegistrations).list(courseway.applicationId, { dateField: 'created', filterBy: 'registration_id', orderBy: 'created', direction: 'desc' }, { withRuntime: false, withTotal: false });
    expect(facts.rows.length).toBeGreaterThan(0);
  });

  it('renews its token while in use, and ends after 15 minutes of silence', async () => {
    const { zip } = await ready();
    const anna = await launch(courseway, zip);
    const back = moveClock(courseway, 14 * 60_000);
    const renewed = (await relay(zip, { token: anna.token })).token;
    moveClock(courseway, 28 * 60_000);
    expect([(await relay(zip, { token: renewed })).status, (await relay(zip, { token: anna.token })).code]).toEqual([200, 'expired']);
    back();
  });

  it('follows a deleted registration with 410', async () => {
    const { zip, courseId } = await ready();
    const anna = await launch(courseway, zip);
    const [found] = await registrations(courseId);
    await courseway.api(`/registrations/${found?.id}`, { method: 'DELETE' });
    expect((await relay(zip, { token: anna.token })).status).toBe(410);
    expect(await launch(courseway, zip)).toMatchObject({ result: 'welcome', epoch: 1 });
  });
});

describe('the shell page', () => {
  it('has the headers an LMS needs and none that would stop it', async () => {
    const { zip } = await ready();
    const page = await fetch(`${courseway.publicUrl}/d/${zip.d}`, { headers: { 'accept-language': 'ar' } });
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src ${courseway.contentUrl}; base-uri 'none'; form-action 'none'; frame-ancestors *`,
    );
    for (const absent of ['x-frame-options', 'cross-origin-opener-policy', 'cross-origin-embedder-policy', 'set-cookie']) expect(page.headers.has(absent)).toBe(false);
    expect([page.headers.get('cross-origin-resource-policy'), page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual(['cross-origin', 'no-referrer', 'no-store']);
    expect(html).toMatch(/<html lang="ar" dir="rtl"/);
    expect(html).not.toContain(zip.k);
    for (const [asset] of html.matchAll(/\/d\/assets\/[0-9a-f]{8}\/shell\.(js|css)/g)) {
      const file = await fetch(`${courseway.publicUrl}${asset}`);
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect((await fetch(`${courseway.publicUrl}/d/assets/00000000/shell.js`)).status).toBe(404);
    expect((await fetch(`${courseway.publicUrl}/d/${zip.d}/popup`)).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('does not tell whether a dispatch exists, and a strange one cannot break out of it', async () => {
    const page = await fetch(`${courseway.publicUrl}/d/${encodeURIComponent('"></script><script>alert(1)</script>')}`);
    expect([page.status, (await page.text()).includes('<script>alert')]).toEqual([200, false]);
  });

  it('is not on the content host', async () => expect((await fetch(`${courseway.contentUrl}/d/${'0'.repeat(26)}`)).status).toBe(404));
});

it('GOALS 17: a first launch takes at most 8 statements, a launch of a known learner at most 6', async () => {
  const { zip } = await ready();
  await launch(courseway, zip, { id: 'warm' });
  expect(await countStatements(courseway, () => launch(courseway, zip, { id: 'counted' }))).toBeLessThanOrEqual(8);
  expect(await countStatements(courseway, () => launch(courseway, zip, { id: 'counted' }))).toBeLessThanOrEqual(6);
});
