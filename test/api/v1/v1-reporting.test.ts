import { type Booted, bootCourseway } from '../../support/boot';
import { marchHistory } from '../../support/reporting';
import { ok, success, textsOf, v1Client, v1Sign } from '../../support/v1';

let courseway: Booted;
let v1: ReturnType<typeof v1Client>;
let other: ReturnType<typeof v1Client>;
const now = '2026-03-20T12:00:00Z';
beforeAll(async () => {
  courseway = await bootCourseway();
  const tenant = await courseway.otherTenant();
  await marchHistory(courseway); // the server's clock stands at noon of the 20th from here on
  [v1, other] = [atNoon(courseway), atNoon(tenant)];
});
afterAll(() => courseway?.close());

/** A client whose clock stands with the server's. */
function atNoon({ applicationId, secret }: { applicationId: string; secret: string }): ReturnType<typeof v1Client> {
  const client = v1Client({ publicUrl: courseway.publicUrl, applicationId, secret });
  const url = (method: string, parameters: Record<string, string> = {}) => {
    const all: [string, string][] = Object.entries({ method: `rustici.${method}`, appid: applicationId, ts: now.slice(0, 19).replace(/\D/g, ''), ...parameters });
    return `${courseway.publicUrl}/api?${new URLSearchParams([...all, ['sig', v1Sign(all, secret)]])}`;
  };
  const send = (method: string, parameters = {}) => fetch(url(method, parameters), { redirect: 'manual' });
  const told = async (method: string, parameters = {}) => {
    const xml = await (await send(method, parameters)).text();
    return /<err code="(\d+)"/.exec(xml)?.[1] ?? xml;
  };
  return { ...client, send, told };
}

const usage = '<usage><monthstart>2026-03-01T00:00:00.000+0000</monthstart><regcount>4</regcount><totalregistrations>4</totalregistrations><totalcourses>2</totalcourses></usage>';

test('the account in numbers', async () => {
  const xml = await v1.told('reporting.getAccountInfo');
  const createdate = textsOf(xml, 'createdate')[0] ?? '';
  expect(createdate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  const company = textsOf(xml, 'company')[0] ?? '';
  expect(xml).toBe(ok(`<account><email/><firstname/><lastname/><company>${company}</company><accounttype>SELF_HOSTED</accounttype><reglimit/><strictlimit>false</strictlimit><createdate>${createdate}</createdate>${usage}</account>`));
  expect(await v1.told('reporting.getUsageInfo')).toBe(ok(usage));
  expect(await other.told('reporting.getUsageInfo')).toBe(ok(usage.replace('>4</regcount', '>0</regcount').replace('>4</total', '>0</total').replace('>2<', '>0<')));
  expect(await v1.told('reporting.updateApplicationInReportage')).toBe(success);
});

test('a browser is led from launchReport to the report', async () => {
  const auth = textsOf(await v1.told('reporting.getReportageAuth', { navpermission: 'freenav', admin: 'True' }), 'auth')[0] ?? '';
  const reporturl = 'https://cloud.example/Reportage/reportage.php?appId=TESTAPP&courseId=safety';
  const answer = await v1.send('reporting.launchReport', { auth, reporturl });
  expect([answer.status, await answer.text()]).toEqual([302, '']);
  const location = answer.headers.get('location') ?? '';
  expect(location.startsWith(`${courseway.publicUrl}/reports?auth=`)).toBe(true);
  const report = await fetch(location);
  expect([report.status, (await report.text()).includes('Fire safety')]).toEqual([200, true]);
  expect(await other.told('reporting.launchReport', { auth, reporturl })).toBe('205'); // another tenant's
  const narrow = textsOf(await v1.told('reporting.getReportageAuth', { navpermission: 'NONAV' }), 'auth')[0] ?? '';
  expect(await v1.told('reporting.launchReport', { auth: narrow, reporturl: '/reports?learner=anna' })).toBe('205'); // one person is for admin
});

test('what is refused, by its number', async () => {
  const auth = textsOf(await v1.told('reporting.getReportageAuth', { navpermission: 'DOWNONLY' }), 'auth')[0] ?? '';
  expect(await v1.told('reporting.getReportageAuth')).toBe('203');
  expect(await v1.told('reporting.getReportageAuth', { navpermission: 'ANYWHERE' })).toBe('205');
  expect(await v1.told('reporting.getReportageAuth', { navpermission: 'NONAV', admin: 'perhaps' })).toBe('205');
  expect([await v1.told('reporting.launchReport', { auth }), await v1.told('reporting.launchReport', { reporturl: '/reports' })]).toEqual(['203', '203']);
  expect([await v1.told('reporting.launchReport', { auth, reporturl: 'https://evil.example/' }), await v1.told('reporting.launchReport', { auth: 'x.y', reporturl: '/reports' })]).toEqual(['205', '205']);
});

test('the date of the report is told to everybody, as text', async () => {
  const answer = await fetch(`${courseway.publicUrl}/Reportage/scormreports/api/getReportDate.php?appId=TESTAPP`);
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/plain; charset=utf-8', '2026-03-20 12:00:00']);
});
