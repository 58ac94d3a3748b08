import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { moveClock, report } from '../../support/dispatching';
import { join, openInvitation, pressStart, recipientsOf } from '../../support/inviting';
import { describedCourse, expectSafe, hiddenFields, inviteOne, languages, openPage } from '../../support/learner-pages';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind <Training>' });
  await describedCourse(courseway, 'ladders', 'Working safely with ladders', 'What to check before you climb.\nFor everybody.');
});
afterAll(() => courseway?.close());

const change = async (kind: 'private' | 'public', id: string, body: object) => expect((await courseway.api(`/invitations/${kind}/${id}`, { method: 'PUT', body })).status).toBe(200);
const below = (path: string) => `${courseway.publicUrl}/invitations/${path}`;

describe('the page of an invited learner', () => {
  it('names course, vendor, learner, state and dates with their time zone, and has one button', async () => {
    const { url } = await inviteOne(courseway, 'ladders', {}, { timeZone: 'Europe/Berlin', dueDate: '2099-03-31T15:00:00Z', expirationDate: '2099-06-30T22:00:00Z' });
    const page = await openPage(url);
    expectSafe(page);
    expect([page.status, page.lang, page.heading]).toEqual([200, 'en', 'Working safely with ladders']);
    for (const words of [
      'Northwind <Training> invites you to this course', 'What to check before you climb.', 'For José Müller', 'Status Not started', 'Finish by Tuesday, March 31, 2099 at 5:00\u202fPM Central European Summer Time',
      'Link works until Wednesday, July 1, 2099 at 12:00\u202fAM Central European Summer Time', 'Questions? Write to sender@vendor.example',
    ])
      expect(page.text).toContain(words.replace(/\s+/g, ' '));
    expect(page.links).toContain('mailto:sender@vendor.example?subject=Working%20safely%20with%20ladders');
    expect(page.html.match(/<button[^>]*>[^<]*/g)).toEqual(['<button>Start the course']);
    expect((await openPage(url, { language: 'en-GB' })).text).toContain('Finish by Tuesday, 31 March 2099 at 17:00');
  });

  it('is only looked at by GET and HEAD, however often', async () => {
    const { url, invitationId } = await inviteOne(courseway, 'ladders');
    const before = await recipientsOf(courseway, invitationId);
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) expect((await openPage(url, { method })).status).toBe(200);
    expect(await recipientsOf(courseway, invitationId)).toEqual(before);
    expect(before[0]).toMatchObject({ isStarted: false });
  });

  it('leads on to the course, as often as the button is pressed, and then tells how far the learner is', async () => {
    const { url, invitationId } = await inviteOne(courseway, 'ladders', {}, { consumeSeat: 'launch' });
    const answers = [await pressStart(url), await pressStart(url)];
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('referrer-policy')]).toEqual([303, 'no-store', 'no-referrer']);
      expect(answer.headers.get('location')).toMatch(new RegExp(`^${courseway.publicUrl}/launch/`));
    }
    expect((await recipientsOf(courseway, invitationId)).map(({ isStarted }) => isStarted)).toEqual([true]);
    expect(((await (await courseway.api(`/invitations/private/${invitationId}?includeRegistrationCount=true`)).json()) as { registrationCount: number }).registrationCount).toBe(1);
    const started = await openPage(url);
    expect(started.text).toContain('Status In progress');
    expect(started.html).toContain('<button>Continue the course');
    const playUrl = (await fetch(answers[1]?.headers.get('location') ?? '', { redirect: 'manual' })).headers.get('location') ?? '';
    await report({ playUrl }, { 'cmi.core.lesson_status': 'completed' });
    const completed = await openPage(url);
    expect(completed.text).toContain('Status Completed');
    expect(completed.html).toContain('<button>Open the course again');
  });

  it('says that a due day has passed until the learner is done', async () => {
    const { url } = await inviteOne(courseway, 'ladders', {}, { dueDate: '2020-01-31T12:00:00Z' });
    expect((await openPage(url)).text).toMatch(/Finish by Friday, January 31, 2020 at 12:00 PM Coordinated Universal Time \(this day has passed\)/);
  });

  it('speaks the language that was chosen, else the recipient\'s, else the invitation\'s, else the browser\'s; the choice goes on into the course', async () => {
    const { url } = await inviteOne(courseway, 'ladders', { locale: 'de-AT' }, { locale: 'fr' });
    const fromInvitation = await inviteOne(courseway, 'ladders', {}, { locale: 'fr' });
    const fromBrowser = await inviteOne(courseway, 'ladders');
    expect((await openPage(`${url}?lang=ja`, { language: 'es' })).lang).toBe('ja');
    expect((await openPage(`${url}?lang=xx`, { language: 'es' })).lang).toBe('de');
    expect((await openPage(url, { language: 'es' })).lang).toBe('de');
    expect((await openPage(fromInvitation.url, { language: 'es' })).lang).toBe('fr');
    expect((await openPage(fromBrowser.url, { language: 'xx, es;q=0.9, de;q=0.8' })).lang).toBe('es');
    const chosen = await openPage(`${url}?lang=ar`);
    expect(hiddenFields(chosen)).toEqual({ lang: 'ar' });
    expect(chosen.html).toContain('<html lang="ar" dir="rtl">');
    const { headers } = await openPage(url, { form: hiddenFields(chosen) });
    const play = await fetch((await fetch(headers.get('location') ?? '', { redirect: 'manual' })).headers.get('location') ?? '');
    expect(await play.text()).toContain('lang="ar"');
  });

  it.each(languages)('reads in %s without a gap', async (language) => {
    const { url } = await inviteOne(courseway, 'ladders', {}, { dueDate: '2099-03-31T15:00:00Z', expirationDate: '2099-06-30T22:00:00Z' });
    const page = await openPage(url, { language });
    expectSafe(page);
    expect(page.lang).toBe(language);
    expect(page.html.slice(page.html.indexOf('<body>'))).not.toMatch(/[{}]|undefined|null|<p><\/p>|<dt><\/dt>|<button><\/button>/);
  });
});

describe('a link that lets nobody in', () => {
  const refused = async (url: string, status: number, heading: string) => {
    for (const page of [await openPage(url), await openPage(url, { form: {} })]) {
      expectSafe(page);
      expect([page.status, page.heading]).toEqual([status, heading]);
      expect(page.text).toContain('Northwind <Training>');
      expect(page.text).toContain('Questions? Write to sender@vendor.example');
      const reference = page.headers.get('x-request-id') ?? '';
      expect(page.text).toContain(`Reference ${reference}`);
      expect(page.links.map(decodeURIComponent)).toContain(`mailto:sender@vendor.example?subject=Working safely with ladders (${reference})`);
      expect(page.html).not.toMatch(/<button>|Müller/);
    }
  };

  it('is paused, revoked, expired or gone, in words', async () => {
    const disabled = await inviteOne(courseway, 'ladders');
    await change('private', disabled.invitationId, { allowLaunch: false });
    await refused(disabled.url, 403, 'This invitation is paused');
    await change('private', disabled.invitationId, { allowLaunch: true });
    expect((await openPage(disabled.url)).status).toBe(200);

    const revoked = await inviteOne(courseway, 'ladders');
    expect((await courseway.api(`/invitations/private/${revoked.invitationId}/recipients/${revoked.recipientId}`, { method: 'PUT', body: { revoked: true } })).status).toBe(204);
    await refused(revoked.url, 410, 'This invitation was withdrawn');

    const expired = await inviteOne(courseway, 'ladders', {}, { expirationDate: new Date(Date.now() + 3_600_000).toISOString() });
    const back = moveClock(courseway, 7_200_000);
    await refused(expired.url, 410, 'This invitation has expired');
    back();
    expect((await openPage(expired.url)).status).toBe(200);

    const gone = await inviteOne(courseway, 'ladders');
    expect((await courseway.api(`/registrations/${gone.registrationId}`, { method: 'DELETE' })).status).toBe(204);
    await until(async () => (await openPage(gone.url)).status, (status) => status !== 200);
    await refused(gone.url, 410, 'This course is no longer available to you');
  });

  it('of a full invitation says so at the start, and keeps those who are in', async () => {
    const first = await inviteOne(courseway, 'ladders', { email: 'first@x.example' }, { consumeSeat: 'launch', registrationCap: 1, recipients: [{ email: 'first@x.example' }, { email: 'second@x.example' }] });
    const [a, b] = await recipientsOf(courseway, first.invitationId);
    expect((await pressStart(a?.url ?? '')).status).toBe(303);
    const page = await openPage(b?.url ?? '', { form: {} });
    expectSafe(page);
    expect([page.status, page.heading]).toEqual([403, 'All places are taken']);
    expect((await pressStart(a?.url ?? '')).status).toBe(303);
  });

  it('of a public invitation is paused, expired or not open yet', async () => {
    const { id, url } = await openInvitation(courseway, 'ladders', { opensDate: '2099-01-01T00:00:00Z' });
    await refused(url, 403, 'This invitation is not open yet');
    await change('public', id, { opensDate: 'none', expirationDate: '2020-01-01T00:00:00Z' });
    await refused(url, 410, 'This invitation has expired');
    await change('public', id, { expirationDate: 'none', allowLaunch: false });
    await refused(url, 403, 'This invitation is paused');
  });

  it('speaks every language', async () => {
    const { id, url } = await openInvitation(courseway, 'ladders', { expirationDate: '2020-01-01T00:00:00Z' });
    const headings = await Promise.all(languages.map(async (language) => (await openPage(url, { language })).heading));
    expect(new Set(headings).size).toBe(languages.length);
    await change('public', id, { locale: 'ja' });
    expect((await openPage(url, { language: 'de' })).lang).toBe('ja');
  });
});

describe('a link that is not ours', () => {
  it('gets one and the same answer, whatever it looks like and however it is asked', async () => {
    const known = await inviteOne(courseway, 'ladders');
    const { url } = await openInvitation(courseway, 'ladders');
    const [open, joining] = [known.url.split('/').pop() ?? '', url.split('/').pop() ?? ''];
    const guesses = [
      'open/nothing', 'open/AAAAAAAAAAAAAAAAAAAAAAAAAAA', `open/${open.slice(0, -1)}`, `open/${joining}`, `open/${open}/more`, 'join/nothing', `join/${open}`, 'join/AAAAAAAAAAAAAAAAAAAAAAAAAAA/code', 'stop/nothing', 'stop/x.y.z',
      `stop/${known.recipientId}.${open}`, 'elsewhere', 'open', '', 'a/b/c/d', `open/${'x'.repeat(5000)}`, 'open/%F0%9F%98%80',
    ];
    const bodies = new Set<string>();
    for (const guess of guesses)
      for (const form of [undefined, { firstName: 'A', lastName: 'B', email: 'a@b.example', code: '1', ticket: 't' }]) {
        const page = await openPage(below(guess), form ? { form } : {});
        expect([guess, page.status, page.heading]).toEqual([guess, 404, 'We do not know this link']);
        expectSafe(page);
        bodies.add(page.html.replace(page.headers.get('x-request-id') ?? '?', ''));
      }
    expect(bodies.size).toBe(1);
    expect((await openPage(below('open/nothing?lang=ja'))).lang).toBe('ja');
  });
});

describe('the page of a public invitation', () => {
  const person = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@x.example' };

  it('names course and vendor and asks once who the learner is', async () => {
    const { url } = await openInvitation(courseway, 'ladders');
    const page = await openPage(url);
    expectSafe(page);
    expect([page.status, page.heading]).toEqual([200, 'Working safely with ladders']);
    expect(page.text).toContain('Northwind <Training> offers this course');
    expect(page.text).toContain('Have you been here before? Give the same e-mail address');
    for (const [name, autocomplete] of [['firstName', 'given-name'], ['lastName', 'family-name'], ['email', 'email']])
      expect(page.html).toMatch(new RegExp(`<label for="${name}">[^<]+</label>[\\s\\S]*<input id="${name}" name="${name}" type="\\w+" value="" autocomplete="${autocomplete}"`));
    expect((await openPage(url, { language: 'ja' })).html).toMatch(/id="lastName"[\s\S]*id="firstName"/);
  });

  it('lets in, and who comes back with the same address gets to the same registration', async () => {
    const { id, url } = await openInvitation(courseway, 'ladders', { registrationCap: 1 });
    await Promise.all(['GET', 'HEAD'].map((method) => openPage(url, { method })));
    expect(await recipientsOf(courseway, id, 'public')).toEqual([]);
    for (const email of ['ada@x.example', ' ADA@x.example ']) expect((await join(url, email)).headers.get('location')).toMatch(/\/launch\//);
    expect((await recipientsOf(courseway, id, 'public')).map(({ email }) => email)).toEqual(['ada@x.example']);
    const full = await openPage(url);
    expectSafe(full);
    expect([full.status, full.heading]).toEqual([200, 'All places are taken']);
    expect(full.text).toContain('Have you joined before?');
    expect((await join(url, 'ada@x.example')).status).toBe(303);
    const stranger = await openPage(url, { form: { ...person, email: 'stranger@x.example' } });
    expect([stranger.status, stranger.heading]).toEqual([422, 'All places are taken']);
    expect(stranger.text).toContain('Nobody has joined with this address');
  });

  it('closed to newcomers still brings back who joined before', async () => {
    const { id, url } = await openInvitation(courseway, 'ladders');
    await join(url, 'ada@x.example');
    await change('public', id, { allowNewRegistrations: false });
    expect((await openPage(url)).heading).toBe('This invitation takes no new learners');
    expect((await join(url, 'ada@x.example')).status).toBe(303);
    expect((await openPage(url, { form: { ...person, email: 'new@x.example' } })).status).toBe(422);
    await change('public', id, { allowLaunch: false });
    expect((await openPage(url, { form: person })).heading).toBe('This invitation is paused');
  });

  it('says beside each field what is wrong, sums it up first, and keeps what was typed', async () => {
    const { url } = await openInvitation(courseway, 'ladders');
    const empty = await openPage(url, { form: {} });
    expectSafe(empty);
    expect(empty.status).toBe(422);
    expect(empty.html).toContain('<title>Please check what you entered – ');
    expect(empty.html).toMatch(/<div class="problems" role="group" aria-labelledby="problems" tabindex="-1" autofocus>/);
    expect([...empty.html.matchAll(/<a href="#(\w+)">([^<]+)/g)].map(([, field, words]) => [field, words])).toEqual([['firstName', 'Enter your first name'], ['lastName', 'Enter your last name'], ['email', 'Enter your e-mail address']]);
    expect(empty.html).toMatch(/id="email-error" class="error">Enter your e-mail address<[\s\S]*<input id="email"[^>]* aria-invalid="true" aria-describedby="email-error email-hint">/);
    const typed = { firstName: '"><script>alert(1)</script>', lastName: 'Løve', email: 'no address' };
    const wrong = await openPage(url, { form: typed });
    expectSafe(wrong);
    expect(wrong.text).toContain('Enter a complete e-mail address');
    expect(wrong.html.match(/aria-invalid/g)).toHaveLength(1);
    expect(wrong.html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(wrong.html).toContain('value="Løve"');
    const inGerman = await openPage(url, { form: { ...typed, show: 'form', lang: 'de' } });
    expect([inGerman.status, inGerman.lang, inGerman.html.includes('value="Løve"'), inGerman.html.includes('aria-invalid')]).toEqual([200, 'de', true, false]);
    expect((await openPage(url, { form: { ...person, firstName: 'x'.repeat(256) } })).text).toContain('Check the first name');
    expect((await openPage(url, { form: { ...person, lastName: 'two\nlines' } })).text).toContain('Check the last name');
  });

  it('tells an address of the wrong organisation from one that is none', async () => {
    const { url } = await openInvitation(courseway, 'ladders', { allowedDomains: ['firm.example'] });
    expect((await openPage(url, { form: person })).text).toContain('only for addresses of certain organisations');
    expect((await openPage(url, { form: { ...person, email: 'ada@firm.example' } })).status).toBe(303);
  });

  it('stays small however long what it shows is', async () => {
    const long = '<"&">'.repeat(2000);
    await describedCourse(courseway, 'long', long.slice(0, 255), long);
    const { url } = await openInvitation(courseway, 'long', { dueDate: '2099-03-31T15:00:00Z', expirationDate: '2099-06-30T22:00:00Z' });
    for (const language of languages) {
      expectSafe(await openPage(url, { language }));
      expectSafe(await openPage(url, { language, form: { firstName: long, lastName: long, email: long } }));
    }
    expectSafe(await openPage((await inviteOne(courseway, 'long', { firstName: long.slice(0, 255), lastName: long.slice(0, 255) })).url));
  });

  it('takes anything for a form', async () => {
    const { url } = await openInvitation(courseway, 'ladders');
    const bodies: [string, string][] = [['text/plain', 'hello'], ['application/json', '[{"email":{}}]'], ['application/json', '{"email":["a@b.example"],"lang":7}'], ['application/x-www-form-urlencoded', 'email=%00&lang=%00'], ['multipart/form-data; boundary=x', '--x--']];
    for (const [type, body] of bodies) {
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
      expect([body, answer.status]).toEqual([body, 422]);
    }
  });
});
