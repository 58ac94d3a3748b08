import { type Booted, bootCourseway } from '../../support/boot';
import { publishSample } from '../../support/courses';
import { randomFrom } from '../../support/generate-cases';
import { v1Methods } from '../../clients/v1-methods';
import { v1Client } from '../../support/v1';

const casesOfEach = 25;
/** Every parameter of the protocol. */
const names = [
  'accountkey', 'active', 'addresses', 'addtags', 'admin', 'after', 'allowdelete', 'auth', 'authtype', 'childappid', 'courseTags', 'coursefilter', 'courseid', 'description', 'destinationURL', 'destinationid', 'detail', 'disableTracking',
  'dispatchid', 'email', 'emailBody', 'emailSubject', 'enable', 'enabled', 'expirationdate', 'exportid', 'file', 'filter', 'fname', 'format', 'id', 'instanced', 'instanceid', 'invitationId', 'isactive', 'jsoncallback', 'label', 'launchid',
  'learnerTags', 'learnerid', 'lname', 'lrsAuthCallbackUrl', 'name', 'navpermission', 'newid', 'open', 'page', 'password', 'path', 'pd', 'postbackurl', 'public', 'redirecturl', 'regid', 'registrationCap', 'registrationTags', 'registrationcap',
  'registrationcount', 'registrationid', 'removetags', 'reporturl', 'resultsformat', 'scope', 'secretkeyid', 'send', 'sourceURL', 'tag', 'tags', 'token', 'until', 'url', 'urlname', 'urlpass', 'versionid', 'showNavBar', '__proto__', 'constructor',
];
const values = [
  '', ' ', '0', '-1', '1', '99999999999999999999', '1e3', 'true', 'False', 'null', 'undefined', 'sample', 'TESTAPP', 'latest', '20260101000000', '2026-13-45', '12/31/2026 11:59:59 PM', '(a+)+$', '[', '.*', 'x'.repeat(300), 'ü'.repeat(256), '🙂', 'a\u0000b',
  '<rsp stat="ok"/>', ']]>', '"&\'<', '../../etc/passwd', 'https://lms.example/?a=1&b=2', 'javascript:alert(1)', 'http://127.0.0.1:1/', 'a@b.example', 'a@b.example,c@d.example', 'course', 'full', 'json', 'constructor', '\r\nset-cookie: a=b', '%00', "' OR 1=1 --",
];

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await publishSample(courseway, 'sample');
});
afterAll(() => courseway?.close());

const signerOf = (method: string) => (method.startsWith('rustici.application.') ? { applicationId: 'MANAGEMENT', secret: 'test-secret-of-management' } : courseway);
const isEnvelope = /^<\?xml version="1\.0" encoding="utf-8"\?><rsp stat="(ok|fail)">[\s\S]*<\/rsp>$/;

test.each(Object.keys(v1Methods))('%s: nothing that is sent makes a fault of ours, or anything but the envelope', async (method) => {
  const random = randomFrom([...method].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7));
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const { call } = v1Client(courseway, signerOf(method));
  for (let n = 0; n < casesOfEach; n++) {
    const sent = Object.fromEntries(Array.from({ length: 2 + Math.floor(random() * 12) }, () => [pick(names), pick(values)]));
    if (n % 2) Object.assign(sent, { courseid: 'sample' });
    const { status, type, xml, location } = await call(method, sent, { post: n % 3 === 0 });
    const seen = JSON.stringify([method, sent, status, xml.slice(0, 300)]);
    if (status === 302) expect([seen, location]).toEqual([seen, expect.stringMatching(/^https?:\/\//)]);
    else expect([seen, status]).toEqual([seen, 200]);
    expect(seen).not.toContain('Something went wrong');
    if (status === 200 && type?.startsWith('text/xml') && !method.endsWith('getManifest')) expect([seen, isEnvelope.test(xml)]).toEqual([seen, true]);
    expect(seen).not.toContain('text/html');
  }
});

test.each(Object.keys(v1Methods).filter((method) => !/debug\.(ping|getTime)$/.test(method)))('%s wants a signature', async (method) => {
  const { xml } = await v1Client(courseway, signerOf(method)).call(method, { courseid: 'sample' }, { secret: 'not the secret' });
  expect(xml).toMatch(/<err code="104" /);
  const unsigned = await fetch(`${courseway.publicUrl}/api?method=${method}&courseid=sample`);
  expect([unsigned.status, await unsigned.text()]).toEqual([200, expect.stringContaining('<err code="101" ')]);
});

test('another tenant’s secret signs nothing for this one', async () => {
  const { secret } = await courseway.otherTenant();
  expect((await v1Client(courseway, courseway).call('course.getCourseList', {}, { secret })).code).toBe('104');
});
