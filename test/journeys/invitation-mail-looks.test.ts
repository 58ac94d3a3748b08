import { readFileSync } from 'node:fs';
import type { RenderedMail } from '../../src/invitations/mail/render-mail';
import { inChromium, TestBrowser } from '../support/browser';
import { invitationMail, mailUrl, mailWriter } from '../support/make/invitation-mail';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const writer = mailWriter();
const long = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
const stopUrl = `${mailUrl.replace('open', 'stop')}.01HZX`;

function mailsIn(language: 'en' | 'ar'): Record<string, RenderedMail> {
  const mail = invitationMail({ language, vendor: `${long} GmbH`, course: { title: language === 'ar' ? 'السلامة من الحرائق' : long, description: 'First.\nSecond.', duration: 'PT1H' } });
  return {
    invitation: writer.invitation(mail),
    reminder: writer.invitation({ ...mail, kind: 'reminder', stopUrl }),
    body: writer.invitation({ ...mail, body: `<h1>${long}</h1><table border="1"><tr><th>A</th><td>${long}</td></tr></table><p>[URL:Start], [URL]</p>` }),
    code: writer.code({ language, vendor: 'ACME', course: 'Fire safety', code: '493027' }),
    links: writer.links({ language, vendor: 'ACME', items: (['new', 'started', 'completed'] as const).map((state) => ({ course: `${long} ${state}`, url: `${mailUrl}?${state}`, state, dueAt: Date.UTC(2030, 4, 1) })) }),
  };
}

inChromium('mails for everybody', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.open();
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.close());

  test.each([['en', 700, 'light'], ['en', 320, 'dark'], ['ar', 320, 'light'], ['ar', 700, 'dark']] as const)('%s at %i pixels, %s: nothing for axe, nothing to scroll sideways', async (language, width, colorScheme) => {
    for (const [kind, mail] of Object.entries(mailsIn(language))) {
      const page = await browser.newPage({ viewport: { width, height: 600 }, colorScheme });
      await page.setContent(mail.html);
      await page.addScriptTag({ content: axe });
      // a mail has no landmarks of its own: it is shown inside the page of a mail program
      const run = `axe.run({ rules: { region: { enabled: false }, 'landmark-one-main': { enabled: false } } }).then((result) => [...result.violations, ...result.incomplete].map(({ id, nodes }) => id + ' ' + nodes[0].html + ' ' + nodes[0].failureSummary))`;
      expect([kind, await page.evaluate(run)]).toEqual([kind, []]);
      expect([kind, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([kind, width]);
      await page.close();
    }
  }, 120_000);

  test('the preheader is not seen, and the code copies as digits', async () => {
    const page = await browser.newPage();
    await page.setContent(writer.code({ language: 'ja', vendor: 'ACME', course: 'Fire safety', code: '493027' }).html);
    expect(await page.evaluate(`getSelection().selectAllChildren(document.querySelector('.code')), getSelection().toString().trim()`)).toBe('493027');
    expect(await page.evaluate(`document.querySelector('[role=article] > div').getClientRects().length`)).toBe(0);
  });
});
