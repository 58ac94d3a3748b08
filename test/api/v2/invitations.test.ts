import { JobRunner } from '../../../src/platform/jobs/job-runner';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { countStatements } from '../../support/count-statements';
import { hour, moveClock, publishCourse } from '../../support/dispatching';
import { endOfSending, invite, join, jobStatus, openInvitation, pressStart, readJson, recipientsOf, type UserInvitation } from '../../support/inviting';

let courseway: Booted;
let other: Awaited<ReturnType<Booted['otherTenant']>>;
let courses = 0;
async function course(title?: string): Promise<string> {
  const id = `course-${++courses}`;
  await publishCourse(courseway, id, title);
  return id;
}
const put = (path: string, body: object) => courseway.api(path, { method: 'PUT', body });
const post = (path: string, body: object) => courseway.api(path, { method: 'POST', body });
const one = (kind: 'private' | 'public', id: string, query = '') => readJson<Record<string, unknown>>(courseway, `/invitations/${kind}/${id}${query}`);

beforeAll(async () => {
  courseway = await bootCourseway();
  other = await courseway.otherTenant();
  expect(courseway.get(JobRunner)).toBeDefined();
});
afterEach(() => moveClock(courseway, 0));
afterAll(() => courseway.close());

describe('private invitations', () => {
  it('let people go on with a registration that is named, which takes no seat, and refuse one of another course', async () => {
    const [courseId, another] = [await course(), await course()];
    for (const [registrationId, of] of [[`begun of ${courseId}`, courseId], [`elsewhere of ${courseId}`, another]]) expect((await post('/registrations', { courseId: of, registrationId, learner: { id: 'begun' } })).status).toBe(204);
    const recipients = [{ email: 'a@x.example', registrationId: `begun of ${courseId}` }, { email: 'b@x.example', registrationId: `elsewhere of ${courseId}` }, { email: 'c@x.example', registrationId: 'nobody has it' }, { email: 'd@x.example' }];
    const id = await invite(courseway, courseId, [], { recipients, registrationCap: 1, duplicateRegistrationOption: 'INSTANCE_EXISTING' });
    const fault = 'registrationId names no registration of this course';
    expect((await endOfSending(courseway, id)).errors).toEqual([`row 2 [b@x.example]: ${fault}`, `row 3 [c@x.example]: ${fault}`]);
    const people = new Map((await recipientsOf(courseway, id)).map(({ email, registrationId }) => [email, registrationId]));
    expect([people.size, people.get('a@x.example'), people.get('d@x.example')]).toEqual([2, `begun of ${courseId}`, expect.not.stringContaining('begun')]);
    expect(await readJson(courseway, `/registrations/${encodeURIComponent(`begun of ${courseId}`)}`)).toMatchObject({ instance: 0 });
    expect(await one('private', id, '?includeRegistrationCount=true')).toMatchObject({ registrationCount: 1 });
  });

  it('answer a summary at once, mint a registration for each address and tell how the sending goes', async () => {
    const courseId = await course();
    const answer = await post('/invitations/private', { courseId, creatingUserEmail: 'sender@vendor.example', invitationEmail: { addresses: ['a@x.example', 'B@x.example'], subject: 'Join [COURSE]', body: 'Dear [USER], [URL]' }, tags: ['spring'] });
    expect(answer.status).toBe(200);
    const made = (await answer.json()) as { id: string };
    expect(made).toEqual({ id: expect.any(String), courseId, isPublic: false, createDate: expect.stringMatching(/Z$/), updated: expect.stringMatching(/Z$/) });
    expect(await endOfSending(courseway, made.id)).toEqual({ status: 'COMPLETE', errors: [], errorCount: 0, total: 2, processed: 2 });
    expect(await one('private', made.id, '?includeRegistrationCount=true')).toMatchObject({
      id: made.id, courseId, allowLaunch: true, registrationCount: 2, invitationEmail: { subject: 'Join [COURSE]', body: 'Dear [USER], [URL]', addresses: ['a@x.example', 'B@x.example'] },
    });
    const people = await recipientsOf(courseway, made.id);
    expect(people.map(({ email, isStarted, state }) => ({ email, isStarted, state })).sort((a, b) => a.email.localeCompare(b.email))).toEqual([
      { email: 'a@x.example', isStarted: false, state: 'sent' }, { email: 'B@x.example', isStarted: false, state: 'sent' },
    ]);
    expect(people[0]?.registrationReport).toEqual({ complete: 'UNKNOWN', success: 'UNKNOWN', totalSecondsTracked: 0 });
    expect(new Set(people.map(({ url }) => url)).size).toBe(2);
    for (const { url, registrationId } of people) {
      expect(url).toMatch(/\/invitations\/open\/[\w-]{27}$/);
      const registration = await readJson<{ learner: { id: string; email: string } }>(courseway, `/registrations/${registrationId}`);
      expect(registration.learner.id).toBe(registration.learner.email.toLowerCase());
    }
    expect(await readJson(courseway, `/invitations/${made.id}/tags`)).toEqual({ tags: ['spring'] });
  });

  it('name each bad address with its row and go on with the good ones', async () => {
    const courseId = await course();
    const id = await invite(courseway, courseId, ['good@x.example', 'not an address', 'GOOD@x.example', 'x@y.example\r\nBcc: z@y.example', '', 'other@x.example']);
    const status = await endOfSending(courseway, id);
    expect(status).toMatchObject({ status: 'COMPLETE', total: 6, processed: 6, errorCount: 4 });
    expect(status.errors).toEqual([
      expect.stringMatching(/^row 2 \[not an address\]: .*no @/), expect.stringMatching(/^row 3 \[GOOD@x.example\]: .*already/), expect.stringMatching(/^row 4 .*control character/), expect.stringMatching(/^row 5 \[\]: .*empty/),
    ]);
    expect((await recipientsOf(courseway, id)).map(({ email }) => email).sort()).toEqual(['good@x.example', 'other@x.example']);
  });

  it('take people with names, language and fields of their own', async () => {
    const courseId = await course();
    const id = await invite(courseway, courseId, [], { recipients: [{ email: 'ana@x.example', firstName: 'Ana', lastName: 'Núñez', locale: 'es', fields: { team: 'Blue', floor: 3 } }] }, { body: 'Hola [FIRST_NAME] ([FIELD:team]) [URL]' });
    await endOfSending(courseway, id);
    const [ana] = await recipientsOf(courseway, id);
    expect(ana).toMatchObject({ email: 'ana@x.example', firstName: 'Ana', lastName: 'Núñez' });
    expect(await readJson(courseway, `/registrations/${ana?.registrationId}`)).toMatchObject({ learner: { firstName: 'Ana', lastName: 'Núñez', email: 'ana@x.example' } });
  });

  describe('with people invited to the course before', () => {
    const twice = async (option: string | undefined) => {
      const courseId = await course();
      const first = await invite(courseway, courseId, ['known@x.example']);
      await endOfSending(courseway, first);
      const second = await invite(courseway, courseId, ['Known@x.example', 'new@x.example'], option ? { duplicateRegistrationOption: option } : {});
      const status = await endOfSending(courseway, second);
      const before = (await recipientsOf(courseway, first))[0]?.registrationId;
      const after = new Map((await recipientsOf(courseway, second)).map((found) => [found.email.toLowerCase(), found.registrationId]));
      const instances = await readJson<{ registrations: unknown[] }>(courseway, `/registrations/${before}/instances`);
      return { status, before, known: after.get('known@x.example'), fresh: after.get('new@x.example'), instances: instances.registrations.length };
    };

    it('SEND_EXISTING, which is the default, leads to the registration they have', async () => {
      const seen = await twice(undefined);
      expect(seen).toMatchObject({ status: { errorCount: 0, processed: 2 }, known: seen.before, instances: 1, fresh: expect.any(String) });
    });
    it('FAIL skips them', async () => {
      const seen = await twice('FAIL');
      expect(seen).toMatchObject({ status: { errorCount: 1, processed: 2, errors: [expect.stringContaining('row 1 [Known@x.example]')] }, known: undefined, instances: 1, fresh: expect.any(String) });
    });
    it('INSTANCE_EXISTING begins a new instance of their registration', async () => {
      const seen = await twice('INSTANCE_EXISTING');
      expect(seen).toMatchObject({ known: seen.before, instances: 2 });
    });
    it('CREATE_NEW makes a second registration', async () => {
      const seen = await twice('CREATE_NEW');
      expect(seen.known).toEqual(expect.any(String));
      expect(seen.known).not.toBe(seen.before);
      expect(seen.instances).toBe(1);
    });
  });

  it('change: only what is given; further addresses are invited, those that are there are not mailed again', async () => {
    const courseId = await course();
    const id = await invite(courseway, courseId, ['a@x.example']);
    await endOfSending(courseway, id);
    const changed = await put(`/invitations/private/${id}`, { allowLaunch: false, expirationDate: '2040-01-01', invitationEmail: { subject: 'New', addresses: ['A@x.example', 'b@x.example'] } });
    expect([changed.status, await changed.json()]).toEqual([200, expect.objectContaining({ id, allowLaunch: false, expirationDate: '2040-01-01T00:00:00.000Z', invitationEmail: expect.objectContaining({ subject: 'New' }) })]);
    expect(await jobStatus(courseway, id)).toMatchObject({ status: 'STARTED', total: 2, processed: 1 }); // disabled: nothing leaves
    await put(`/invitations/private/${id}`, { allowLaunch: true });
    expect(await endOfSending(courseway, id)).toMatchObject({ status: 'COMPLETE', total: 2, processed: 2, errorCount: 0 });
    expect(await put(`/invitations/private/${id}`, { allowLaunch: null, expirationDate: null }).then((answer) => answer.json())).toMatchObject({ allowLaunch: true, expirationDate: '2040-01-01T00:00:00.000Z' });
    expect(await put(`/invitations/private/${id}`, { expirationDate: 'none' }).then((answer) => answer.json())).not.toHaveProperty('expirationDate');
  });

  it('are paused, go on and are cancelled', async () => {
    const courseId = await course();
    const later = new Date(Date.now() + hour).toISOString();
    const id = await invite(courseway, courseId, ['a@x.example', 'b@x.example'], { sendDate: later });
    expect(await jobStatus(courseway, id)).toMatchObject({ status: 'STARTED', total: 2, processed: 0 });
    expect(await recipientsOf(courseway, id)).toEqual([]);
    await put(`/invitations/private/${id}`, { sending: 'cancelled' });
    expect(await jobStatus(courseway, id)).toMatchObject({ status: 'CANCELLED', total: 2, processed: 0 });
  });

  it('send later: at the moment given', async () => {
    const courseId = await course();
    const id = await invite(courseway, courseId, ['a@x.example'], { sendDate: new Date(Date.now() + hour).toISOString() });
    const back = moveClock(courseway, 2 * hour);
    expect(await endOfSending(courseway, id)).toMatchObject({ status: 'COMPLETE', processed: 1 });
    back();
  });

  it('send at another moment when that is changed, sooner or later', async () => {
    const at = (hours: number) => new Date(Date.now() + hours * hour).toISOString();
    const [sooner, later] = [await invite(courseway, await course(), ['a@x.example'], { sendDate: at(5) }), await invite(courseway, await course(), ['a@x.example'], { sendDate: at(1) })];
    await put(`/invitations/private/${sooner}`, { sendDate: at(1) });
    await put(`/invitations/private/${later}`, { sendDate: at(5) });
    let back = moveClock(courseway, 2 * hour);
    expect(await endOfSending(courseway, sooner)).toMatchObject({ processed: 1 });
    expect(await jobStatus(courseway, later)).toMatchObject({ status: 'STARTED', processed: 0 });
    back();
    back = moveClock(courseway, 6 * hour);
    expect(await endOfSending(courseway, later)).toMatchObject({ processed: 1 });
    back();
  });

  it('count a seat at sending, or at the first start when asked to', async () => {
    const courseId = await course();
    const atSending = await invite(courseway, courseId, ['a@x.example', 'b@x.example', 'c@x.example'], { registrationCap: 2 });
    expect(await endOfSending(courseway, atSending)).toMatchObject({ processed: 3, errorCount: 1, errors: [expect.stringMatching(/^row 3 .*no seat/)] });
    const atLaunch = await invite(courseway, await course(), ['a@x.example', 'b@x.example', 'c@x.example'], { registrationCap: 2, consumeSeat: 'launch' });
    expect(await endOfSending(courseway, atLaunch)).toMatchObject({ processed: 3, errorCount: 0 });
    const people = await recipientsOf(courseway, atLaunch);
    expect(people.map(({ registrationId }) => registrationId)).toEqual([undefined, undefined, undefined]);
    const starts: number[] = [];
    for (const { url } of [...people, ...people]) starts.push((await pressStart(url)).status);
    expect(starts).toEqual([303, 303, 403, 303, 303, 403]);
    expect(await one('private', atLaunch, '?includeRegistrationCount=true')).toMatchObject({ registrationCount: 2 });
  });

  it('start once, however often Start is pressed, also at the same moment', async () => {
    const id = await invite(courseway, await course(), ['a@x.example'], { consumeSeat: 'launch' });
    await endOfSending(courseway, id);
    const [a] = await recipientsOf(courseway, id);
    const all = await Promise.all(Array.from({ length: 10 }, () => pressStart(a?.url ?? '')));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(303));
    expect(await one('private', id, '?includeRegistrationCount=true')).toMatchObject({ registrationCount: 1 });
    expect((await recipientsOf(courseway, id))[0]).toMatchObject({ isStarted: true, registrationId: expect.any(String) });
  });

  it('end by date, or days after the first start', async () => {
    const id = await invite(courseway, await course(), ['a@x.example'], { daysToComplete: 2 });
    await endOfSending(courseway, id);
    const [a] = await recipientsOf(courseway, id);
    let back = moveClock(courseway, 240 * hour);
    expect((await pressStart(a?.url ?? '')).status).toBe(303);
    back();
    back = moveClock(courseway, (240 + 47) * hour);
    expect((await pressStart(a?.url ?? '')).status).toBe(303);
    back();
    back = moveClock(courseway, (240 + 49) * hour);
    expect((await pressStart(a?.url ?? '')).status).toBe(410);
    back();
  });

  it('lists are filtered, ordered and paged, one kind or both', async () => {
    const courseId = await course();
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push(n % 2 ? await invite(courseway, courseId, [], { recipients: [], tags: ['odd'] }) : (await openInvitation(courseway, courseId)).id);
    type Page = { invitations: { id: string }[]; more?: string };
    const first = await courseway.api(`/invitations?courseId=${courseId}&includeTotalCount=true&orderBy=created_asc`);
    expect(first.headers.get('x-total-count')).toBe('12');
    const page = (await first.json()) as Page;
    const rest = await readJson<Page>(courseway, `/invitations?more=${encodeURIComponent(page.more ?? '')}`);
    expect([...page.invitations, ...rest.invitations].map(({ id }) => id)).toEqual(ids);
    expect(rest.more).toBeUndefined();
    expect((await readJson<Page>(courseway, `/invitations/private?courseId=${courseId}&orderBy=created_desc`)).invitations.map(({ id }) => id)).toEqual(ids.filter((_, n) => n % 2).reverse());
    expect((await readJson<Page>(courseway, `/invitations/public?courseId=${courseId}`)).invitations).toHaveLength(6);
    expect((await readJson<Page>(courseway, `/invitations?tags=odd,none&courseId=${courseId}`)).invitations).toHaveLength(6);
    expect((await readJson<Page>(courseway, `/invitations?filter=${ids[3]?.toUpperCase()}`)).invitations).toEqual([expect.objectContaining({ id: ids[3] })]);
    expect((await readJson<Page>(courseway, '/invitations?courseId=nothing')).invitations).toEqual([]);
  });

  it('needs no more statements for a full page than for one row', async () => {
    const courseId = await course();
    const id = await invite(courseway, courseId, Array.from({ length: 10 }, (_, n) => `p${n}@x.example`));
    const single = await invite(courseway, courseId, ['only@x.example']);
    await endOfSending(courseway, id);
    await endOfSending(courseway, single);
    const cost = (of: string) => countStatements(courseway, () => readJson(courseway, `/invitations/private/${of}/userInvitations?includeRegistrationReport=true`));
    const few = await cost(single);
    expect(await cost(id)).toBe(few);
    expect(few).toBeLessThanOrEqual(4);
  });
});

describe('recipients', () => {
  let id: string;
  let people: UserInvitation[];
  const path = (of: UserInvitation | undefined, rest = '') => `/invitations/private/${id}/recipients/${of?.recipientId}${rest}`;
  const who = (email: string) => people.find((one_) => one_.email === email);
  beforeAll(async () => {
    id = await invite(courseway, await course(), ['a@x.example', 'b@x.example', 'c@x.example']);
    await endOfSending(courseway, id);
    people = await recipientsOf(courseway, id);
  });

  it('are revoked and restored one by one', async () => {
    const a = who('a@x.example');
    expect((await put(path(a), { revoked: true })).status).toBe(204);
    expect((await pressStart(a?.url ?? '')).status).toBe(410);
    expect((await pressStart(who('b@x.example')?.url ?? '')).status).toBe(303);
    expect((await post(path(a, '/resend'), {})).status).toBe(400);
    expect((await put(path(a), { revoked: false })).status).toBe(204);
    expect((await pressStart(a?.url ?? '')).status).toBe(303);
  });

  it('get a new link with a new address; the old link ends, the registration stays', async () => {
    const b = who('b@x.example');
    expect((await put(path(b), { email: 'moved@x.example' })).status).toBe(204);
    await endOfSending(courseway, id);
    const moved = (await recipientsOf(courseway, id)).find(({ email }) => email === 'moved@x.example');
    expect(moved).toMatchObject({ recipientId: b?.recipientId, registrationId: b?.registrationId, state: 'sent' });
    expect(moved?.url).not.toBe(b?.url);
    expect((await pressStart(b?.url ?? '')).status).toBe(404);
    expect((await pressStart(moved?.url ?? '')).status).toBe(303);
    expect((await put(path(b), { email: 'c@x.example' })).status).toBe(400);
    expect((await put(path(b), { email: 'nonsense' })).status).toBe(400);
  });

  it('are mailed again with the same link', async () => {
    const c = who('c@x.example');
    const mails = async () => ((await (await fetch(`${courseway.publicUrl}/dev/mailbox/messages?to=c@x.example`, { headers: { authorization: `Basic ${btoa(`${courseway.applicationId}:${courseway.secret}`)}` } })).json()) as { messages: unknown[] }).messages.length;
    const before = await mails();
    expect((await post(path(c, '/resend'), {})).status).toBe(204);
    await endOfSending(courseway, id);
    expect(await mails()).toBe(before + 1);
    expect((await recipientsOf(courseway, id)).find(({ email }) => email === 'c@x.example')?.url).toBe(c?.url);
  });

  describe('by CSV', () => {
    const send = async (csv: string | Buffer, query = '', headers: Record<string, string> = { 'content-type': 'text/csv' }) => {
      const answer = await courseway.api(`/invitations/private/${id}/recipients${query}`, { method: 'POST', headers, body: new Uint8Array(Buffer.from(csv as string)) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };

    it('a dry run tells what would happen and changes nothing', async () => {
      const csv = '\ufeffEmail;First name;Last name;Locale;Team\nnew@x.example;Nia;Ö;de;Blue\na@x.example;;;;\nbad;;;;\nNEW@x.example;;;;\n';
      const before = await recipientsOf(courseway, id);
      expect(await send(csv, '?dryRun=true')).toEqual({ status: 200, body: { rows: 4, accepted: 1, known: 2, bad: 1, errors: [{ row: 3, address: 'bad', message: expect.stringContaining('no @') }] } });
      expect(await recipientsOf(courseway, id)).toEqual(before);
      expect(await send(csv)).toMatchObject({ status: 200, body: { rows: 4, accepted: 1 } });
      await endOfSending(courseway, id);
      expect((await recipientsOf(courseway, id)).find(({ email }) => email === 'new@x.example')).toMatchObject({ firstName: 'Nia', state: 'sent' });
      expect(await send(csv)).toMatchObject({ body: { accepted: 0, known: 3 } }); // the same file again invites nobody twice
    });

    it.each([
      ['', /empty/], ['name,team\nx,y\n', /one of them email/], ['email\n"open quote\n', /CSV/],
    ])('%j is refused in words', async (csv, words) => {
      expect(await send(csv)).toMatchObject({ status: 400, body: { code: 'recipients-refused', message: expect.stringMatching(words) } });
    });

    it('as a file of a form', async () => {
      const form = new FormData();
      form.append('file', new Blob(['email\nform@x.example\n'], { type: 'text/csv' }), 'people.csv');
      const answer = await courseway.api(`/invitations/private/${id}/recipients?dryRun=true`, { method: 'POST', body: form });
      expect([answer.status, await answer.json()]).toEqual([200, { rows: 1, accepted: 1, known: 0, bad: 0, errors: [] }]);
    });

    it('50,000 rows in one file', async () => {
      const big = await invite(courseway, await course(), [], { recipients: [], sendDate: new Date(Date.now() + hour).toISOString() });
      const csv = `email,first name\n${Array.from({ length: 50_000 }, (_, n) => `p${n}@${n % 1000 === 999 ? '' : 'x.example'},P${n}`).join('\n')}\n`;
      const answer = await courseway.api(`/invitations/private/${big}/recipients`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: csv });
      expect(await answer.json()).toMatchObject({ rows: 50_000, accepted: 49_950, bad: 50, known: 0 });
      expect(await jobStatus(courseway, big)).toMatchObject({ status: 'STARTED', total: 49_950, processed: 0 });
    }, 60_000);
  });
});

describe('public invitations', () => {
  it('answer the whole invitation with its link', async () => {
    const courseId = await course();
    const made = await openInvitation(courseway, courseId, { registrationCap: 2, tags: ['open'], expirationDate: '2040-01-01T00:00:00Z' });
    expect(made).toMatchObject({ courseId, allowLaunch: true, allowNewRegistrations: true, registrationCap: 2, expirationDate: '2040-01-01T00:00:00.000Z', url: expect.stringMatching(/\/invitations\/join\/[\w-]{27}$/) });
    expect(await one('public', made.id)).toEqual(made);
  });

  it('let two in on a cap of two, refuse the third, let the first back in', async () => {
    const { id, url } = await openInvitation(courseway, await course(), { registrationCap: 2 });
    const first = await join(url, 'one@x.example');
    expect([first.status, first.headers.get('location')]).toEqual([303, expect.stringContaining('/launch/')]);
    expect((await join(url, 'two@x.example')).status).toBe(303);
    const third = await join(url, 'three@x.example');
    expect([third.status, await third.text()]).toEqual([422, expect.stringMatching(/no places? left|full|taken/i)]);
    expect((await join(url, 'ONE@x.example')).status).toBe(303);
    expect(await one('public', id, '?includeRegistrationCount=true')).toMatchObject({ registrationCount: 2 });
    expect((await recipientsOf(courseway, id, 'public')).map(({ email, isStarted }) => [email, isStarted]).sort()).toEqual([['one@x.example', true], ['two@x.example', true]]);
    await put(`/invitations/public/${id}`, { registrationCap: 3 });
    expect((await join(url, 'three@x.example')).status).toBe(303);
  });

  it('closed lets newcomers stay out and known learners in; disabled nobody', async () => {
    const { id, url } = await openInvitation(courseway, await course());
    await join(url, 'one@x.example');
    await put(`/invitations/public/${id}`, { allowNewRegistrations: false });
    expect([(await join(url, 'two@x.example')).status, (await join(url, 'one@x.example')).status]).toEqual([422, 303]);
    await put(`/invitations/public/${id}`, { allowLaunch: false });
    expect([(await join(url, 'two@x.example')).status, (await join(url, 'one@x.example')).status]).toEqual([403, 403]);
  });

  it('one address at the same moment becomes one registration', async () => {
    const { id, url } = await openInvitation(courseway, await course());
    const all = await Promise.all(Array.from({ length: 20 }, () => join(url, 'same@x.example')));
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(303));
    expect(await one('public', id, '?includeRegistrationCount=true')).toMatchObject({ registrationCount: 1 });
  });

  it('may ask for addresses of some domains only', async () => {
    const { url } = await openInvitation(courseway, await course(), { allowedDomains: ['@Client.example'] });
    expect((await join(url, 'a@other.example')).status).toBe(422);
    expect((await join(url, 'a@client.example')).status).toBe(303);
  });
});

describe('400', () => {
  const base = (courseId: string) => ({ courseId, creatingUserEmail: 'sender@vendor.example', invitationEmail: { addresses: ['a@x.example'] } });
  it.each<[string, (body: ReturnType<typeof base>) => object, RegExp]>([
    ['an unknown placeholder, naming the known ones', (body) => ({ ...body, invitationEmail: { ...body.invitationEmail, body: 'Hi [NAME] [URL]' } }), /invitationEmail\.body: .*\[NAME\].*\[COURSE\].*\[URL\]/],
    ['a line break in the subject', (body) => ({ ...body, invitationEmail: { ...body.invitationEmail, subject: 'a\r\nBcc: x@y.example' } }), /invitationEmail\.subject: .*line break/],
    ['nobody', (body) => ({ ...body, invitationEmail: { addresses: [] } }), /names nobody/],
    ['only bad addresses', (body) => ({ ...body, invitationEmail: { addresses: ['x', 'y'] } }), /no address is good/],
    ['addresses that are no list', (body) => ({ ...body, invitationEmail: { addresses: 'a@x.example' } }), /invitationEmail\.addresses/],
    ['a sender without an address', (body) => ({ ...body, creatingUserEmail: 'me' }), /creatingUserEmail/],
    ['an unknown time zone', (body) => ({ ...body, timeZone: 'Moon/Crater' }), /timeZone/],
    ['a bad date', (body) => ({ ...body, expirationDate: 'soon' }), /expirationDate/],
    ['an unknown option', (body) => ({ ...body, duplicateRegistrationOption: 'MAYBE' }), /duplicateRegistrationOption/],
  ])('%s', async (_, change, words) => {
    const answer = await post('/invitations/private', change(base(await course())));
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([400, expect.stringMatching(words)]);
  });
});

describe('404', () => {
  it('for unknown courses and invitations, and one of the other kind', async () => {
    const { id } = await openInvitation(courseway, await course());
    const answers = [
      await post('/invitations/public', { courseId: 'nothing', creatingUserEmail: 'a@x.example' }), await courseway.api(`/invitations/private/${id}`), await courseway.api('/invitations/public/nothing'),
      await put(`/invitations/private/${id}`, {}), await courseway.api(`/invitations/private/${id}/jobStatus`), await put('/invitations/tags', { ids: [id, 'nothing'], tags: ['x'] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(404));
    expect(await readJson(courseway, `/invitations/${id}/tags`)).toEqual({ tags: [] });
  });

  it("for another tenant's invitation", async () => {
    const { id } = await openInvitation(courseway, await course());
    for (const path of [`/invitations/public/${id}`, `/invitations/${id}/tags`, `/invitations/public/${id}/userInvitations`]) expect((await other.api(path)).status).toBe(404);
    expect(await (await other.api('/invitations')).json()).toEqual({ invitations: [] });
  });
});

it('invitations go with their course, and a link tells when the registration was deleted', async () => {
  const courseId = await course();
  const id = await invite(courseway, courseId, ['a@x.example', 'b@x.example']);
  await endOfSending(courseway, id);
  const [a, b] = await recipientsOf(courseway, id);
  await courseway.api(`/registrations/${a?.registrationId}`, { method: 'DELETE' });
  const gone = async (url = '') => (await pressStart(url)).status;
  expect(await gone(a?.url)).toBe(410);
  expect((await courseway.api(`/courses/${courseId}`, { method: 'DELETE' })).status).toBe(204);
  expect(await until(() => gone(b?.url), (status) => status === 404)).toBe(404);
  expect(await until(async () => (await courseway.api(`/invitations/private/${id}`)).status, (status) => status === 404)).toBe(404);
});
