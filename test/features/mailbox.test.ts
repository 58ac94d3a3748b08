import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MailMessage } from '../../src/platform/mail/mail-message';
import { PruneKeptMails } from '../../src/platform/mail/prune-kept-mails';
import { type Booted, bootCourseway } from '../support/boot';
import { inChromium, TestBrowser, until } from '../support/browser';
import { moveClock } from '../support/dispatching';
import { type Mailing, mailingOf, messageTo } from '../support/mailing';
import { TestSmtp } from '../support/smtp';

interface Line {
  id: string;
  to: string;
  subject: string;
  createdAt: string;
}
interface Message extends Line, Pick<MailMessage, 'html' | 'text'> {
  headers: Record<string, string>;
  attachments: { filename: string; contentType: string; content: string }[];
}

let courseway: Booted;
let mailing: Mailing;
const basic = ({ applicationId, secret }: { applicationId: string; secret: string }) => ({ authorization: `Basic ${Buffer.from(`${applicationId}:${secret}`).toString('base64')}` });
const get = (path: string, headers: Record<string, string> = basic(courseway)) => fetch(`${courseway.publicUrl}/dev/mailbox${path}`, { headers });
const list = async (query = '') => (await (await get(`/messages${query}`)).json()) as { messages: Line[]; more: string | null };
const read = async (id: string) => (await (await get(`/messages/${id}`)).json()) as Message;
const kept = (address: string) => until(async () => (await list(`?to=${encodeURIComponent(address)}`)).messages, (found) => found.length > 0);

beforeAll(async () => {
  courseway = await bootCourseway();
  mailing = mailingOf(courseway, {
    compose: async (mails) =>
      mails.map((mail) => ({
        ...messageTo(mail), ...(mail.data as Partial<MailMessage>),
        headers: { 'List-Unsubscribe': '<https://courses.example/invitations/stop/x>' }, attachments: [{ filename: 'fällig "x".ics', contentType: 'text/calendar; method=PUBLISH', content: 'BEGIN:VCALENDAR\r\nü' }],
      })),
  });
});
afterAll(() => courseway.close());

test('an empty mailbox says so', async () => {
  const answer = await get('');
  expect([answer.status, await list()]).toEqual([200, { messages: [], more: null }]);
  expect(await answer.text()).toContain('No mail yet');
});

test('without a mail server the whole message is kept, once, and told as kept', async () => {
  await mailing.add({ to: 'Zoe@Example.com' });
  const [line] = await kept('zoe@example.com');
  expect(line).toEqual({ id: expect.stringMatching(/^[0-9a-z]{26}$/), to: 'Zoe@Example.com', subject: 'Grüße Zoe@Example.com', createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  await until(() => mailing.outcomes('Zoe@Example.com'), (seen) => String(seen) === 'kept');
  const message = await read(line?.id ?? '');
  const { html, text } = messageTo({ to: '', subjectKey: 'Zoe@Example.com' });
  expect(message).toMatchObject({ ...line, html, text, attachments: [{ filename: 'fällig "x".ics', contentType: 'text/calendar; method=PUBLISH', content: 'BEGIN:VCALENDAR\r\nü' }] });
  expect(message.headers).toMatchObject({
    From: '"ACME Training" <no-reply@localhost>', 'Reply-To': 'person@acme.example', To: '"Zoë Doe" <Zoe@Example.com>', Subject: 'Grüße Zoe@Example.com', 'Message-ID': `<${line?.id}@localhost>`,
    'List-Unsubscribe': '<https://courses.example/invitations/stop/x>',
  });
  expect(mailing.messages('Zoe@Example.com')).toEqual([`<${line?.id}@localhost>`]);
});

test('the list is paged, the newest first, and filtered by address', async () => {
  await mailing.add(...Array.from({ length: 120 }, (_, n) => ({ to: `many-${n}@example.com` })));
  await until(() => mailing.queued(), (queued) => queued.length === 0);
  const seen: Line[] = [];
  let more: string | null = '';
  for (let page = await list(); ; page = await list(`?more=${more}`)) {
    seen.push(...page.messages);
    more = page.more;
    if (!more) break;
    expect(page.messages).toHaveLength(50);
  }
  expect(new Set(seen.map((line) => line.id)).size).toBe(121);
  expect(seen.at(-1)?.to).toBe('Zoe@Example.com');
  expect(seen.map((line) => line.createdAt)).toEqual(seen.map((line) => line.createdAt).sort().reverse());
  expect((await list('?to=MANY-7@example.com')).messages.map((line) => line.to)).toEqual(['many-7@example.com']);
  for (const query of ['?more=1', '?more=%27', '?more=9-9', `?to=${'x'.repeat(400)}`]) expect([query, (await get(`/messages${query}`)).status]).toEqual([query, 400]);
  const first = await (await get('')).text();
  expect(first).toContain('Older messages');
  const next = /href="([^"]+)" rel="next"/.exec(first)?.[1]?.replace(/&amp;/g, '&').replace(/&#x3D;/g, '=') ?? '';
  expect(await (await fetch(`${courseway.publicUrl}${next}`, { headers: basic(courseway) })).text()).toContain('Newest messages');
});

test('it asks for the id and secret of an application and shows nobody else their mail', async () => {
  const [line] = await kept('zoe@example.com');
  const other = await courseway.otherTenant();
  const paths = ['', '/messages', `/messages/${line?.id}`, `/view/${line?.id}`, `/view/${line?.id}/html`, `/view/${line?.id}/attachments/0`];
  for (const path of paths) {
    expect([path, (await get(path)).status]).toEqual([path, 200]);
    for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: 'Basic !' }, basic({ ...courseway, secret: 'wrong' })] as Record<string, string>[]) {
      const answer = await get(path, headers);
      expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([path, 401, 'Basic realm="Courseway mailbox", charset="UTF-8"']);
    }
    expect([path, (await get(path, basic({ applicationId: 'MANAGEMENT', secret: 'test-secret-of-management' }))).status]).toEqual([path, 403]);
    expect([path, (await get(path, basic(other))).status]).toEqual([path, path.includes('view') || path.includes('/messages/') ? 404 : 200]);
  }
  expect(await (await get('/messages', basic(other))).json()).toEqual({ messages: [], more: null });
  expect(await (await get('', basic(other))).text()).toContain('No mail yet');
  for (const path of ['/messages/nothing', '/view/nothing', `/view/${line?.id}/attachments/1`, `/view/${line?.id}/attachments/-1`, `/view/${line?.id}/attachments/x`, '/else']) expect([path, (await get(path)).status]).toEqual([path, 404]);
});

test('every answer is strict: no script, no store, no other origin; attachments are downloads', async () => {
  const [line] = await kept('zoe@example.com');
  for (const path of ['', `/view/${line?.id}`]) {
    const { headers } = await get(path);
    expect([headers.get('cache-control'), headers.get('referrer-policy'), headers.get('x-content-type-options')]).toEqual(['no-store', 'no-referrer', 'nosniff']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
  }
  const html = await get(`/view/${line?.id}/html`);
  expect(html.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox");
  const file = await get(`/view/${line?.id}/attachments/0`);
  expect([file.headers.get('content-disposition'), file.headers.get('content-type')]).toEqual(["attachment; filename*=UTF-8''f%C3%A4llig%20%22x%22.ics", 'text/calendar; method=PUBLISH']);
  expect(await file.text()).toBe('BEGIN:VCALENDAR\r\nü');
  for (const path of ['/messages', `/messages/${line?.id}`]) expect((await get(path)).headers.get('cache-control')).toBe('no-store');
});

test('with a mail server there is no mailbox', async () => {
  const smtp = await TestSmtp.start();
  const served = await bootCourseway({ SMTP_URL: smtp.url });
  try {
    for (const path of ['', '/messages', '/messages/x', '/view/x']) expect((await fetch(`${served.publicUrl}/dev/mailbox${path}`, { headers: basic(served) })).status).toBe(404);
    expect((await fetch(`${served.publicUrl}/dev/mailbox`)).status).toBe(404);
  } finally {
    await served.close();
    await smtp.down();
  }
});

inChromium('in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterAll(() => browser.close());

  test('a hostile message is shown as it is and does nothing', async () => {
    const asked: string[] = [];
    const evilServer = createServer((request, answer) => {
      asked.push(String(request.url));
      answer.end();
    });
    await new Promise<void>((resolve) => evilServer.listen(0, '127.0.0.1', resolve));
    const away = `http://evil.test:${(evilServer.address() as AddressInfo).port}`;
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const data = {
      subject: `"><script>alert(1)</script>${evil}`, fromName: evil, to: { name: evil, address: 'evil@example.com' }, text: `${evil} https://courses.example/open?a=1&b=<2 javascript:alert(1)`,
      html: `<html><head><style>body{color:red}</style><meta http-equiv="refresh" content="0;url=${away}/"></head><body>${evil}<p id="said" style="font-weight:bold">Hello</p><form action="${away}/"><button>x</button></form><a href="${away}/" target="_top">leave</a><img src="${away}/pixel.gif"></body></html>`,
    };
    const back = moveClock(courseway, 60_000); // the newest
    await mailing.add({ to: 'evil@example.com', data });
    await kept('evil@example.com');
    back();
    const context = await browser.newContext({ httpCredentials: { username: courseway.applicationId, password: courseway.secret } });
    const page = await context.newPage();
    await page.goto(`${courseway.publicUrl}/dev/mailbox?to=evil@example.com`);
    expect(await page.locator('tbody td').first().textContent()).toBe(data.subject);
    await page.getByRole('link', { name: /alert\(1\)/ }).click();
    await page.waitForURL('**/view/*');
    expect(await page.locator('h1').textContent()).toBe(data.subject);
    expect(await page.title()).toBe(`${data.subject} – Mailbox`);
    expect(await page.locator('pre').textContent()).toBe(data.text);
    expect(await page.locator('pre a').evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href))).toEqual(['https://courses.example/open?a=1&b=']);
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('#said').textContent()).toBe('Hello');
    expect(await frame.locator('#said').evaluate('((element) => [getComputedStyle(element).color, getComputedStyle(element).fontWeight])(document.getElementById("said"))')).toEqual(['rgb(255, 0, 0)', '700']);
    await frame.getByText('leave').click();
    await frame.getByRole('button').click();
    await page.waitForTimeout(500);
    expect(page.url()).toContain('/dev/mailbox/view/');
    expect(asked).toEqual([]);
    await fetch(away.replace('evil.test', '127.0.0.1'));
    expect(asked).toEqual(['/']);
    evilServer.close();
    await page.goto(`${courseway.publicUrl}/dev/mailbox`);
    expect(await page.locator('tbody tr').count()).toBe(50);
  });
});

test('kept mail goes after 30 days, and not before', async () => {
  const before = (await list()).messages.length;
  expect(before).toBeGreaterThan(0);
  moveClock(courseway, 29 * 86_400_000);
  expect([await courseway.get(PruneKeptMails).run(), (await list()).messages.length]).toEqual([0, before]);
  moveClock(courseway, 31 * 86_400_000);
  expect(await courseway.get(PruneKeptMails).run()).toBeGreaterThanOrEqual(before);
  expect((await list()).messages).toEqual([]);
});
