import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { importCourse, publishSample } from '../../support/courses';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { progress } from '../../support/posting';
import { TestReceiver } from '../../support/receiver';
import { ok, v1Client } from '../../support/v1';

let courseway: Booted;
let call: ReturnType<typeof v1Client>['call'];
let other: ReturnType<typeof v1Client>['call'];
const method = (name: string) => `rustici.registration.${name}`;
const success = ok('<success/>');
const date = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000';

beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  ({ call } = v1Client(courseway, courseway));
  ({ call: other } = v1Client(courseway, await courseway.otherTenant()));
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'Cour<se> & "more"' }));
  await publishSample(courseway, 'second');
});
afterAll(() => courseway?.close());

let n = 0;
const create = (more: Record<string, string> = {}) => call(method('createRegistration'), { courseid: 'course', regid: `r${++n}`, fname: 'Jo', lname: 'Doe', learnerid: `l${n}`, ...more });
async function created(more: Record<string, string> = {}): Promise<string> {
  const answer = await create(more);
  expect(answer.xml).toBe(success);
  return more['regid'] ?? `r${n}`;
}
const detail = async (regid: string) => (await call(method('getRegistrationDetail'), { regid })).xml;
const idsIn = (xml: string) => [...xml.matchAll(/<registrationId>([^<]*)<\/registrationId>/g)].map((match) => match[1]);

describe('creating', () => {
  test('the answer, and what is there then, in its exact shape', async () => {
    const regid = await created({ regid: 'whole', learnerid: 'learner of whole', email: 'jo@example.com' });
    expect(await detail(regid)).toMatch(
      new RegExp(
        `^${ok(`<registration id="whole" courseid="course"><appId>TESTAPP</appId><registrationId>whole</registrationId><courseId>course</courseId><courseTitle>Cour&lt;se&gt; &amp; &quot;more&quot;</courseTitle><lastCourseVersionLaunched>0</lastCourseVersionLaunched><learnerId>learner of whole</learnerId><learnerFirstName>Jo</learnerFirstName><learnerLastName>Doe</learnerLastName><email>jo@example.com</email><createDate>DATE</createDate><firstAccessDate/><lastAccessDate/><completedDate/><tinCanRegistrationId>[0-9a-f-]{36}</tinCanRegistrationId><instances><instance><instanceId>0</instanceId><courseVersion>0</courseVersion><updateDate>DATE</updateDate></instance></instances></registration>`).replace('?xml', '\\?xml').replace('?>', '\\?>').replaceAll('DATE', date)}$`,
      ),
    );
    expect((await call(method('exists'), { regid })).xml).toBe(ok('<result>true</result>'));
    expect((await call(method('exists'), { regid: 'nobody' })).xml).toBe(ok('<result>false</result>'));
  });

  test('names may be empty; ids are what they are, whatever is in them', async () => {
    const hostile = ['a/b c', '学习-😀', `<&"']]>`, 'Same', 'same', 'x+y=z&regid=other'];
    for (const regid of hostile) {
      await created({ regid, learnerid: `${regid}'s`, fname: '', lname: '<b>' });
      expect((await call(method('exists'), { regid }, { post: true })).xml).toBe(ok('<result>true</result>'));
      const escaped = regid.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
      expect(await detail(regid)).toContain(`<registration id="${escaped}" courseid="course">`);
    }
  });

  test('every refusal has its number, and nothing is made', async () => {
    const cases: [string, Record<string, string>][] = [
      ['1', { courseid: 'none' }], ['2', { regid: 'whole' }], ['3', { urlname: 'u' }], ['3', { urlname: 'u', urlpass: '' }], ['1', { versionid: '7' }], ['205', { versionid: 'newest' }], ['203', { regid: '' }], ['203', { courseid: '' }],
      ['203', { learnerid: '' }], ['205', { regid: 'x'.repeat(256) }], ['205', { regid: ' x' }], ['205', { fname: 'x'.repeat(256) }], ['205', { postbackurl: 'ftp://x.test/' }], ['205', { postbackurl: 'x' }],
      ['205', { postbackurl: 'https://x.test/', authtype: 'digest' }], ['205', { postbackurl: 'https://x.test/', resultsformat: 'all' }], ['205', { learnerTags: 'x'.repeat(256) }],
    ];
    for (const [code, more] of cases) {
      const answer = await create(more);
      expect([more, answer.status, answer.code]).toEqual([more, 200, code]);
    }
    expect((await call(method('createRegistration'), { courseid: 'course', regid: 'x', learnerid: 'l', lname: 'Doe' })).xml).toBe('<?xml version="1.0" encoding="utf-8"?><rsp stat="fail"><err code="203" msg="The parameter fname is required"/></rsp>');
    expect((await call(method('exists'), { regid: 'x' })).xml).toBe(ok('<result>false</result>'));
  });

  test('a version of the course, and tags in either spelling', async () => {
    await importCourse(courseway, 'second', await makeScorm12Zip({ title: 'Newer' }), '&mayCreateNewVersion=true');
    await created({ courseid: 'second', regid: 'oldest', versionid: '0', learnerid: 'tagged', learnerTags: 'a, b', coursetags: 'c', registrationTags: 'd,,e' });
    await created({ courseid: 'second', regid: 'latest', versionid: 'latest' });
    expect([await detail('oldest'), await detail('latest')].map((xml) => /<courseVersion>(\d)</.exec(xml)?.[1])).toEqual(['0', '1']);
    const tags = async (path: string) => ((await (await courseway.api(`${path}/tags`)).json()) as { tags: string[] }).tags;
    expect([await tags('/learner/tagged'), await tags('/courses/second'), await tags('/registrations/oldest')]).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
  });

  test('in few statements', async () => {
    expect(await countStatements(courseway, () => create({ postbackurl: 'https://x.test/' }))).toBeLessThanOrEqual(6);
  });
});

describe('lists', () => {
  const list = async (params: Record<string, string>, name = 'getRegistrationList') => (await call(method(name), { filter: 'list.*', ...params })).xml;

  beforeAll(async () => {
    for (const one of [1, 2, 3]) await created({ regid: `list${one}`, learnerid: one === 3 ? 'somebody' : 'twice' });
    await created({ regid: 'list-second', courseid: 'second' });
    await progress(courseway, 'list2', 0.5);
  });

  test('filters match the whole id; course and learner are named', async () => {
    expect(idsIn(await list({}))).toEqual(['list1', 'list2', 'list3', 'list-second']);
    expect(idsIn(await list({ filter: 'list' }))).toEqual([]);
    expect(idsIn(await list({ filter: 'list[12]' }))).toEqual(['list1', 'list2']);
    expect(idsIn(await list({ coursefilter: 'sec.nd' }))).toEqual(['list-second']);
    expect(idsIn(await list({ courseid: 'course', learnerid: 'twice' }))).toEqual(['list1', 'list2']);
    expect(await list({ courseid: 'none' })).toBe(ok('<registrationlist></registrationlist>'));
    expect((await call(method('getRegistrationList'), { filter: '(' })).code).toBe('205');
    expect((await call(method('getRegistrationList'), { after: 'yesterday' })).code).toBe('205');
    expect(idsIn((await other(method('getRegistrationList'))).xml)).toEqual([]);
  });

  test('after is exclusive and until inclusive, of the last update', async () => {
    const updated = /<updateDate>([^<]*)</.exec(await detail('list2'))?.[1] ?? '';
    expect(idsIn(await list({ after: updated }))).not.toContain('list2');
    expect(idsIn(await list({ after: new Date(Date.parse(updated.replace('+0000', 'Z')) - 1).toISOString() }))).toContain('list2');
    expect(idsIn(await list({ until: updated }))).toContain('list2');
    expect(idsIn(await list({ until: '1/2/2026 3:04:05 AM' }))).toEqual([]);
  });

  test('with a report in each', async () => {
    const xml = await list({ filter: 'list[23]' }, 'getRegistrationListResults');
    expect(xml).toContain('</instances><registrationreport format="course" regid="list2" instanceid="0"><complete>incomplete</complete><success>unknown</success><totaltime>60</totaltime><score>50</score></registrationreport></registration>');
    expect(xml).toContain('<registrationreport format="course" regid="list3" instanceid="0"><complete>unknown</complete><success>unknown</success><totaltime>0</totaltime><score>unknown</score></registrationreport>');
    expect(await list({ filter: 'list2', resultsformat: 'full' }, 'getRegistrationListResults')).toMatch(/<registrationreport format="full" regid="list2" instanceid="0"><activity id="[^"]+"><title>/);
  });

  test('the same statements for one registration as for many, over all parts', async () => {
    const cost = (filter: string, name: string) => countStatements(courseway, async () => expect((await call(method(name), { filter, resultsformat: 'full' })).xml).toContain('stat="ok"'));
    for (const name of ['getRegistrationList', 'getRegistrationListResults']) {
      await cost('list.*', name);
      expect(await cost('list.*', name)).toBe(await cost('list1', name));
    }
    await Promise.all(Array.from({ length: 230 }, (_, i) => call(method('createRegistration'), { courseid: 'course', regid: `many${i}`, fname: '', lname: '', learnerid: 'many' })));
    expect(new Set(idsIn(await list({ filter: 'many.*' }))).size).toBe(230);
    expect(new Set(idsIn(await list({ learnerid: 'many', filter: '.*', resultsformat: 'activity' }, 'getRegistrationListResults'))).size).toBe(230);
    expect(await cost('many.*', 'getRegistrationList')).toBeLessThanOrEqual(10);
  });
});

describe('changing', () => {
  test('instances: a new one on the newest version, the newest deleted, a named one, all', async () => {
    const regid = await created();
    expect((await call(method('createNewInstance'), { regid })).xml).toBe(ok('<success instanceid="1"/>'));
    expect((await call(method('createNewInstance'), { regid })).xml).toBe(ok('<success instanceid="2"/>'));
    const instances = async () => [...(await detail(regid)).matchAll(/<instanceId>(\d)</g)].map((match) => match[1]);
    expect(await instances()).toEqual(['0', '1', '2']);
    expect((await call(method('deleteRegistration'), { regid, instanceid: 'latest' })).xml).toBe(success);
    expect((await call(method('deleteRegistration'), { regid, instanceid: '0' })).xml).toBe(success);
    expect(await instances()).toEqual(['1']);
    expect([(await call(method('deleteRegistration'), { regid, instanceid: '7' })).code, (await call(method('deleteRegistration'), { regid, instanceid: 'all' })).code]).toEqual(['1', '205']);
    expect((await call(method('deleteRegistration'), { regid })).xml).toBe(success);
    expect((await call(method('deleteRegistration'), { regid })).code).toBe('1');
  });

  test('an application that may not delete', async () => {
    const regid = await created();
    const allow = (allowDelete: boolean) =>
      courseway.api('/appManagement/applications/TESTAPP', { method: 'PUT', body: { allowDelete }, headers: { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` } });
    await allow(false);
    expect((await call(method('deleteRegistration'), { regid })).code).toBe('100');
    await allow(true);
    expect((await call(method('deleteRegistration'), { regid })).xml).toBe(success);
  });

  test('resetting: what was done is gone; global objectives are forgotten', async () => {
    const regid = await created();
    await progress(courseway, regid, 0.9, 'COMPLETED');
    expect((await call(method('resetGlobalObjectives'), { regid, instanceid: '0' })).xml).toBe(success);
    expect((await call(method('getRegistrationResult'), { regid })).xml).toContain('<complete>complete</complete>');
    expect((await call(method('resetRegistration'), { regid })).xml).toBe(success);
    expect((await call(method('getRegistrationResult'), { regid })).xml).toContain('<complete>unknown</complete><success>unknown</success><totaltime>0</totaltime><score>unknown</score>');
    expect((await call(method('resetGlobalObjectives'), { regid, instanceid: '3' })).code).toBe('1');
  });

  test('a learner is renamed in all registrations, under a new id too, with the tags', async () => {
    await created({ regid: 'named1', learnerid: 'old id', learnerTags: 'vip' });
    await created({ regid: 'named2', learnerid: 'old id', email: 'old@example.com' });
    expect((await call(method('updateLearnerInfo'), { learnerid: 'old id', fname: 'Ann', lname: '' })).xml).toBe(success);
    for (const regid of ['named1', 'named2']) expect(await detail(regid)).toContain('<learnerId>old id</learnerId><learnerFirstName>Ann</learnerFirstName><learnerLastName/>');
    expect(await detail('named2')).toContain('<email>old@example.com</email>');
    expect((await call(method('updateLearnerInfo'), { learnerid: 'old id', fname: 'Ann', lname: 'Öz', newid: 'new id', email: 'new@example.com' }, { post: true })).xml).toBe(success);
    for (const regid of ['named1', 'named2']) expect(await detail(regid)).toContain('<learnerId>new id</learnerId><learnerFirstName>Ann</learnerFirstName><learnerLastName>Öz</learnerLastName><email>new@example.com</email>');
    expect(await (await courseway.api('/learner/new%20id/tags')).json()).toEqual({ tags: ['vip'] });
    expect((await call(method('updateLearnerInfo'), { learnerid: 'old id', fname: 'A', lname: 'B' })).code).toBe('1');
    expect((await call(method('updateLearnerInfo'), { learnerid: 'new id', fname: 'A', lname: 'B', newid: 'x'.repeat(256) })).code).toBe('205');
  });

  test('an unknown id and another tenant’s are 1; a missing one is 203', async () => {
    const regid = await created();
    const all = ['getRegistrationDetail', 'getRegistrationResult', 'launch', 'getLaunchHistory', 'resetRegistration', 'resetGlobalObjectives', 'deleteRegistration', 'createNewInstance', 'getPostbackInfo', 'deletePostbackInfo'];
    for (const name of all) expect([name, (await call(method(name), { regid: '<&"]]>' })).code, (await other(method(name), { regid })).code, (await call(method(name))).code]).toEqual([name, '1', '1', '203']);
    expect((await other(method('updatePostbackInfo'), { regid, url: 'https://x.test/' })).code).toBe('1');
    expect((await other(method('exists'), { regid })).xml).toBe(ok('<result>false</result>'));
    expect((await other(method('updateLearnerInfo'), { learnerid: 'new id', fname: 'A', lname: 'B' })).code).toBe('1');
    expect((await call(method('getRegistrationDetail'), { regid: '<&"]]>' })).xml).toBe('<?xml version="1.0" encoding="utf-8"?><rsp stat="fail"><err code="1" msg="Could not find registration [&lt;&amp;&quot;]]&gt;]"/></rsp>');
  });
});

describe('postbacks', () => {
  let receiver: TestReceiver;
  beforeAll(async () => {
    receiver = await TestReceiver.start((response, { url }) => response.writeHead(url.includes('broken') ? 500 : 200).end());
  });
  afterAll(() => receiver?.stop());
  const report = (regid: string, format = 'course') => `<?xml version="1.0" encoding="utf-8"?><rsp stat="ok"><registrationreport format="${format}" regid="${regid}" instanceid="0">`;
  const received = () => receiver.received.splice(0);

  test('a form by default, Basic credentials when asked for', async () => {
    await created({ regid: 'by-form', postbackurl: receiver.url, urlname: 'u&1', urlpass: 'p=<2>' });
    await progress(courseway, 'by-form', 0.85, 'COMPLETED');
    await receiver.until(1);
    const [form] = received();
    expect(form?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(form?.body))).toEqual({ username: 'u&1', password: 'p=<2>', data: `${report('by-form')}<complete>complete</complete><success>unknown</success><totaltime>60</totaltime><score>85</score></registrationreport></rsp>` });
    await created({ regid: 'by-basic', postbackurl: receiver.url, authtype: 'httpbasic', urlname: 'u', urlpass: 'p', resultsformat: 'activity' });
    await progress(courseway, 'by-basic');
    await receiver.until(1);
    const [basic] = received();
    expect([basic?.headers['authorization'], basic?.headers['content-type']]).toEqual([`Basic ${Buffer.from('u:p').toString('base64')}`, 'text/xml; charset=UTF-8']);
    expect(basic?.body).toMatch(new RegExp(`^${report('by-basic', 'activity').replaceAll('?', '\\?')}<activity id="[^"]+"><title>`));
  });

  test('read, changed and dropped; the password is never shown', async () => {
    const regid = await created({ postbackurl: 'https://first.test/?a=1&b=2', urlname: 'u', urlpass: 'p', authtype: 'httpbasic', resultsformat: 'full' });
    const info = async () => (await call(method('getPostbackInfo'), { regid })).xml;
    const xml = (inside: string) => ok(`<postbackinfo regid="${regid}">${inside}</postbackinfo>`);
    expect(await info()).toBe(xml('<url>https://first.test/?a=1&amp;b=2</url><authtype>httpbasic</authtype><login>u</login><password/><resultsformat>full</resultsformat>'));
    expect((await call(method('updatePostbackInfo'), { regid, url: receiver.url }, { post: true })).xml).toBe(success);
    expect(await info()).toBe(xml(`<url>${receiver.url}</url><authtype>form</authtype><login/><password/><resultsformat>course</resultsformat>`));
    await progress(courseway, regid);
    await receiver.until(1);
    expect([...new URLSearchParams(received()[0]?.body)].map(([name]) => name)).toEqual(['data']);
    expect([(await call(method('updatePostbackInfo'), { regid, url: 'nowhere' })).code, (await call(method('updatePostbackInfo'), { regid })).code]).toEqual(['205', '203']);
    expect((await call(method('deletePostbackInfo'), { regid })).xml).toBe(success);
    expect(await info()).toBe(xml('<url/><authtype/><login/><password/><resultsformat/>'));
  });

  test('a test post goes once, and its failure is told', async () => {
    received();
    expect((await call(method('testRegistrationPostUrl'), { postbackurl: receiver.url, authtype: 'form', urlname: 'u', urlpass: 'p', resultsformat: 'full' })).xml).toBe(success);
    expect(new URLSearchParams(received()[0]?.body).get('data')).toContain('<registrationreport format="full" regid="test-registration"');
    const failed = await call(method('testRegistrationPostUrl'), { postbackurl: `${receiver.url}/broken` });
    expect([failed.code, failed.xml]).toEqual(['205', expect.stringContaining('msg="The test postback failed: The receiver answered 500"')]);
    expect((await call(method('testRegistrationPostUrl'), { postbackurl: 'http://192.168.0.1/' })).xml).toContain('private');
    expect((await call(method('testRegistrationPostUrl'))).code).toBe('203');
  });
});
