import { InvitationLinks } from '../../../src/invitations/invitation-links';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { MailSuppressions } from '../../../src/platform/mail/mail-suppressions';
import { type Booted, bootCourseway } from '../../support/boot';
import { describedCourse, expectSafe, inviteOne, openPage, type SeenPage } from '../../support/learner-pages';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind <Training>' });
  await describedCourse(courseway, 'ladders', 'Working safely with ladders', 'What to check before you climb.');
});
afterAll(() => courseway?.close());

const below = (path: string) => `${courseway.publicUrl}/invitations/${path}`;

describe('the page that mails links', () => {
  it('answers the same page to everybody', async () => {
    const known = await inviteOne(courseway, 'ladders', { email: 'known@x.example' });
    const ask = await openPage(below('links'));
    expectSafe(ask);
    expect([ask.status, ask.heading]).toEqual([200, 'Have your links mailed to you']);
    expect(ask.html).toMatch(/<input id="email" name="email" type="email" value="" autocomplete="email"/);
    const pages = await Promise.all([known.email, 'nobody@x.example'].map((email) => openPage(below('links'), { form: { email, lang: 'en' } })));
    expectSafe(pages[0] as SeenPage);
    expect(pages.map(({ status, heading }) => [status, heading])).toEqual([[200, 'Look into your mailbox'], [200, 'Look into your mailbox']]);
    expect(pages[0]?.html).toBe(pages[1]?.html);
    expect(pages[0]?.html).not.toContain('@x.example');
    const again = await openPage(below('links'), { form: { show: 'sent', lang: 'fr' } });
    expect([again.status, again.lang, again.heading]).toEqual([200, 'fr', 'Consultez votre messagerie']);
  });

  it('says what is wrong with an address and keeps it', async () => {
    const page = await openPage(below('links'), { form: { email: 'ada', lang: 'es' } });
    expectSafe(page);
    expect([page.status, page.lang]).toEqual([422, 'es']);
    expect(page.html).toMatch(/<input id="email"[^>]* value="ada"[^>]* aria-invalid="true" aria-describedby="email-error">/);
    expect((await openPage(below('links'), { form: {} })).text).toContain('Enter your e-mail address');
  });

  it('holds back who asks too often, and says for how long', async () => {
    let page: SeenPage | undefined;
    for (let i = 0; i < 70 && page?.status !== 429; i++) page = await openPage(below('links'), { form: { email: `many${i}@x.example` } });
    if (!page) throw new Error('nothing was asked');
    expectSafe(page);
    expect([page.status, page.heading]).toEqual([429, 'Too many attempts']);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect(page.text).toMatch(/Try again in (60|5\d) minutes\./);
  });
});

describe('the page that ends reminders', () => {
  const stopUrl = (recipientId: string) => courseway.get(InvitationLinks).stopUrl(recipientId);
  const suppressed = async () => JSON.stringify(await courseway.get(UnitOfWork).run(() => courseway.get(MailSuppressions).list(courseway.applicationId)));

  it('asks first: GET and HEAD change nothing', async () => {
    const { recipientId } = await inviteOne(courseway, 'ladders', { email: 'keep@x.example', locale: 'de' });
    const page = await openPage(stopUrl(recipientId));
    await openPage(stopUrl(recipientId), { method: 'HEAD' });
    expectSafe(page);
    expect([page.status, page.lang, page.heading]).toEqual([200, 'de', 'Keine Erinnerungen mehr?']);
    expect(page.text).toContain('Northwind <Training>');
    expect(await suppressed()).not.toContain('keep@x.example');
  });

  it('obeys the button and the mail program alike, again and again', async () => {
    const { recipientId, url } = await inviteOne(courseway, 'ladders', { email: 'stop@x.example' });
    const oneClick = new FormData();
    oneClick.set('List-Unsubscribe', 'One-Click');
    for (const body of [new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), oneClick, new URLSearchParams({ lang: 'en' }), undefined]) {
      const answer = await fetch(stopUrl(recipientId), { method: 'POST', ...(body && { body }) });
      expect([answer.status, (await answer.text()).includes('You get no more reminders')]).toEqual([200, true]);
    }
    expect(await suppressed()).toContain('stop@x.example');
    expect((await openPage(url)).status).toBe(200);
  });
});
