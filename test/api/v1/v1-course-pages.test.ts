import { type Booted, bootCourseway } from '../../support/boot';
import { importCourse, publishSample } from '../../support/courses';
import { hour, moveClock } from '../../support/dispatching';
import { hiddenFields, languages, openPage } from '../../support/learner-pages';
import { makeAiccZip } from '../../support/make/reporting-packages';
import { signedV1, v1Client } from '../../support/v1';

let courseway: Booted;
let call: ReturnType<typeof v1Client>['call'];
let other: ReturnType<typeof v1Client>['call'];
beforeAll(async () => {
  courseway = await bootCourseway();
  call = v1Client(courseway).call;
  other = v1Client(courseway, await courseway.otherTenant()).call;
  await publishSample(courseway, 'sample <&">');
});
afterAll(() => courseway?.close());

const courseid = 'sample <&">';
const course = (name: string) => `rustici.course.${name}`;
const linkTo = async (name: string, more: Record<string, string> = {}) => (await call(course(name), { courseid, ...more })).headers.get('location') ?? '';
const attribute = async (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec((await call(course('getAttributes'), { courseid })).xml)?.[1];

describe('preview', () => {
  test('leads to the player, of any version, and tracks nothing', async () => {
    const answer = await call(course('preview'), { courseid, redirecturl: 'closer', cssurl: 'https://x.example/a.css' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, expect.stringMatching(new RegExp(`^${courseway.publicUrl}/launch/`))]);
    const launched = await fetch(answer.headers.get('location') ?? '', { redirect: 'manual' });
    expect([launched.status, launched.headers.get('location')]).toEqual([303, expect.stringMatching(new RegExp(`^${courseway.contentUrl}/play/`))]);
    expect((await call(course('preview'), { courseid, versionid: '0' })).status).toBe(302);
    expect((await call(course('getCourseDetail'), { courseid })).xml).toContain('registrations="0"');
  });

  test('of what is not there is an answer in XML', async () => {
    expect(await call(course('preview'), { courseid: 'none' })).toMatchObject({ status: 200, code: '1' });
    expect(await other(course('preview'), { courseid })).toMatchObject({ status: 200, code: '1' });
    expect([(await call(course('preview'))).code, (await call(course('preview'), { courseid, versionid: '9' })).code, (await call(course('preview'), { courseid, redirecturl: `https://x.example/${'y'.repeat(2000)}` })).code]).toEqual(['203', '1', '205']);
  });
});

describe('the way to the properties', () => {
  const widget = (more: Record<string, string>, path = '/EngineWebServices/widget') => fetch(`${courseway.publicUrl}${path}?${signedV1('', more)}`, { redirect: 'manual' });
  const view = { action: 'properties.view', package: `ApiCourseId|${courseid}`, notificationframesrc: '', stylesheet: '', editor: 'latest' };

  test('by the method, and as .NET asks for it', async () => {
    const place = new RegExp(`^${courseway.publicUrl}/course-properties\\?auth=[\\w.-]+$`);
    expect(await linkTo('properties', { editor: 'latest' })).toMatch(place);
    for (const path of ['/widget', '/EngineWebServices/widget']) {
      const answer = await widget(view, path);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, expect.stringMatching(place)]);
      expect((await openPage(answer.headers.get('location') ?? '')).status).toBe(200);
    }
  });

  test('not for others, nor unsigned, nor to anything else', async () => {
    const codeOf = async (answer: Response) => /<err code="(\d+)"/.exec(await answer.text())?.[1];
    expect([(await other(course('properties'), { courseid })).code, (await call(course('properties'), { courseid: 'none' })).code, (await call(course('properties'))).code]).toEqual(['1', '1', '203']);
    expect(await codeOf(await widget({ ...view, package: 'ApiCourseId|none' }))).toBe('1');
    expect(await codeOf(await widget({ ...view, package: courseid }))).toBe('203');
    expect(await codeOf(await widget({ ...view, action: 'packages.delete' }))).toBe('200');
    expect(await codeOf(await fetch(`${courseway.publicUrl}/widget?${signedV1('', view)}x`, { redirect: 'manual' }))).toBe('104');
    expect(await codeOf(await fetch(`${courseway.publicUrl}/widget?${signedV1('', view)}&method=rustici.course.deleteCourse`, { redirect: 'manual' }))).toBe('104');
    expect(await codeOf(await fetch(`${courseway.publicUrl}/widget?${signedV1(course('deleteCourse'), view)}`, { redirect: 'manual' }))).toBeUndefined(); // what the address stands for, whatever else it says
    expect((await call(course('exists'), { courseid })).xml).toContain('true');
  });
});

describe('the page', () => {
  /** The form as a browser would send it, with changes; undefined leaves a box empty. */
  const post = async (link: string, changes: Record<string, string | undefined>) => {
    const page = await openPage(link);
    const boxes = [...page.html.matchAll(/name="(\w+)" type="checkbox" value="true" checked/g)].map(([, name = '']) => [name, 'true']);
    const chosen = [...page.html.matchAll(/<select id="(\w+)"[\s\S]*?<option value="(\w+)" selected/g)].map(([, name = '', value = '']) => [name, value]);
    const form = Object.entries({ ...hiddenFields(page), ...Object.fromEntries([...boxes, ...chosen]), title: page.heading, ...changes }).filter((field): field is [string, string] => field[1] !== undefined);
    return openPage(`${courseway.publicUrl}/course-properties`, { form: Object.fromEntries(form) });
  };

  test('shows title and settings, asks nobody else for anything, is kept by nobody', async () => {
    const page = await openPage(await linkTo('properties'));
    expect([page.status, page.heading]).toEqual([200, 'Sample course']);
    expect([...page.html.matchAll(/type="checkbox"/g), ...page.html.matchAll(/<select /g), ...page.html.matchAll(/inputmode="decimal"/g)]).toHaveLength(34);
    expect(page.html).toMatch(/<option value="FRAMESET" selected>In the same page</);
    const header = (name: string) => page.headers.get(name);
    expect(['content-type', 'cache-control', 'referrer-policy', 'x-robots-tag', 'set-cookie'].map(header)).toEqual(['text/html; charset=utf-8', 'no-store', 'no-referrer', 'noindex', null]);
    expect(header('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors http: https:$/);
    expect(page.html).not.toMatch(/<script|style=|(src|href|action)="(https?:)?\/\//);
  });

  test('nothing that is left as it is gets stored', async () => {
    const sent = await post(await linkTo('properties'), {});
    expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/course-properties\?lang=en&saved=1&auth=/)]);
    const { settingItems } = (await (await courseway.api(`/courses/${encodeURIComponent(courseid)}/configuration`)).json()) as { settingItems: { explicitValue?: string }[] };
    expect(settingItems.filter(({ explicitValue }) => explicitValue !== undefined)).toEqual([]);
  });

  test('stores what was changed, and says so', async () => {
    const link = await linkTo('properties');
    const sent = await post(link, { title: 'Ärger & <Lob>', PlayerShowFinishButton: undefined, PlayerShowCloseItem: 'true', PlayerLaunchType: 'NEW_WINDOW', PlayerStatusRollupModeThresholdScore: ' 80 ' });
    const saved = await openPage(`${courseway.publicUrl}${sent.headers.get('location')}`);
    expect([saved.heading, saved.text.includes('Your changes are saved.')]).toEqual(['Ärger & <Lob>', true]);
    expect([await attribute('showFinishButton'), await attribute('showCloseItem'), await attribute('playerLaunchType'), await attribute('thresholdScore'), await attribute('showNavBar'), await attribute('title')]).toEqual(['false', 'true', 'NEW_WINDOW', '80', 'true', 'Ärger &amp; &lt;Lob&gt;']);
    expect((await openPage(link)).html).toMatch(/id="PlayerShowCloseItem"[^>]* checked/);
  });

  test.each([
    ['no title', { title: ' ' }, 'title', 'Enter a title of at most 255 characters.'], ['a long title', { title: 'x'.repeat(256) }, 'title', 'Enter a title'],
    ['a score that is none', { PlayerStatusRollupModeThresholdScore: '<many>' }, 'PlayerStatusRollupModeThresholdScore', 'Enter a number such as 80'],
  ])('says what is wrong with %s and stores nothing', async (_, changes, field, sentence) => {
    const page = await post(await linkTo('properties'), { PlayerShowTitleBar: undefined, ...changes });
    expect([page.status, page.heading, page.text.includes(sentence)]).toEqual([400, 'Ärger & <Lob>', true]);
    expect(page.html).toMatch(new RegExp(`<a href="#${field}">[^]*id="${field}-error"[^]*<input id="${field}"[^>]*aria-invalid="true" aria-describedby="${field}-error"`));
    expect(page.html).toContain(`value="${Object.values(changes)[0]?.trim().replace('<', '&lt;').replace('>', '&gt;')}"`);
    expect(page.html).not.toMatch(/id="PlayerShowTitleBar"[^>]* checked/);
    expect(await attribute('showTitleBar')).toBe('true');
  });

  test('takes no setting that it does not show', async () => {
    await post(await linkTo('properties'), { ApiRollupRegistrationPostBackUrl: 'https://evil.example/', PlayerTimeLimit: '1', flags: 'PlayerTimeLimit' });
    const { settingItems } = (await (await courseway.api(`/courses/${encodeURIComponent(courseid)}/configuration`)).json()) as { settingItems: { id: string; explicitValue?: string }[] };
    expect(settingItems.filter(({ id, explicitValue }) => explicitValue !== undefined && /^Api|TimeLimit/.test(id))).toEqual([]);
    expect(await attribute('showNavBar')).toBe('true'); // it was not among the boxes of that form
  });

  test('an AICC course has fewer', async () => {
    await importCourse(courseway, 'aicc', await makeAiccZip());
    const { headers } = await call(course('properties'), { courseid: 'aicc' });
    const { html } = await openPage(headers.get('location') ?? '');
    expect(html).toContain('id="PlayerShowNavBar"');
    expect(html).not.toContain('ExitAction');
  });

  test.each(languages)('speaks %s', async (language) => {
    const page = await openPage(await linkTo('properties'), { language });
    expect([page.status, page.lang]).toEqual([200, language]);
    expect(page.html).toContain(`dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(page.html).not.toMatch(/<(legend|label|option|button)[^>]*><\//); // every text is there
  });

  test('links that are none, were changed or are old; a course that is gone', async () => {
    const link = await linkTo('properties');
    for (const url of [`${courseway.publicUrl}/course-properties`, `${courseway.publicUrl}/course-properties?auth=x.y`, link.replace(/auth=../, 'auth=zz')]) expect(await openPage(url, { language: 'fr' })).toMatchObject({ status: 404, heading: 'Ce lien ne fonctionne pas', lang: 'fr' });
    expect(await openPage(`${courseway.publicUrl}/course-properties`, { form: { title: 'x' } })).toMatchObject({ status: 404, heading: 'This link does not work' });
    const back = moveClock(courseway, hour + 1000);
    expect(await openPage(link)).toMatchObject({ status: 410, heading: 'This link has expired' });
    back();
    await call(course('deleteCourse'), { courseid });
    expect(await openPage(link)).toMatchObject({ status: 404, heading: 'This course is gone' });
  });
});
