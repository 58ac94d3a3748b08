import { type Booted, bootCourseway } from '../../support/boot';
import { languages, openPage } from '../../support/learner-pages';
import { marchHistory, reportLink, standAt, tableOf } from '../../support/reporting';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind Training' });
  await marchHistory(courseway);
});
afterAll(() => courseway.close());

const march = '?from=2026-03-01&to=2026-03-31';
const tiles = (html: string) => Object.fromEntries([...html.matchAll(/<div><dt>(.*?)<\/dt><dd>(\d+)/g)].map(([, name, value]) => [name, Number(value)]));
const happened = async (link: string, filters = '') => (await tableOf(link, 'days', filters)).filter((line) => !line.endsWith(',0,0'));
const safety = (numbers: string) => `safety,"Fire safety, ""hot"" work",${numbers}`;
const sales = "sales,'=SUM(A1) sales,1,1,0,0,0";

describe('the numbers', () => {
  test('add up: made in these days, and how far they came; by course, destination and day', async () => {
    const link = await reportLink(courseway.api, march);
    expect(tiles((await openPage(link)).html)).toEqual({ Courses: 2, Registrations: 4, Learners: 3, Started: 3, Completed: 2, Passed: 2 });
    expect(await tableOf(link, 'courses')).toEqual([safety('3,3,3,2,2'), sales]);
    expect(await tableOf(link, 'destinations')).toEqual([',,3,2,2,1,1', 'acme,Acme & Sons,1,1,1,1,1']);
    expect(await happened(link)).toEqual(['2026-03-10,1,0', '2026-03-11,1,0', '2026-03-12,1,2']);
    expect(await tableOf(link, 'days')).toHaveLength(31);
  });

  test('without days it is the last thirty; a day belongs to its first and last moment', async () => {
    const link = await reportLink(courseway.api);
    const days = await tableOf(link, 'days');
    expect([days.length, days[0]?.slice(0, 10), days.at(-1)?.slice(0, 10)]).toEqual([30, '2026-02-19', '2026-03-20']);
    expect(await happened(link, '&from=2026-03-11&to=2026-03-11')).toEqual(['2026-03-11,1,0']);
    expect(await tableOf(link, 'courses', '&from=2026-03-12&to=2026-03-12')).toEqual([safety('1,1,1,1,1')]);
  });

  test.each([
    ['course=sales', [sales]], ['destination=acme', [safety('1,1,1,1,1')]], ['courseTags=mandatory', [safety('3,3,3,2,2')]], ['learnerTags=berlin,nobody', [safety('1,1,1,0,0')]],
    ['registrationTags=spring', [sales]], ['courseTags=mandatory&registrationTags=spring', []], ['course=unknown', []], ['course=%27+OR+1=1', []],
  ])('narrow to %s', async (filter, rows) => {
    expect(await tableOf(await reportLink(courseway.api, `${march}&${filter}`), 'courses')).toEqual(rows);
  });

  test('starts and completions narrow as well', async () => {
    expect(await happened(await reportLink(courseway.api, `${march}&destination=acme`))).toEqual(['2026-03-12,1,1']);
    expect(await happened(await reportLink(courseway.api, `${march}&learner=anna`, { admin: true }))).toEqual(['2026-03-10,1,0', '2026-03-12,0,1']);
  });

  test('another tenant sees nothing of it', async () => {
    const other = await courseway.otherTenant();
    const link = await reportLink(other.api, march);
    const page = await openPage(link);
    expect([page.status, tiles(page.html)]).toEqual([200, {}]);
    expect(page.text).toContain('Nothing happened in these days');
    expect([await tableOf(link, 'courses'), await tableOf(link, 'destinations'), await happened(link)]).toEqual([[], [], []]);
    for (const filter of ['course=safety', 'destination=acme', 'courseTags=mandatory']) expect(await tableOf(await reportLink(other.api, `${march}&${filter}`), 'courses')).toEqual([]);
  });
});

describe('how far a link leads', () => {
  const status = async (link: string, filters: string) => (await fetch(link + filters)).status;

  test('NONAV: to one report, without a form or a way on', async () => {
    const link = await reportLink(courseway.api, `${march}&course=safety`, { nav: 'NONAV' });
    const { html } = await openPage(link);
    expect(html).not.toContain('<form');
    expect(html.slice(html.indexOf('<main>'))).not.toContain('href="/reports?');
    expect(tiles(html)).toMatchObject({ Registrations: 3 });
    for (const filters of ['&course=sales', '&from=2026-03-02', '&destination=acme', '&learnerTags=x']) expect([filters, await status(link, filters)]).toEqual([filters, 403]);
    expect([await status(link, '&course=safety'), await status(link, '&lang=de')]).toEqual([200, 200]);
    expect(await status(link.replace('/reports?', '/reports/courses.csv?'), '&course=sales')).toBe(403);
  });

  test('DOWNONLY: deeper, never out of what it was made for', async () => {
    const link = await reportLink(courseway.api, `${march}&courseTags=mandatory`, { nav: 'DOWNONLY' });
    expect(await tableOf(link, 'courses', '&destination=acme')).toEqual([safety('1,1,1,1,1')]);
    expect(await tableOf(link, 'courses', '&course=sales')).toEqual([]);
    for (const filters of ['&from=2026-02-28', '&to=2026-04-01', '&courseTags=other', '&courseTags=mandatory,other']) expect([filters, await status(link, filters)]).toEqual([filters, 403]);
    expect(await status(link, '&from=2026-03-02&to=2026-03-30')).toBe(200);
  });

  test('FREENAV: anywhere in the application, to one learner only for admin', async () => {
    const link = await reportLink(courseway.api, `${march}&course=safety`);
    expect(await tableOf(link, 'courses', '&from=2026-03-01&to=2026-03-31')).toHaveLength(2);
    expect(await status(link, '&learner=anna')).toBe(400);
    expect(await status(await reportLink(courseway.api, march, { admin: true }), '&learner=anna')).toBe(200);
  });

  test('links that are none, were changed or are old: a page that says so, in the reader\'s language', async () => {
    const link = await reportLink(courseway.api);
    const changed = link.replace(/auth=../, 'auth=zz');
    for (const url of [`${courseway.publicUrl}/reports`, `${courseway.publicUrl}/reports?auth=x.y`, changed, changed.replace('/reports?', '/reports/days.csv?')]) {
      const page = await openPage(url, { language: 'fr' });
      expect([page.status, page.heading, page.lang]).toEqual([404, 'Ce lien ne fonctionne pas', 'fr']);
    }
    standAt(courseway, '2026-03-20T14:00:00Z');
    expect(await openPage(link)).toMatchObject({ status: 410, heading: 'This link has expired' });
    standAt(courseway, '2026-03-20T12:00:00Z');
  });
});

describe('the page', () => {
  test('asks nobody else for anything, is kept by nobody, and runs no script', async () => {
    const page = await openPage(await reportLink(courseway.api, march));
    const header = (name: string) => page.headers.get(name);
    expect(['content-type', 'cache-control', 'referrer-policy', 'x-robots-tag', 'set-cookie'].map(header)).toEqual(['text/html; charset=utf-8', 'no-store', 'no-referrer', 'noindex', null]);
    expect(header('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/);
    expect(page.html).not.toMatch(/<script|style=|(src|href|action)="(https?:)?\/\//);
  });

  test('writes other people\'s words as text', async () => {
    const link = await reportLink(courseway.api, `${march}&courseTags=${encodeURIComponent('"><img src=x>')}`);
    const { html } = await openPage(link);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  test.each([['from=2026-02-30', 'Enter a day, such as 2026-01-31.'], ['from=2026-03-09&to=2026-03-08', 'The last day must not be before the first.'], ['from=2020-01-01&to=2026-01-01', 'A report shows 366 days at most.']])('says what is wrong with %s and keeps it in the form', async (filters, sentence) => {
    const page = await openPage(`${await reportLink(courseway.api, march)}&${filters}`);
    expect(page.status).toBe(400);
    expect(page.text).toContain(sentence);
    const [, from] = /from=([\d-]+)/.exec(filters) ?? [];
    expect(page.html).toContain(`value="${from}"`);
    expect(tiles(page.html)).toMatchObject({ Registrations: 4 });
  });

  test.each(languages)('speaks %s', async (language) => {
    const page = await openPage(await reportLink(courseway.api, march), { language });
    expect([page.status, page.lang]).toEqual([200, language]);
    expect(page.html).toContain(`dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(page.html.match(/<rect /g)).toHaveLength(2 * 4); // four bars, in the wide and the narrow picture
  });
});
