import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { MailMessage } from '../../src/platform/mail/mail-message';
import { MailSuppressions } from '../../src/platform/mail/mail-suppressions';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { hour, moveClock } from '../support/dispatching';
import { type Mailing, mailingOf, messageTo } from '../support/mailing';
import { TestSmtp } from '../support/smtp';

const minute = 60_000;
const soon = 2 * minute;

describe('with a mail server', () => {
  let smtp: TestSmtp;
  let courseway: Booted;
  let mailing: Mailing;
  let back: () => void = () => undefined;
  const arrived = (address: string, count = 1) => until(() => smtp.to(address), (mails) => mails.length >= count);
  const settled = (address: string, ...states: string[]) => until(() => mailing.outcomes(address), (seen) => String(seen) === String(states));

  beforeAll(async () => {
    smtp = await TestSmtp.start();
    courseway = await bootCourseway({ SMTP_URL: `${smtp.url}?socketTimeout=400&connectionTimeout=1000`, MAIL_FROM: 'Fallback <no-reply@courses.example>', PUBLIC_URL: 'http://courses.example' });
    mailing = mailingOf(courseway);
  });
  afterEach(() => back());
  afterAll(async () => {
    await courseway.close();
    await smtp.down();
  });

  test('a mail goes out in two languages of mail, with the sender of the vendor and a Message-ID of its own', async () => {
    await mailing.add({ to: 'zoe@example.com' });
    const [mail] = await arrived('zoe@example.com');
    expect([mail?.from, mail?.to]).toEqual(['no-reply@courses.example', ['zoe@example.com']]);
    expect(mail?.header('from')).toEqual(['ACME Training <no-reply@courses.example>']);
    expect(mail?.header('to')).toEqual(['Zoë Doe <zoe@example.com>']);
    expect(mail?.header('reply-to')).toEqual(['person@acme.example']);
    expect(mail?.subject).toBe('Grüße zoe@example.com');
    expect(mail?.root.type).toBe('multipart/alternative');
    expect(mail?.root.parts.map((part) => part.type)).toEqual(['text/plain', 'text/html']);
    expect([mail?.html, mail?.text]).toEqual([messageTo({ to: '', subjectKey: 'zoe@example.com' }).html, messageTo({ to: '', subjectKey: 'zoe@example.com' }).text]);
    expect(mail?.messageId).toMatch(/^<[0-9a-z]{26}@courses\.example>$/);
    expect(mail?.header('x-mailer')).toEqual([]);
    await settled('zoe@example.com', 'sent');
    expect(mailing.messages('zoe@example.com')).toEqual([mail?.messageId]);
    expect(await mailing.queued()).toEqual([]);
  });

  test('450, then taken: tried again after a minute under the same Message-ID', async () => {
    smtp.answer('grey@example.com', 450, 'data 451 4.3.0 later', 'ok');
    await mailing.add({ to: 'grey@example.com' });
    await settled('grey@example.com', 'delayed');
    expect(mailing.messages('grey@example.com')[0]).toMatch(/^450 /);
    const [queued] = await mailing.queued();
    expect([queued?.state, Number(queued?.attempts)]).toEqual(['ready', 1]);
    expect(Number(queued?.due_at) - Date.now()).toBeGreaterThan(50_000);
    back = moveClock(courseway, soon);
    await settled('grey@example.com', 'delayed', 'delayed');
    back = moveClock(courseway, 3 * soon);
    await settled('grey@example.com', 'delayed', 'delayed', 'sent');
    expect([smtp.tries.get('grey@example.com'), smtp.to('grey@example.com').length]).toEqual([3, 1]);
    expect(smtp.to('grey@example.com')[0]?.messageId).toBe(mailing.messages('grey@example.com')[2]);
  });

  test('a mail put off 48 hours after its first try has failed, however long it was queued before', async () => {
    smtp.answer('full@example.com', '452 4.2.2 mailbox full');
    await mailing.add({ to: 'full@example.com', dueAt: Date.now() + 100 * hour });
    back = moveClock(courseway, 101 * hour);
    await settled('full@example.com', 'delayed');
    back = moveClock(courseway, 150 * hour);
    await settled('full@example.com', 'delayed', 'failed');
    expect(await mailing.queued()).toEqual([]);
  });

  test('550 at RCPT and 554 after DATA bounce, once', async () => {
    smtp.answer('nobody@example.com', '550 5.1.1 no such user');
    smtp.answer('spam@example.com', 'data 554 5.7.1 refused');
    await mailing.add({ to: 'nobody@example.com' }, { to: 'spam@example.com' }, { to: 'not an address' });
    await settled('nobody@example.com', 'bounced');
    await settled('spam@example.com', 'bounced');
    await settled('not an address', 'bounced');
    expect(mailing.messages('nobody@example.com')).toEqual(['550 5.1.1 no such user']);
    expect(await mailing.queued()).toEqual([]);
    back = moveClock(courseway, 3 * hour);
    await mailing.add({ to: 'after@example.com' });
    await arrived('after@example.com');
    expect([smtp.tries.get('nobody@example.com'), smtp.tries.get('spam@example.com')]).toEqual([1, 1]);
  });

  test('a server that stalls, drops or goes silent after taking the message delays that mail and no other', async () => {
    smtp.answer('stall@example.com', 'stall', 'ok');
    smtp.answer('drop@example.com', 'drop', 'ok');
    smtp.answer('lost@example.com', 'lost', 'ok');
    await mailing.add({ to: 'stall@example.com' }, { to: 'drop@example.com' }, { to: 'lost@example.com' }, ...Array.from({ length: 20 }, (_, n) => ({ to: `beside-${n}@example.com` })));
    await arrived('beside-19@example.com');
    for (const what of ['stall', 'drop', 'lost']) await settled(`${what}@example.com`, 'delayed');
    back = moveClock(courseway, soon);
    for (const what of ['stall', 'drop', 'lost']) await settled(`${what}@example.com`, 'delayed', 'sent');
    const ids = smtp.to('lost@example.com').map((mail) => mail.messageId);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  test('while the server is down mail waits without counting tries, and goes out when it is back', async () => {
    await smtp.down();
    await mailing.add(...Array.from({ length: 30 }, (_, n) => ({ to: `patient-${n}@example.com` })));
    await until(async () => (await mailing.queued()).filter((mail) => mail.state === 'ready').length, (count) => count === 30);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await mailing.queued()).map((mail) => Number(mail.attempts))).toEqual(new Array(30).fill(0));
    expect(mailing.outcomes('patient-0@example.com')).toEqual([]);
    await smtp.up();
    back = moveClock(courseway, minute);
    for (let n = 0; n < 30; n++) await settled(`patient-${n}@example.com`, 'sent');
    expect(smtp.received.filter((mail) => mail.to[0]?.startsWith('patient-'))).toHaveLength(30);
  });

  test('a suppressed address gets nothing; a reminder suppression holds back reminders only', async () => {
    const unit = courseway.get(UnitOfWork);
    const suppressions = courseway.get(MailSuppressions);
    const { applicationId } = courseway;
    await unit.run(async () => {
      await suppressions.add(applicationId, 'Never@Example.com', 'all', 'asked us');
      await suppressions.add(applicationId, 'never@example.com', 'reminders', 'weaker');
      await suppressions.add(applicationId, 'seldom@example.com', 'reminders', 'one click');
      await suppressions.add(applicationId, 'seldom@example.com', 'reminders', 'one click');
      await suppressions.add(applicationId, 'later@example.com', 'reminders', 'one click');
      await suppressions.add(applicationId, 'later@example.com', 'all', 'asked us');
    });
    await mailing.add({ to: 'NEVER@example.com' }, { to: 'seldom@example.com' }, { to: 'seldom@example.com', kind: 'reminder', uniqueKey: 'r' }, { to: 'never@example.com', applicationId: 'another' });
    await settled('NEVER@example.com', 'suppressed');
    await until(() => [...mailing.outcomes('seldom@example.com')].sort(), (seen) => String(seen) === 'sent,suppressed');
    await arrived('never@example.com');
    expect(smtp.to('seldom@example.com')).toHaveLength(1);
    await unit.run(async () => {
      expect(await suppressions.among(applicationId, ['NEVER@example.com', 'seldom@example.com', 'other@example.com'], false)).toEqual(new Set(['NEVER@example.com']));
      expect(await suppressions.among(applicationId, ['seldom@example.com'], true)).toEqual(new Set(['seldom@example.com']));
      const list = await suppressions.list(applicationId);
      expect(list.map(({ address, scope, reason }) => [address, scope, reason])).toEqual([['later@example.com', 'all', 'asked us'], ['never@example.com', 'all', 'asked us'], ['seldom@example.com', 'reminders', 'one click']]);
      expect((await suppressions.list(applicationId, 'never@example.com')).map(({ address }) => address)).toEqual(['seldom@example.com']);
      await suppressions.remove(applicationId, 'NEVER@EXAMPLE.COM');
      expect(await suppressions.among(applicationId, ['never@example.com'], true)).toEqual(new Set());
    });
  });

  test('held mails wait for their release; cancelled ones are gone; a unique key is queued once', async () => {
    const unit = courseway.get(UnitOfWork);
    const { applicationId } = courseway;
    await unit.run(async () => {
      await mailing.queue.add([{ applicationId, kind: 'note', subjectKey: 'a', to: 'held@example.com', groupKey: 'g1' }, { applicationId, kind: 'note', subjectKey: 'b', to: 'dropped@example.com', groupKey: 'g2' }]);
      await mailing.queue.add([{ applicationId, kind: 'note', subjectKey: 'c', to: 'of-subject@example.com', dueAt: Date.now() + hour }, { applicationId: 'another', kind: 'note', subjectKey: 'c', to: 'of-another@example.com' }]);
      await mailing.queue.hold(applicationId, 'g1');
      await mailing.queue.hold('another', 'g2');
      expect(await mailing.queue.cancel(applicationId, 'g2')).toBe(1);
      expect(await mailing.queue.cancel(applicationId, 'g2')).toBe(0);
      await mailing.queue.cancelOf(applicationId, ['c', 'unknown']);
    });
    await mailing.add({ to: 'once@example.com', uniqueKey: 'k', dueAt: Date.now() + hour }, { to: 'twice@example.com', uniqueKey: 'k' }, { to: 'other@example.com', uniqueKey: 'k', applicationId: 'another' });
    await arrived('of-another@example.com');
    await arrived('other@example.com');
    expect((await mailing.queued()).map(({ recipient, state }) => [recipient, state])).toEqual([['held@example.com', 'held'], ['once@example.com', 'ready']]);
    await unit.run(() => mailing.queue.release(applicationId, 'g1'));
    await settled('held@example.com', 'sent');
    back = moveClock(courseway, 2 * hour);
    await settled('once@example.com', 'sent');
    expect([smtp.to('twice@example.com'), smtp.to('dropped@example.com'), smtp.to('of-subject@example.com')]).toEqual([[], [], []]);
  });

  test('a mail that is cancelled while others are on their way does not go out', async () => {
    smtp.delayMs = 30;
    await mailing.add(...Array.from({ length: 60 }, (_, n) => ({ to: `flow-${n}@example.com`, groupKey: 'flow' })));
    await until(() => smtp.received.some((mail) => mail.to[0]?.startsWith('flow-')));
    const unit = courseway.get(UnitOfWork);
    const cancelled = await unit.run(() => mailing.queue.cancel(courseway.applicationId, 'flow'));
    const then = smtp.received.filter((mail) => mail.to[0]?.startsWith('flow-')).length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    smtp.delayMs = 0;
    const now = smtp.received.filter((mail) => mail.to[0]?.startsWith('flow-')).length;
    expect(cancelled).toBeGreaterThan(40);
    expect(now - then).toBeLessThanOrEqual(5);
    expect(await mailing.queued()).toEqual([]);
  });

  test('mails that are not wanted are dropped, one that cannot be written waits, the others go on', async () => {
    mailing.queue.handle('odd', {
      compose: async (mails) => mails.map((mail): MailMessage | undefined => {
        if (mail.subjectKey === 'broken') throw new Error('planted');
        return mail.subjectKey === 'unwanted' ? undefined : messageTo(mail);
      }),
    });
    await mailing.add(...['good', 'broken', 'unwanted', 'fine'].map((subjectKey) => ({ kind: 'odd', subjectKey, to: `${subjectKey}@example.com` })), { kind: 'nobody-knows-it', to: 'unknown-kind@example.com' });
    await arrived('good@example.com');
    await arrived('fine@example.com');
    await until(() => mailing.queued(), (mails) => String(mails.map(({ recipient, attempts }) => [recipient, Number(attempts)])) === String([['broken@example.com', 1], ['unknown-kind@example.com', 0]]));
    const unit = courseway.get(UnitOfWork);
    await unit.run(() => mailing.queue.cancelOf(courseway.applicationId, ['broken', 'unknown-kind@example.com']));
  });

  test('a feature that refuses to hear of its mail does not make it go out twice', async () => {
    let asked = 0;
    mailing.queue.handle('deaf', {
      compose: async (mails) => mails.map(messageTo),
      settled: async () => {
        asked++;
        throw new Error('planted');
      },
    });
    await mailing.add({ kind: 'deaf', to: 'deaf@example.com' });
    await until(() => mailing.queued(), (mails) => mails.length === 0);
    expect([smtp.to('deaf@example.com').length, asked]).toEqual([1, 5]);
  }, 30_000);

  test('headers cannot be smuggled in', async () => {
    mailing.queue.handle('sly', { compose: async (mails) => mails.map((mail) => ({ ...messageTo(mail), fromName: 'A\r\nBcc: x@evil.example', subject: 'Hi\r\nBcc: y@evil.example', to: { name: 'N"\r\nBcc: z@evil.example', address: mail.to } })) });
    await mailing.add({ kind: 'sly', to: 'sly@example.com' });
    const [mail] = await arrived('sly@example.com');
    expect([mail?.header('bcc'), mail?.to]).toEqual([[], ['sly@example.com']]);
  });
});
