import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { moveClock } from '../../support/dispatching';
import { openInvitation, recipientsOf } from '../../support/inviting';
import { describedCourse, hiddenFields, openPage, type SeenPage } from '../../support/learner-pages';
import { TestSmtp } from '../../support/smtp';

let smtp: TestSmtp;
let courseway: Booted;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  courseway = await bootCourseway({ SMTP_URL: smtp.url });
  await describedCourse(courseway, 'ladders', 'Working safely with ladders', 'What to check before you climb.');
});
afterAll(async () => {
  await courseway?.close();
  await smtp?.down();
});

let people = 0;
/** Fills the form of an invitation that wants a code; answers the page that asks for it and the address it was mailed to. */
async function askedForCode(more: object = {}): Promise<{ page: SeenPage; email: string; url: string; id: string }> {
  const { id, url } = await openInvitation(courseway, 'ladders', { asksCode: true, ...more });
  const email = `learner${++people}@x.example`;
  return { page: await openPage(url, { form: { firstName: 'Zoë', lastName: 'O\'Hara', email } }), email, url, id };
}
/** The codes mailed to an address, once there are `count`. */
const codesTo = async (email: string, count = 1): Promise<string[]> =>
  (await until(() => smtp.to(email), (mails) => mails.length >= count)).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? 'no code');
const wrongFor = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

it('asks for the mailed code in a field that phones fill and that takes what is pasted', async () => {
  const { page, email, url, id } = await askedForCode();
  expect([page.status, page.heading]).toEqual([200, 'Enter the code from the mail']);
  expect(page.text).toContain(email);
  expect(page.html).toMatch(/<input id="code" name="code" type="text" value="" autocomplete="one-time-code" dir="ltr" inputmode="numeric" autocapitalize="none" spellcheck="false" required>/);
  expect(page.html).not.toMatch(/maxlength|pattern=/);
  expect(Buffer.byteLength(page.html)).toBeLessThanOrEqual(30_000);
  expect(await recipientsOf(courseway, id, 'public')).toEqual([]);
  const [code = ''] = await codesTo(email);
  expect(page.html).not.toContain(code);
  const typed = ` ${code.slice(0, 3)}-${code.slice(3).replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))} `;
  const answer = await openPage(`${url}/code`, { form: { ...hiddenFields(page), code: typed } });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringContaining('/launch/')]);
  expect(await recipientsOf(courseway, id, 'public')).toMatchObject([{ email, firstName: 'Zoë', isStarted: true }]);
});

it('says that a code is missing or wrong and how many tries are left; after the last one only a new code helps', async () => {
  const { page, email, url } = await askedForCode();
  const [code = ''] = await codesTo(email);
  const hidden = hiddenFields(page);
  const enter = (typed: string) => openPage(`${url}/code`, { form: { ...hidden, code: typed } });
  const missing = await enter(' ');
  expect([missing.status, missing.text.includes('Enter the code from the mail')]).toEqual([422, true]);
  for (const left of [4, 3, 2, 1]) {
    const wrong = await enter(wrongFor(code));
    expect([wrong.status, hiddenFields(wrong)]).toEqual([422, hidden]);
    expect(wrong.text).toContain(`This is not the code from the newest mail. Attempts left: ${left}`);
    expect(wrong.html).toMatch(/<input id="code"[^>]* aria-invalid="true" aria-describedby="code-error">/);
  }
  const last = await enter(wrongFor(code));
  expect([last.status, last.heading, last.html.includes('id="code"')]).toEqual([429, 'This code no longer works', false]);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await enter(code)).heading).toBe('This code no longer works');
  const again = await openPage(url, { form: hiddenFields(last) });
  const [, fresh = ''] = await codesTo(email, 2);
  expect((await openPage(`${url}/code`, { form: { ...hiddenFields(again), code: fresh } })).status).toBe(303);
});

it('takes no code after a quarter of an hour, and no ticket of another invitation or of nobody', async () => {
  const { page, email, url } = await askedForCode();
  const [code = ''] = await codesTo(email);
  const back = moveClock(courseway, 16 * 60_000);
  const late = await openPage(`${url}/code`, { form: { ...hiddenFields(page), code } });
  back();
  expect([late.status, late.heading]).toEqual([410, 'This code no longer works']);
  const other = await askedForCode();
  expect((await openPage(`${other.url}/code`, { form: { ...hiddenFields(page), code } })).status).toBe(410);
  expect((await openPage(`${url}/code`, { form: { code, ticket: 'made.up' } })).status).toBe(410);
});

it('is shown in another language without losing the ticket, and without another mail', async () => {
  const { page, email, url } = await askedForCode({ locale: 'de' });
  expect(page.lang).toBe('de');
  const [code = ''] = await codesTo(email);
  const nav = page.html.slice(page.html.indexOf('<nav'), page.html.indexOf('</nav>'));
  expect(nav).toContain(`<form method="post" action="/invitations/join/${url.split('/').pop()}/code">`);
  expect(nav).toContain('<button class="plain" name="lang" value="ja" lang="ja" dir="ltr">日本語</button>');
  const { lang: _, ...kept } = hiddenFields(page);
  const japanese = await openPage(`${url}/code`, { form: { ...kept, show: 'code', lang: 'ja' } });
  expect([japanese.status, japanese.lang, hiddenFields(japanese)]).toEqual([200, 'ja', { ...kept, lang: 'ja' }]);
  expect((await openPage(`${url}/code`, { form: { ...hiddenFields(japanese), code } })).status).toBe(303);
  expect(smtp.to(email)).toHaveLength(1);
});

it('leads back to the form who only opens the address, and refuses in words once nobody gets in', async () => {
  const { page, email, url, id } = await askedForCode();
  const opened = await openPage(`${url}/code`);
  expect([opened.status, opened.headers.get('location')]).toEqual([303, new URL(url).pathname]);
  const [code = ''] = await codesTo(email);
  await courseway.api(`/invitations/public/${id}`, { method: 'PUT', body: { allowNewRegistrations: false } });
  const refused = await openPage(`${url}/code`, { form: { ...hiddenFields(page), code } });
  expect([refused.status, refused.heading]).toEqual([403, 'This invitation takes no new learners']);
});
