import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { InvitationMail, RenderedMail } from '../../src/invitations/mail/render-mail';
import { Templates } from '../../src/platform/templates/templates';
import { invitationMail, mailUrl, mailWriter, seenBlocks } from '../support/make/invitation-mail';

const languages = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const;
const writer = mailWriter();
const textsOf = (language: string) => JSON.parse(readFileSync(join(__dirname, `../../templates/texts/mail.${language}.json`), 'utf8')) as Record<string, string>;
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const withoutMarks = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const stopUrl = 'https://learn.example/invitations/stop/01HZX.abc';
const hostile = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='x", 'a\r\nBcc: victim@x.example\r\n\r\n<b>body</b>', '\u202egnp.exe', '[URL] [EMAIL]', '{{url}}', '\u0000\u001b[31m', '$& $1 $`', '\ud800'];

/** The mail as it goes over the wire. */
async function onTheWire(mail: RenderedMail): Promise<{ headers: string; body: string }> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({ from: 'courseway@acme.example', to: 'max@client.example', ...mail });
  const [headers = '', ...body] = String(message).split('\r\n\r\n');
  return { headers: headers.replace(/\r\n[ \t]/g, ' '), body: body.join('\r\n\r\n') };
}

/** Every kind of mail in a language. */
function allKinds(language: InvitationMail['language'], of: string[] = ['ACME Academy', 'Fire safety']): Record<string, RenderedMail> {
  const [vendor = '', title = ''] = of;
  const mail = invitationMail({ language, vendor, course: { title, description: `About ${title}`, duration: '02:00:00' } });
  return {
    invitation: writer.invitation(mail),
    reminder: writer.invitation({ ...mail, kind: 'reminder', stopUrl }),
    overdue: writer.invitation({ ...mail, kind: 'reminder', stopUrl, dueAt: Date.UTC(2029, 11, 31) }),
    bare: writer.invitation({ ...mail, recipient: { email: 'x@y.example' }, course: { title }, dueAt: null, expiresAt: null, calendar: undefined }),
    body: writer.invitation({ ...mail, subject: '[COURSE]', body: 'Hello [USER],\n\nwelcome.' }),
    code: writer.code({ language, vendor, course: title, code: '493027' }),
    links: writer.links({ language, vendor, timeZone: 'Asia/Tokyo', items: (['new', 'started', 'completed'] as const).map((state) => ({ course: `${title} ${state}`, url: `${mailUrl}?${state}`, state, dueAt: Date.UTC(2030, 4, 1) })) }),
  };
}

describe('texts of mails', () => {
  test.each(languages)('%s says everything English says, with the same places to fill', (language) => {
    const english = textsOf('en');
    const texts = textsOf(language);
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect([key, places(texts[key] ?? '')]).toEqual([key, places(text)]);
  });

  test('every text that is asked for is there, and none is left over', () => {
    const code = readFileSync(join(__dirname, '../../src/invitations/mail/render-mail.ts'), 'utf8');
    const named = [...code.matchAll(/'((?:fact|open|address|note|hello|calendar|code|links|reminder|invitation)(?:\.\w+)?)'/g)].map((match) => match[1] ?? '').filter((key) => !['invitation', 'reminder', 'code', 'links'].includes(key));
    const composed = ['invitation', 'reminder'].flatMap((kind) => ['subject', 'eyebrow', 'intro', 'why'].map((part) => `${kind}.${part}`)).concat(['new', 'started', 'completed'].map((state) => `state.${state}`));
    expect([...new Set([...named, ...composed])].sort()).toEqual(Object.keys(textsOf('en')).sort());
  });

  test.each(languages)('every mail in %s has both parts, all words, and a short subject', (language) => {
    for (const [kind, mail] of Object.entries(allKinds(language))) {
      expect([kind, mail.html]).toEqual([kind, expect.stringContaining(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)]);
      expect([kind, `${mail.html}${mail.text}${mail.subject}`]).not.toEqual([kind, expect.stringMatching(/\{\w+\}|undefined|null|NaN|\[object/)]);
      expect(mail.subject.length).toBeGreaterThan(3);
      expect(mail.subject.length).toBeLessThanOrEqual(60);
      const text = withoutMarks(mail.text).replace(/ <[^>]*>/g, '').replace(/\s+/g, ' ');
      const left = seenBlocks(mail.html).filter((block) => !text.includes(withoutMarks(block)) && block !== new Templates().textsOf('mail', language)['address']);
      expect([kind, left]).toEqual([kind, []]);
      expect(mail.html).not.toMatch(/<img|url\(|src=|<script|@import|<link/);
    }
  });
});

describe('an invitation', () => {
  test('says who, what, until when and why, with a button and the bare link', () => {
    const { html, text, subject, headers } = writer.invitation(invitationMail());
    expect(subject).toBe('Invitation: Fire safety');
    expect(html).toMatch(new RegExp(`<a href="${mailUrl}" style="display:inline-block[^>]*>Open the course page</a>`));
    expect(html).toContain(`>${mailUrl}</a>`);
    expect(text).toContain(`Open the course page\n${mailUrl}\n`);
    for (const part of ['Hello Max Muster,', 'What to do when it burns.', 'Due: Tuesday, March 5, 2030 at 5:00 PM Central European Standard Time', 'Duration: 1 hour, 30 minutes', 'Link works until: Friday, April 5, 2030 at 6:00 PM Central European Summer Time', 'ACME Academy sent this email to max.muster@client.example because anna.berg@acme.example invited this address']) expect(text).toContain(part);
    expect(html).toMatch(/<div style="display:none[^>]*>Due: Tuesday, March 5, 2030/);
    expect(headers).toEqual({ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' });
  });

  test('a time zone nobody knows is UTC; what is not given is not said', () => {
    expect(writer.invitation(invitationMail({ timeZone: 'Mars/Base' })).text).toContain('4:00 PM Coordinated Universal Time');
    const { text, attachments } = writer.invitation(invitationMail({ recipient: { email: 'x@y.example' }, course: { title: 'T' }, dueAt: null, expiresAt: null }));
    expect(text).not.toMatch(/Due|Duration|until|calendar/);
    expect(text).toContain('Hello,\n');
    expect(attachments).toBeUndefined();
  });

  test('long and strange durations', () => {
    const said = (duration: string) => /Duration: (.*)/.exec(writer.invitation(invitationMail({ course: { title: 'T', duration } })).text)?.[1];
    expect(['P1DT2H', '00:45:00', '0000:05:00.00', 'PT0S', 'two afternoons'].map(said)).toEqual(['1 day, 2 hours', '45 minutes', '5 minutes', undefined, 'two afternoons']);
  });

  test("a sender's own subject is kept, a reminder says so before it; an empty one is ours", () => {
    const own = invitationMail({ subject: 'Dear [FIRST_NAME], your place in [COURSE] is waiting for you since last week, do not miss it' });
    expect(writer.invitation(own).subject).toBe('Dear Max, your place in Fire safety is waiting for you since last week, do not miss it');
    expect(writer.invitation({ ...own, kind: 'reminder' }).subject).toMatch(/^Reminder: Dear Max/);
    expect(writer.invitation(invitationMail({ subject: ' [URL] ' })).subject).toBe('Invitation: Fire safety');
    expect(writer.invitation(invitationMail({ course: { title: `👩‍👩‍👧‍👦 ${'very '.repeat(20)}long` } })).subject).toMatch(/^Invitation: .{1,47}…$/);
  });
});

describe('a reminder', () => {
  test('can be stopped by one click, in the header and in both parts', async () => {
    const mail = writer.invitation(invitationMail({ kind: 'reminder', stopUrl }));
    expect(mail.headers).toMatchObject({ 'List-Unsubscribe': `<${stopUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
    expect(mail.html).toContain(`<a href="${stopUrl}">Stop all reminders from ACME Academy.</a>`);
    expect(mail.text).toContain(`Stop all reminders from ACME Academy. <${stopUrl}>`);
    expect((await onTheWire(mail)).headers).toContain(`List-Unsubscribe: <${stopUrl}>`);
  });

  test('after the due date it says that it has passed, and brings no calendar entry', () => {
    const { text, attachments } = writer.invitation(invitationMail({ kind: 'reminder', dueAt: Date.UTC(2029, 11, 31, 11) }));
    expect(text).toContain('has passed (Monday, December 31, 2029 at 12:00 PM Central European Standard Time)');
    expect(text).not.toContain('Due:');
    expect(attachments).toBeUndefined();
  });

  test("the sender's body follows the reminding sentence", () => {
    const { text } = writer.invitation(invitationMail({ kind: 'reminder', body: 'Dear [USER], please learn.' }));
    expect(text).toMatch(/You have not finished this course yet\.[\s\S]*Dear Max Muster, please learn\./);
    expect(text).not.toContain('Hello');
  });
});

describe('codes and links', () => {
  test('a code is big, spaced by style alone, and copies as digits', () => {
    const { html, text, subject } = writer.code({ language: 'ar', vendor: 'V', course: 'C', code: '493027' });
    expect(html).toMatch(/<p dir="ltr" class="ink code" style="[^"]*letter-spacing[^"]*">493027<\/p>/);
    expect(text).toContain('\n493027\n');
    expect(subject).toContain('493027');
  });

  test('every course with its state, due date and link', () => {
    const { html, text } = allKinds('de')['links'] as RenderedMail;
    for (const state of ['Noch nicht begonnen', 'Begonnen', 'Abgeschlossen']) expect(text).toContain(state);
    expect(text).toContain('Frist: Mittwoch, 1. Mai 2030 um 09:00 Japanische Normalzeit');
    for (const state of ['new', 'started', 'completed']) expect([html.includes(`href="${mailUrl}?${state}"`), text.includes(`\n${mailUrl}?${state}\n`)]).toEqual([true, true]);
  });
});

describe('the calendar entry', () => {
  /** Properties of the one event and its calendar, unfolded and unescaped. */
  function read(content: string): Record<string, string> {
    const lines = content.replace(/\r\n[ \t]/g, '').split('\r\n').filter(Boolean);
    expect(content.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(content.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
    expect(lines.filter((line) => line.startsWith('BEGIN') || line.startsWith('END'))).toEqual(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'END:VCALENDAR']);
    return Object.fromEntries(lines.map((line) => [line.slice(0, line.search(/[:;]/)), line.slice(line.search(/[:;]/) + 1).replace(/\\([\\;,])/g, '$1')]));
  }

  test.each(languages)('ends at the due moment and holds no personal link (%s)', (language) => {
    const { attachments = [] } = writer.invitation(invitationMail({ language, course: { title: 'Fire; safety, \\ 防火対策をみんなで学ぶための長い長いコースの名前'.repeat(2) } }));
    expect(attachments).toEqual([expect.objectContaining({ filename: 'due-date.ics', contentType: 'text/calendar; charset=utf-8; method=PUBLISH' })]);
    const content = attachments[0]?.content ?? '';
    expect(read(content)).toMatchObject({ METHOD: 'PUBLISH', UID: '01HZX', SEQUENCE: '3', DTSTAMP: '20300101T120000Z', DTSTART: '20300305T154500Z', DTEND: '20300305T160000Z', TRANSP: 'TRANSPARENT', SUMMARY: expect.stringContaining('Fire; safety, \\ 防火'), ORGANIZER: 'CN="ACME Academy":mailto:anna.berg@acme.example' });
    expect(content.replace(/\r\n /g, '')).not.toContain('http');
  });

  test('each mail has its own uid, also from what was written before', () => {
    const uids = ['A', 'B', '$&', 'A'].map((uid) => read(writer.invitation(invitationMail({ calendar: { uid, sequence: 1 } })).attachments?.[0]?.content ?? '')['UID']);
    expect(uids).toEqual(['A', 'B', '$&', 'A']);
  });

  test('hostile words stay within their property', () => {
    const { attachments } = writer.invitation(invitationMail({ vendor: 'A"C;X=Y:\\\r\nATTENDEE:mailto:x@y.example', course: { title: 'T\r\nURL:https://evil.example\r\nEND:VEVENT' } }));
    expect(Object.keys(read(attachments?.[0]?.content ?? ''))).not.toEqual(expect.arrayContaining(['URL']));
    expect(read(attachments?.[0]?.content ?? '')['ATTENDEE']).toBeUndefined();
  });
});

describe('hostile values', () => {
  test.each(hostile)('%j is only text wherever it comes from', async (evil) => {
    const mail = invitationMail({
      kind: 'reminder', vendor: evil, sender: evil, course: { title: evil, description: evil, duration: evil }, recipient: { email: evil, firstName: evil, lastName: evil, fields: { x: evil } }, timeZone: evil, calendar: { uid: evil, sequence: 1 }, stopUrl: `${stopUrl}${evil}`,
      subject: '[USER][FIRST_NAME][COURSE][VENDOR][SENDER][EMAIL][FIELD:x]', body: '<p>[USER] [FIRST_NAME] [COURSE] [COURSE_DESCRIPTION] [COURSE_DURATION] [VENDOR] [SENDER] [EMAIL] [FIELD:x]</p><a href="https://x.example/?[FIELD:x]">x</a><a href="mailto:[EMAIL]">y</a>',
    });
    const others = [writer.invitation({ ...mail, subject: null, body: null }), writer.code({ language: 'en', vendor: evil, course: evil, code: evil }), writer.links({ language: 'ja', vendor: evil, items: [{ course: evil, url: mailUrl, state: 'new' }] })];
    for (const made of [writer.invitation(mail), ...others]) {
      expect(made.html.replace(/"[^"]*"/g, '""')).not.toMatch(/<script|<img|<b>|<[^>]*\son\w+=|\u202e|\u0000|\u001b|\ud800/u);
      expect(made.text).not.toMatch(/\u202e|\u0000|\u001b/);
      expect(`${made.subject}${Object.values(made.headers ?? {}).join('')}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      const { headers } = await onTheWire(made);
      expect(headers).not.toMatch(/^Bcc:/im);
    }
  });
});
