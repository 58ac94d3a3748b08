import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { launch, publishCourse, report } from '../../support/dispatching';
import { passed } from '../../support/learning';
import { readZip } from '../../support/read-zip';
import { ok, success, textsOf, v1Client } from '../../support/v1';

let courseway: Booted;
let v1: ReturnType<typeof v1Client>;
let other: ReturnType<typeof v1Client>;
beforeAll(async () => {
  courseway = await bootCourseway();
  v1 = v1Client(courseway);
  other = v1Client({ publicUrl: courseway.publicUrl, ...(await courseway.otherTenant()) });
  await publishCourse(courseway, 'safety', 'Fire safety');
  await publishCourse(courseway, 'sales', 'Sales');
});
afterAll(() => courseway?.close());

const hostile = 'Ä <b>&"\' 学习 😀';
const escaped = 'Ä &lt;b&gt;&amp;&quot;\' 学习 😀';
const idIn = (xml: string) => /<(?:destination|dispatch)Id>([^<]+)</.exec(xml)?.[1] ?? '';
const destination = async (name: string, more = {}) => idIn((await v1.call('dispatch.createDestination', { name, ...more })).xml);
const dispatch = async (destinationid: string, courseid: string, more = {}) => idIn((await v1.call('dispatch.createDispatch', { destinationid, courseid, ...more })).xml);
const date = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000/g;
const undated = (xml: string) => xml.replace(date, 'DATE');
const setIn = async (dispatchId: string) => ((await (await courseway.api(`/dispatch/dispatches/${dispatchId}`)).json()) as Record<string, unknown>);

test('a destination is made under an id of the server’s, shown, changed and deleted', async () => {
  const made = await v1.call('dispatch.createDestination', { name: hostile, tags: 'b, a,<&"', email: 'me@x.test' }, { post: true });
  const id = idIn(made.xml);
  expect(made).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8', xml: ok(`<destinationId>${id}</destinationId>`), code: undefined });
  const shown = (name: string, tags: string) =>
    `<dispatchDestination><id>${id}</id><name>${name}</name>${tags}<notes/><createdBy>me@x.test</createdBy><createDate>DATE</createDate><updateDate>DATE</updateDate></dispatchDestination>`;
  expect(undated(await v1.told('dispatch.getDestinationInfo', { destinationid: id }))).toBe(shown(escaped, '<tags><tag>&lt;&amp;&quot;</tag><tag>a</tag><tag>b</tag></tags>'));
  expect((await v1.call('dispatch.updateDestination', { destinationid: id, name: 'New', applib: 'net' })).xml).toBe(success);
  expect(undated(await v1.told('dispatch.getDestinationInfo', { destinationid: id }))).toBe(shown('New', '<tags><tag>&lt;&amp;&quot;</tag><tag>a</tag><tag>b</tag></tags>'));
  expect(await v1.told('dispatch.updateDestination', { destinationid: id, tags: '' })).toBe('<success/>');
  expect(undated(await v1.told('dispatch.getDestinationInfo', { destinationid: id }))).toBe(shown('New', '<tags/>'));
  expect(await v1.told('dispatch.deleteDestination', { destinationid: id })).toBe('<success/>');
  expect(await v1.told('dispatch.getDestinationInfo', { destinationid: id })).toBe('1');
});

test('pages of destinations count from 1, and the one behind the last is empty', async () => {
  const [first, second] = [await destination('First', { tags: 'page,x' }), await destination('Second', { tags: 'page' })];
  const page = await v1.told('dispatch.getDestinationList', { page: 1, tags: 'page' });
  expect(undated(page)).toBe(
    `<dispatchDestinations page="1"><dispatchDestination><id>${first}</id><name>First</name><tags><tag>page</tag><tag>x</tag></tags><notes/><createdBy/><createDate>DATE</createDate><updateDate>DATE</updateDate></dispatchDestination>` +
      `<dispatchDestination><id>${second}</id><name>Second</name><tags><tag>page</tag></tags><notes/><createdBy/><createDate>DATE</createDate><updateDate>DATE</updateDate></dispatchDestination></dispatchDestinations>`,
  );
  expect(textsOf(await v1.told('dispatch.getDestinationList', { page: 1, tags: 'page,x' }), 'id')).toEqual([first]); // all of them
  expect(await v1.told('dispatch.getDestinationList', { page: 2, tags: 'page' })).toBe('<dispatchDestinations page="2"/>');
  expect(await v1.told('dispatch.getDestinationList', { page: 999_999_999_999 })).toBe('<dispatchDestinations page="999999999999"/>');
  expect([await v1.told('dispatch.getDestinationList'), await v1.told('dispatch.getDestinationList', { page: 0 }), await v1.told('dispatch.getDestinationList', { page: 'one' })]).toEqual(['203', '205', '205']);
  expect(await other.told('dispatch.getDestinationList', { page: 1 })).toBe('<dispatchDestinations page="1"/>');
});

test('a list of more than one page is walked, whole and in order, whatever changes meanwhile', async () => {
  const destinations = Array.from({ length: 1001 }, (_, i) => ({ id: `many-${String(i).padStart(4, '0')}`, data: { name: `Many ${i}`, tags: ['many'] } }));
  expect((await courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations } })).status).toBe(204);
  const seen: string[] = [];
  for (let page = 1; ; page++) {
    const ids = textsOf(await v1.told('dispatch.getDestinationList', { page, tags: 'many' }), 'id');
    if (ids.length === 0) break;
    seen.push(...ids);
    await v1.told('dispatch.updateDestination', { destinationid: ids[0] ?? '', name: 'Changed' });
  }
  expect(seen.length).toBe(1001);
  expect(new Set(seen).size).toBe(1001);
  await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: destinations.map(({ id }) => ({ id, data: { destinationId: id, courseId: 'sales', tags: ['many'] } })) } });
  const pages = await Promise.all([1, 2, 3, 4].map((page) => v1.told('dispatch.getDispatchList', { page, tags: 'many' })));
  expect(pages.map((page) => textsOf(page, 'id').length)).toEqual([500, 500, 1, 0]);
  expect(new Set(pages.flatMap((page) => textsOf(page, 'id'))).size).toBe(1001);
  const few = await countStatements(courseway, () => v1.told('dispatch.getDispatchList', { page: 3, tags: 'many' }));
  const full = await countStatements(courseway, () => v1.told('dispatch.getDispatchList', { page: 2, tags: 'many' }));
  expect([few <= 12, full <= 12]).toEqual([true, true]); // whatever a page holds
  expect(await v1.told('dispatch.deleteDispatches', { tags: 'many' })).toBe('<success/>');
});

test('a dispatch is made, shown and listed', async () => {
  const destinationid = await destination('Shown');
  const id = await dispatch(destinationid, 'safety', { tags: 'q,p', email: 'me@x.test', expirationdate: '20400131120000', registrationcap: 5, instanced: 'False' });
  const shown = `<dispatch><id>${id}</id><destinationId>${destinationid}</destinationId><appId>TESTAPP</appId><courseAppId>TESTAPP</courseAppId><courseId>safety</courseId><enabled>true</enabled><tags><tag>p</tag><tag>q</tag></tags><notes/><registrationcount>0</registrationcount><createdBy>me@x.test</createdBy><createDate>DATE</createDate><updateDate>DATE</updateDate></dispatch>`;
  expect(undated(await v1.told('dispatch.getDispatchInfo', { dispatchid: id }))).toBe(shown);
  expect(undated(await v1.told('dispatch.getDispatchList', { page: 1, destinationid }))).toBe(`<dispatches page="1">${shown}</dispatches>`);
  expect(await v1.told('dispatch.getDispatchList', { page: 1, destinationid, courseid: 'sales' })).toBe('<dispatches page="1"/>');
  expect(await v1.told('dispatch.getDispatchList', { page: 1, destinationid, tags: 'p,absent' })).toBe('<dispatches page="1"/>');
  expect(await v1.told('dispatch.getDispatchList', { page: 2, destinationid })).toBe('<dispatches page="2"/>');
  expect(await setIn(id)).toMatchObject({ expirationDate: '2040-01-31T12:00:00.000Z', registrationCap: 5, instanced: false });
});

test('a dispatch by v1 is downloaded, launched and found by its registration; its count is set back', async () => {
  const destinationid = await destination('Launched');
  const id = await dispatch(destinationid, 'safety', { postbackurl: 'https://lms.example/results', urlname: 'me', urlpass: 'secret' });
  const answer = await v1.send('dispatch.downloadDispatches', { dispatchid: id, cssurl: 'https://x.test/a.css' });
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'application/zip', `attachment; filename="${id}.zip"`]);
  const learner = await launch(courseway, keyIn(await readZip(Buffer.from(await answer.arrayBuffer()))), { id: 'anna' });
  expect(learner.result).toBe('welcome');
  await report(learner, passed);
  const [registration] = ((await (await courseway.api('/registrations?courseId=safety')).json()) as { registrations: { id: string; registrationSuccess: string }[] }).registrations;
  expect(registration?.registrationSuccess).toBe('PASSED');
  const shown = await v1.told('dispatch.getDispatchInfo', { registrationid: registration?.id ?? '' });
  expect([textsOf(shown, 'id'), textsOf(shown, 'registrationcount')]).toEqual([[id], ['1']]);
  expect(await v1.told('dispatch.updateDispatches', { dispatchid: id, registrationcount: 0 })).toBe('<success/>');
  expect(await setIn(id)).toMatchObject({ registrationCount: 0 });
  const settings = (await (await courseway.api(`/registrations/${registration?.id}/configuration`)).json()) as { settingItems: { id: string; effectiveValue: string }[] };
  const settingOf = (name: string) => settings.settingItems.find((item) => item.id === `ApiRollupRegistration${name}`)?.effectiveValue;
  expect(['PostBackUrl', 'AuthType', 'Format', 'IsJson', 'AuthUser'].map(settingOf)).toEqual(['https://lms.example/results', 'form', 'course', 'false', 'me']);
});

/** What the config of a package says. */
function keyIn(files: Map<string, Buffer>): { d: string; k: string } {
  const script = [...files].find(([name]) => name.startsWith('rd1-config.'))?.[1].toString('utf8') ?? '';
  let config = { d: '', k: '' };
  new Function('document', script)({ documentElement: { setAttribute: (_: string, value: string) => (config = JSON.parse(value)) } });
  return config;
}

test('who is closed out by open=false, enabled=False and an end', async () => {
  const destinationid = await destination('Closed');
  const id = await dispatch(destinationid, 'safety');
  const download = keyIn(await readZip(Buffer.from(await (await v1.send('dispatch.downloadDispatches', { destinationid })).arrayBuffer())));
  const launched = async (learner: string) => (await launch(courseway, download, { id: learner })).result;
  expect(await launched('known')).toBe('welcome');
  expect(await v1.told('dispatch.updateDispatches', { dispatchid: id, open: 'False' })).toBe('<success/>');
  expect([(await launched('newcomer')) === 'welcome', await launched('known')]).toEqual([false, 'welcome']);
  expect(await v1.told('dispatch.updateDispatches', { destinationid, open: 'True', enabled: 'False' })).toBe('<success/>');
  expect((await launched('known')) === 'welcome').toBe(false);
  expect(await v1.told('dispatch.updateDispatches', { destinationid, courseid: 'safety', enabled: 'true', expirationdate: '20200101000000' })).toBe('<success/>');
  expect((await launched('known')) === 'welcome').toBe(false);
  expect(await v1.told('dispatch.updateDispatches', { dispatchid: id, expirationdate: 'none' })).toBe('<success/>');
  expect([await launched('known'), await launched('newcomer')]).toEqual(['welcome', 'welcome']);
  expect(textsOf(await v1.told('dispatch.getDispatchInfo', { dispatchid: id }), 'registrationcount')).toEqual(['2']);
});

test('a selector narrows, tags are added and taken, and several packages come as one zip', async () => {
  const [one, two] = [await destination('One'), await destination('Two')];
  const made = [await dispatch(one, 'safety', { tags: 'old' }), await dispatch(one, 'sales', { tags: 'old' }), await dispatch(two, 'safety', { tags: 'old' })];
  expect(await v1.told('dispatch.updateDispatches', { destinationid: one, courseid: 'safety', addtags: 'x,<&"', removetags: 'old' })).toBe('<success/>');
  const tags = async () => Promise.all(made.map(async (dispatchid) => textsOf(await v1.told('dispatch.getDispatchInfo', { dispatchid }), 'tag')));
  expect(await tags()).toEqual([['&lt;&amp;&quot;', 'x'], ['old'], ['old']]);
  expect(await v1.told('dispatch.updateDispatches', { dispatchid: made[0] ?? '', destinationid: two, addtags: 'never' })).toBe('<success/>'); // none is both
  expect((await tags())[0]).toEqual(['&lt;&amp;&quot;', 'x']);
  const zip = await v1.send('dispatch.downloadDispatches', { tags: 'old' });
  expect(zip.headers.get('content-disposition')).toBe('attachment; filename="dispatches.zip"');
  const files = await readZip(Buffer.from(await zip.arrayBuffer()));
  expect([...files.keys()].sort()).toEqual([`${made[1]}.zip`, `${made[2]}.zip`].sort());
  expect((await launch(courseway, keyIn(await readZip(files.get(`${made[2]}.zip`) ?? Buffer.alloc(0))))).result).toBe('welcome');
  expect(await v1.told('dispatch.downloadDispatches', { tags: 'nobody-has-it' })).toBe('1');
  expect(await v1.told('dispatch.deleteDispatches', { destinationid: one, tags: 'old' })).toBe('<success/>');
  expect(textsOf(await v1.told('dispatch.getDispatchList', { page: 1, destinationid: one }), 'id')).toEqual([made[0]]);
});

test('selectors, ids and values that are refused, each by its number', async () => {
  const destinationid = await destination('Refused');
  const dispatchid = await dispatch(destinationid, 'safety');
  const cases: [string, string, Record<string, string | number>][] = [
    ['203', 'updateDispatches', { enabled: 'true' }], ['203', 'deleteDispatches', {}], ['203', 'downloadDispatches', { tags: '' }], ['1', 'updateDispatches', { dispatchid: 'none', enabled: 'true' }],
    ['1', 'updateDispatches', { destinationid: 'none' }], ['1', 'deleteDispatches', { courseid: 'none' }], ['1', 'downloadDispatches', { dispatchid: 'none' }], ['205', 'updateDispatches', { dispatchid, enabled: 'yes' }],
    ['205', 'updateDispatches', { dispatchid, expirationdate: '20269901000000' }], ['205', 'updateDispatches', { dispatchid, registrationcap: -1 }],
    ['205', 'updateDispatches', { dispatchid, postbackurl: 'javascript:alert(1)' }], ['205', 'updateDispatches', { dispatchid, postbackurl: 'https://x.test', authtype: 'digest' }], ['205', 'updateDispatches', { dispatchid, addtags: 'x'.repeat(256) }],
    ['203', 'createDispatch', { destinationid }], ['203', 'createDispatch', { courseid: 'safety' }], ['1', 'createDispatch', { destinationid, courseid: 'none' }], ['1', 'createDispatch', { destinationid: 'none', courseid: 'safety' }],
    ['2', 'createDispatch', { destinationid, courseid: 'safety' }], ['203', 'createDestination', {}], ['203', 'createDestination', { name: '' }], ['205', 'createDestination', { name: 'n'.repeat(256) }], ['205', 'createDestination', { name: 'n', email: 'e'.repeat(256) }],
    ['203', 'getDestinationInfo', {}], ['203', 'getDispatchInfo', {}], ['1', 'getDispatchInfo', { registrationid: 'none' }], ['1', 'getDispatchList', { page: 1, destinationid: 'none' }], ['1', 'updateDestination', { destinationid: 'none', name: 'Made' }],
    ['1', 'deleteDestination', { destinationid: 'none' }],
  ];
  for (const [code, method, parameters] of cases) expect([method, parameters, await v1.told(`dispatch.${method}`, parameters)]).toEqual([method, parameters, code]);
  expect(await v1.told('dispatch.getDispatchList', { page: 1, courseid: 'none' })).toBe('<dispatches page="1"/>');
});

test('another tenant’s things are unknown', async () => {
  const destinationid = await destination('Mine');
  const dispatchid = await dispatch(destinationid, 'safety');
  const cases: [string, Record<string, string>][] = [
    ['getDestinationInfo', { destinationid }], ['updateDestination', { destinationid, name: 'Yours' }], ['deleteDestination', { destinationid }], ['getDispatchInfo', { dispatchid }], ['updateDispatches', { dispatchid, enabled: 'false' }],
    ['updateDispatches', { destinationid, enabled: 'false' }], ['deleteDispatches', { dispatchid }], ['deleteDispatches', { courseid: 'safety' }], ['downloadDispatches', { dispatchid }], ['createDispatch', { destinationid, courseid: 'safety' }],
  ];
  for (const [method, parameters] of cases) expect([method, await other.told(`dispatch.${method}`, parameters)]).toEqual([method, '1']);
  expect(await setIn(dispatchid)).toMatchObject({ enabled: true, destinationName: 'Mine' });
});

test('FTP is not offered, in so many words', async () => {
  for (const method of ['createUser', 'deleteUser', 'createPermissionDomain', 'deletePermissionDomain', 'getDomainList', 'setCourseDomain', 'setUserDomain', 'setUserPassword'])
    expect((await v1.call(`ftp.${method}`)).xml).toBe('<?xml version="1.0" encoding="utf-8"?><rsp stat="fail"><err code="201" msg="FTP is not offered by this server"/></rsp>');
});
