import { type Booted, bootCourseway } from '../../support/boot';
import { publishCourse } from '../../support/dispatching';
import { marchHistory, reportLink, standAt } from '../../support/reporting';

let courseway: Booted;
let other: Awaited<ReturnType<Booted['otherTenant']>>;
beforeAll(async () => {
  courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind Training' });
  other = await courseway.otherTenant();
});
afterAll(() => courseway.close());

const read = async (path: string, api = courseway.api) => {
  const answer = await api(`/reporting/${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const link = (auth: string, reportUrl: string, api?: Booted['api']) => read(`reportageLink?${new URLSearchParams({ auth, reportUrl })}`, api);
const token = async (query = 'navPermission=FREENAV') => (await read(`reportageAuth?${query}`)).body['queryString'] as string;

describe('the account', () => {
  test('tells its name and what it holds, counted as it is asked; another tenant sees its own', async () => {
    const usage = (counts: object) => expect.objectContaining({ usage: { monthStart: '2026-03-01T00:00:00.000Z', ...counts } });
    standAt(courseway, '2026-03-20T12:00:00Z');
    expect((await read('accountInfo')).body).toEqual(usage({ regCount: 0, totalRegistrations: 0, totalCourses: 0 }));
    await marchHistory(courseway);
    const { body } = await read('accountInfo');
    expect(body).toMatchObject({ company: 'Northwind Training', accountType: 'SELF_HOSTED', strictLimit: false, createDate: expect.stringMatching(/Z$/) });
    expect(body).toEqual(usage({ regCount: 4, totalRegistrations: 4, totalCourses: 2 }));
    expect((await read('accountInfo', other.api)).body).toMatchObject({ company: 'Another tenant', usage: { regCount: 0, totalRegistrations: 0, totalCourses: 0 } });
  });

  test('a new month begins at nothing and keeps the totals', async () => {
    standAt(courseway, '2026-04-01T00:00:00Z');
    expect((await read('accountInfo')).body['usage']).toEqual({ monthStart: '2026-04-01T00:00:00.000Z', regCount: 0, totalRegistrations: 4, totalCourses: 2 });
    await publishCourse(courseway, 'third');
    expect((await read('accountInfo')).body).toMatchObject({ usage: { totalCourses: 3 } });
    standAt(courseway, '2026-03-20T12:00:00Z');
  });
});

describe('ways to the report', () => {
  test('a token makes links to our own page, whatever address of a report it is given', async () => {
    const auth = await token();
    expect(auth).toMatch(/^auth=[\w.-]+$/);
    for (const reportUrl of ['/reports', '/reports?from=2026-03-01', `${courseway.publicUrl}/reports?course=safety`, 'https://cloud.scorm.com/Reportage/reportage.php?appId=X&courseId=safety']) {
      for (const value of [auth, auth.replace('auth=', '')]) {
        const { status, body } = await link(value, reportUrl);
        expect([reportUrl, status]).toEqual([reportUrl, 200]);
        expect(body['reportageLink']).toMatch(new RegExp(`^${courseway.publicUrl}/reports\\?auth=[\\w.-]+$`));
        expect((await fetch(body['reportageLink'] as string)).status).toBe(200);
      }
    }
  });

  test.each([
    ['reportageAuth', 'navPermission'], ['reportageAuth?navPermission=UPONLY', 'navPermission'], ['reportageAuth?navPermission=NONAV&admin=perhaps', 'admin'],
    ['reportageLink?reportUrl=/reports', 'auth'], ['reportageLink?auth=x', 'reportUrl'], ['reportageLink?auth=x&reportUrl=/reports', 'auth'],
  ])('400 names what is wrong in %s', async (path, field) => {
    const { status, body } = await read(path);
    expect([status, body['code'], String(body['message']).split(':')[0]]).toEqual([400, 'invalid-input', field]);
  });

  test.each(['https://elsewhere.example/', '/launch/x', 'javascript:alert(1)', '/reports?from=2026-02-30', '/reports?from=2026-03-02&to=2026-03-01', '/reports?from=2020-01-01&to=2026-01-01', '/reports?learner=anna', '/reports?course=%00', `/reports?course=${'x'.repeat(256)}`])('400 for the report %s', async (reportUrl) => {
    const { status, body } = await link(await token(), reportUrl);
    expect([status, String(body['message']).split(':')[0]]).toEqual([400, 'reportUrl']);
  });

  test('a token is its application\'s, lives ten minutes, and is no link; a link is no token', async () => {
    const auth = await token();
    expect((await link(auth, '/reports', other.api)).status).toBe(400);
    const made = (await link(auth, '/reports')).body['reportageLink'] as string;
    expect((await fetch(`${courseway.publicUrl}/reports?${auth}`)).status).toBe(404);
    expect((await link(new URL(made).search, '/reports')).status).toBe(400);
    standAt(courseway, '2026-03-20T12:09:59Z');
    expect((await link(auth, '/reports')).status).toBe(200);
    standAt(courseway, '2026-03-20T12:10:00Z');
    expect((await link(auth, '/reports')).body['message']).toContain('expired');
    standAt(courseway, '2026-03-20T12:59:59Z');
    expect((await fetch(made)).status).toBe(200);
    standAt(courseway, '2026-03-20T13:00:00Z');
    expect((await fetch(made)).status).toBe(410);
    standAt(courseway, '2026-03-20T12:00:00Z');
  });

  test('one learner alone is for tokens with admin=true', async () => {
    const made = await reportLink(courseway.api, '?learner=anna', { admin: true });
    expect(await (await fetch(made)).text()).toContain('anna');
  });
});
