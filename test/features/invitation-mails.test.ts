import { SendReminders } from '../../src/invitations/send-reminders';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { hour, moveClock, publishCourse } from '../support/dispatching';
import { endOfSending, invite, join, openInvitation, pressStart, readJson, recipientsOf } from '../support/inviting';
import { TestSmtp } from '../support/smtp';

const day = 24 * hour;
let smtp: TestSmtp;
let courseway: Booted;
let back: () => void = () => undefined;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ SMTP_URL: smtp.url, MAIL_FROM: 'courses@vendor.example' });
  await publishCourse(courseway, 'course', 'Fire safety');
});
afterEach(() => back());
afterAll(async () => {
  await courseway?.close();
  await smtp?.down();
});

const mailsTo = (address: string, count: number) => until(() => smtp.to(address), (mails) => mails.length >= count);
const form = (url: string, fields: Record<string, string>) => fetch(url, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() });
const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

/** Lets the clock go on by `ms` from the real time and sends what is due then. */
async function later(ms: number): Promise<void> {
  back();
  back = moveClock(courseway, ms);
  await courseway.get(SendReminders).run();
}
/** A moment from 8 to 20 o'clock UTC, so that no reminder waits for the morning. */
const noon = () => new Date(new Date().setUTCHours(12, 0, 0, 0) + 30 * day);

describe('reminders', () => {
  test('go to those who have not finished, at most three, with a due date in words, a calendar entry and a one-click end', async () => {
    const due = noon();
    const id = await invite(courseway, 'course', ['rita@learner.example', 'done@learner.example'], { dueDate: due.toISOString(), reminders: true, timeZone: 'UTC' });
    await endOfSending(courseway, id);
    const [invitation] = await mailsTo('rita@learner.example', 1);
    expect(invitation?.attachments).toEqual([expect.objectContaining({ filename: 'due-date.ics', contentType: expect.stringContaining('text/calendar') })]);
    expect(invitation?.header('list-unsubscribe')).toEqual([]);
    const done = (await recipientsOf(courseway, id)).find(({ email }) => email === 'done@learner.example');
    const location = (await pressStart(done?.url ?? '')).headers.get('location') ?? '';
    const play = (await fetch(location, { redirect: 'manual' })).headers.get('location') ?? '';
    const committed = await fetch(`${play}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ activityId: 'sco-1', revision: 1, cmi: { 'cmi.core.lesson_status': 'passed' }, seconds: 9 }) });
    expect(committed.status).toBe(200);

    const until_ = due.getTime() - Date.now();
    for (const [n, ms] of [until_ - 8 * day, until_ - 7 * day + hour, until_ - day + hour, until_ + 3 * day + hour, until_ + 40 * day].entries()) {
      await later(ms);
      await mailsTo('rita@learner.example', Math.min(4, 1 + n));
    }
    await settle();
    const mails = smtp.to('rita@learner.example');
    expect(mails).toHaveLength(4);
    expect(smtp.to('done@learner.example')).toHaveLength(1);
    const [, first] = mails;
    expect(first?.header('list-unsubscribe')).toEqual([expect.stringMatching(/^<http:\/\/localhost:\d+\/invitations\/stop\/\S+>$/)]);
    expect(first?.header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(first?.text).toContain(String(due.getUTCFullYear()));
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(4);
    expect(/UID:(\S+)/.exec(first?.attachments[0]?.content ?? '')?.[1]).toBe(/UID:(\S+)/.exec(invitation?.attachments[0]?.content ?? '')?.[1]);
  }, 60_000);

  test('end by one click; looking at the link ends nothing; the invitation itself stays good', async () => {
    const due = noon();
    const id = await invite(courseway, 'course', ['stop@learner.example', 'look@learner.example'], { dueDate: due.toISOString(), reminders: [-7, -1] });
    await endOfSending(courseway, id);
    const ahead = due.getTime() - Date.now();
    await later(ahead - 7 * day + hour);
    const urlOf = async (address: string) => /<(\S+)>/.exec((await mailsTo(address, 2))[1]?.header('list-unsubscribe')[0] ?? '')?.[1] ?? '';
    const [stop, look] = [await urlOf('stop@learner.example'), await urlOf('look@learner.example')];
    expect((await fetch(look)).status).toBe(200);
    expect((await fetch(look, { method: 'HEAD' })).status).toBe(200);
    for (let n = 0; n < 2; n++) expect((await form(stop, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
    await later(ahead - day + hour);
    await mailsTo('look@learner.example', 3);
    await settle();
    expect(smtp.to('stop@learner.example')).toHaveLength(2);
    const url = (await recipientsOf(courseway, id)).find(({ email }) => email === 'stop@learner.example')?.url ?? '';
    expect((await pressStart(url)).status).toBe(303);
    expect((await form(stop.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')), {})).status).toBe(404);
  }, 60_000);

  test('move with the due date, whose calendar entry is brought up to date', async () => {
    const due = noon();
    const id = await invite(courseway, 'course', ['moved@learner.example'], { dueDate: due.toISOString(), reminders: [-7] });
    await endOfSending(courseway, id);
    const moved = new Date(due.getTime() + 30 * day);
    await courseway.api(`/invitations/private/${id}`, { method: 'PUT', body: { dueDate: moved.toISOString() } });
    await later(due.getTime() - Date.now() - 6 * day);
    await settle();
    expect(smtp.to('moved@learner.example')).toHaveLength(1);
    await later(moved.getTime() - Date.now() - 6 * day);
    const mails = await mailsTo('moved@learner.example', 2);
    const sequence = (n: number) => Number(/SEQUENCE:(\d+)/.exec(mails[n]?.attachments[0]?.content ?? '')?.[1]);
    expect(sequence(1)).toBeGreaterThan(sequence(0));
  }, 60_000);
});

describe('suppressed addresses', () => {
  const list = async () => (await readJson<{ suppressions: { address: string; scope: string; reason: string }[] }>(courseway, '/invitations/suppressions')).suppressions;
  const at = (address: string) => `/invitations/suppressions/${encodeURIComponent(address)}`;

  test('get nothing, the job names them, and are mailed again when taken off', async () => {
    expect((await courseway.api(at('No@learner.example'), { method: 'PUT', body: { reason: 'asked by phone' } })).status).toBe(204);
    expect(await list()).toContainEqual(expect.objectContaining({ address: 'no@learner.example', scope: 'all', reason: 'asked by phone' }));
    const id = await invite(courseway, 'course', ['no@learner.example', 'yes@learner.example']);
    expect(await endOfSending(courseway, id)).toMatchObject({ status: 'COMPLETE', processed: 2, errorCount: 1, errors: [expect.stringContaining('[no@learner.example]')] });
    await mailsTo('yes@learner.example', 1);
    expect(smtp.to('no@learner.example')).toEqual([]);
    expect((await courseway.api(at('no@learner.example'), { method: 'DELETE' })).status).toBe(204);
    const person = (await recipientsOf(courseway, id)).find(({ email }) => email === 'no@learner.example');
    expect(person).toMatchObject({ state: 'suppressed' });
    expect((await courseway.api(`/invitations/private/${id}/recipients/${person?.recipientId}/resend`, { method: 'POST' })).status).toBe(204);
    await mailsTo('no@learner.example', 1);
    expect((await courseway.api(at('nonsense'), { method: 'PUT', body: {} })).status).toBe(400);
  });
});

describe('a code that proves the address', () => {
  const ticketOf = (html: string) => /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? '';

  test('lets in who can read the mail: the same page for known, unknown and late addresses', async () => {
    const { id, url } = await openInvitation(courseway, 'course', { asksCode: true, registrationCap: 1 });
    const ask = async (email: string) => {
      const answer = await join(url, email);
      return { status: answer.status, html: await answer.text() };
    };
    const asked = await ask('code@learner.example');
    expect(asked.status).toBe(200);
    expect(await recipientsOf(courseway, id, 'public')).toEqual([]);
    const code = /\b(\d{6})\b/.exec((await mailsTo('code@learner.example', 1))[0]?.text ?? '')?.[1] ?? '';
    const prove = (ticket: string, given: string) => form(`${url}/code`, { ticket, code: given });
    const wrong = await prove(ticketOf(asked.html), code === '000000' ? '111111' : '000000');
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    const right = await prove(ticketOf(asked.html), `${code.slice(0, 3)} ${code.slice(3)}`);
    expect([right.status, right.headers.get('location')]).toEqual([303, expect.stringContaining('/launch/')]);

    const plain = (html: string) => html.replace(/value="[^"]*"/g, '').replace(/[a-z]+@learner\.example/g, '').replace(/<code>[^<]*<\/code>/g, '');
    const [known, late] = [await ask('code@learner.example'), await ask('late@learner.example')];
    expect(plain(late.html)).toBe(plain(known.html));
    const lateCode = /\b(\d{6})\b/.exec((await mailsTo('late@learner.example', 1))[0]?.text ?? '')?.[1] ?? '';
    expect((await prove(ticketOf(late.html), lateCode)).status).toBeGreaterThanOrEqual(400); // full, told only now
    expect(await readJson(courseway, `/invitations/public/${id}?includeRegistrationCount=true`)).toMatchObject({ registrationCount: 1 });
  });

  test('is tried five times and no more, and only a quarter of an hour', async () => {
    const { url } = await openInvitation(courseway, 'course', { asksCode: true });
    const start = async (email: string) => {
      const ticket = ticketOf(await (await join(url, email)).text());
      const code = /\b(\d{6})\b/.exec((await mailsTo(email, 1))[0]?.text ?? '')?.[1] ?? '';
      return { ticket, code };
    };
    const guessed = await start('guess@learner.example');
    for (let n = 0; n < 5; n++) await form(`${url}/code`, { ticket: guessed.ticket, code: guessed.code === '123456' ? '654321' : '123456' });
    expect((await form(`${url}/code`, guessed)).status).not.toBe(303);
    const slow = await start('slow@learner.example');
    back = moveClock(courseway, 16 * 60_000);
    expect((await form(`${url}/code`, slow)).status).not.toBe(303);
  });
});

describe('"send my links"', () => {
  const ask = async (email: string) => {
    const answer = await form(`${courseway.publicUrl}/invitations/links`, { email });
    return { status: answer.status, html: (await answer.text()).replaceAll(email, '').replace(/<code>[^<]*<\/code>/g, '') };
  };

  test('mails every link that works, once, and answers everybody the same', async () => {
    const one = await invite(courseway, 'course', ['links@learner.example']);
    const two = await invite(courseway, 'course', ['links@learner.example'], { duplicateRegistrationOption: 'CREATE_NEW' });
    const closed = await invite(courseway, 'course', ['links@learner.example'], { duplicateRegistrationOption: 'CREATE_NEW' });
    for (const id of [one, two, closed]) await endOfSending(courseway, id);
    await courseway.api(`/invitations/private/${closed}`, { method: 'PUT', body: { allowLaunch: false } });
    const before = smtp.received.length;
    const known = await ask('Links@learner.example');
    const unknown = await ask('nobody@learner.example');
    expect(unknown).toEqual(known);
    expect(known.status).toBe(200);
    const [, , , mail] = await mailsTo('links@learner.example', 4);
    const urlOf = async (id: string) => (await recipientsOf(courseway, id))[0]?.url ?? '';
    expect(mail?.text).toContain(await urlOf(one));
    expect(mail?.text).toContain(await urlOf(two));
    expect(mail?.text).not.toContain(await urlOf(closed));
    await settle();
    expect(smtp.received.length).toBe(before + 1);
  });

  test('is limited: a mailbox gets three in an hour, silently', async () => {
    const id = await invite(courseway, 'course', ['often@learner.example']);
    await endOfSending(courseway, id);
    const answers = new Set<string>();
    for (let n = 0; n < 5; n++) {
      answers.add(JSON.stringify(await ask('often@learner.example')));
      await mailsTo('often@learner.example', Math.min(4, n + 2));
    }
    await settle();
    expect(answers.size).toBe(1);
    expect(smtp.to('often@learner.example')).toHaveLength(4);
  });
});
