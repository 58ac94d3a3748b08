import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { ok, success, textsOf, v1Client } from '../../support/v1';

let courseway: Booted;
let v1: ReturnType<typeof v1Client>;
let other: ReturnType<typeof v1Client>;
let otherTenant: Awaited<ReturnType<Booted['otherTenant']>>;
beforeAll(async () => {
  courseway = await bootCourseway();
  v1 = v1Client(courseway);
  otherTenant = await courseway.otherTenant();
  other = v1Client({ publicUrl: courseway.publicUrl, ...otherTenant });
});
afterAll(() => courseway?.close());

test('an activity provider is an xAPI credential with a key and a secret made here', async () => {
  const made = await v1.call('lrsaccount.createActivityProvider', {}, { post: true });
  const [[id = ''], [secret = '']] = [textsOf(made.xml, 'accountKey'), textsOf(made.xml, 'accountSecret')];
  const shown = (label: string, enabled: boolean, authType = 'basic', level = 'DEFAULT') =>
    `<activityProvider><id>${id}</id><accountLabel>${label}</accountLabel><accountKey>${id}</accountKey><accountSecret>${secret}</accountSecret><accountAuthType>${authType}</accountAuthType><accountEnabled>${enabled}</accountEnabled><allowedEndpoints>APPID</allowedEndpoints><permissionsLevel>${level}</permissionsLevel></activityProvider>`;
  expect([made.xml, secret.length >= 40]).toEqual([ok(shown('Activity provider', true)), true]);
  expect(await (await courseway.api(`/xapi/credentials/${id}`)).json()).toMatchObject({ secret, isEnabled: true });
  expect(await v1.told('lrsaccount.editActivityProvider', { accountkey: id, isactive: '0', label: 'Zoë <&">', authtype: 'OAuth', permissionslevel: 'readonly', allowedendpoints: 'APPID' })).toBe(shown('Zoë &lt;&amp;&quot;&gt;', false, 'oauth', 'READONLY'));
  expect(await v1.told('lrsaccount.editActivityProvider', { accountkey: id })).toBe(shown('Zoë &lt;&amp;&quot;&gt;', false, 'oauth', 'READONLY')); // what is absent stays
  expect(await v1.told('lrsaccount.listActivityProviders')).toBe(`<activityProviderList>${shown('Zoë &lt;&amp;&quot;&gt;', false, 'oauth', 'READONLY')}</activityProviderList>`);
  expect(await other.told('lrsaccount.listActivityProviders')).toBe('<activityProviderList></activityProviderList>');
  expect([await other.told('lrsaccount.editActivityProvider', { accountkey: id, label: 'x' }), await other.told('lrsaccount.deleteActivityProvider', { accountkey: id })]).toEqual(['1', '1']);
  expect([await v1.told('lrsaccount.editActivityProvider'), await v1.told('lrsaccount.deleteActivityProvider'), await v1.told('lrsaccount.editActivityProvider', { accountkey: 'none' })]).toEqual(['203', '203', '1']);
  const refused: Record<string, string>[] = [{ isactive: 'maybe' }, { authtype: 'digest' }, { label: 'x'.repeat(256) }, { permissionslevel: 'GOD' }, { allowedendpoints: 'ALL' }];
  for (const wrong of refused) expect([wrong, await v1.told('lrsaccount.editActivityProvider', { accountkey: id, ...wrong })]).toEqual([wrong, '205']);
  expect((await v1.call('lrsaccount.deleteActivityProvider', { accountkey: id })).xml).toBe(success);
  expect(await v1.told('lrsaccount.deleteActivityProvider', { accountkey: id })).toBe('1');
});

test('the whole list comes, in pages of 200', async () => {
  const made: string[] = [];
  for (let i = 0; i < 30; i++) made.push(...textsOf(await v1.told('lrsaccount.createActivityProvider'), 'accountKey'));
  expect(textsOf(await v1.told('lrsaccount.listActivityProviders'), 'accountKey').sort()).toEqual(made.sort());
  expect(await countStatements(courseway, () => v1.told('lrsaccount.listActivityProviders'))).toBeLessThanOrEqual(4); // the page, its rows, the caller's key
});

test('the address that is asked about credentials is kept, read and taken back, each application for itself', async () => {
  const kept = () => v1.told('lrsaccount.getAppLrsAuthCallbackUrl');
  expect(await kept()).toBe('<lrsAuthCallbackUrl/>');
  expect([await v1.told('lrsaccount.setAppLrsAuthCallbackUrl'), await v1.told('lrsaccount.setAppLrsAuthCallbackUrl', { lrsAuthCallbackUrl: 'javascript:1' })]).toEqual(['203', '205']);
  for (const url of ['https://x.test/auth?a=1&b=2', 'https://y.test/']) expect(await v1.told('lrsaccount.setAppLrsAuthCallbackUrl', { lrsAuthCallbackUrl: url })).toBe('<success/>');
  expect(await kept()).toBe('<lrsAuthCallbackUrl>https://y.test/</lrsAuthCallbackUrl>');
  expect(await other.told('lrsaccount.getAppLrsAuthCallbackUrl')).toBe('<lrsAuthCallbackUrl/>');
  expect([await v1.told('lrsaccount.resetAppLrsAuthCallbackUrl'), await kept()]).toEqual(['<success/>', '<lrsAuthCallbackUrl/>']);
});

const ends = { sourceURL: 'https://a.test/xapi', sourceUsername: 'a <&"', sourcePassword: 'pa', destinationURL: 'https://b.test/xapi', destinationUsername: 'b', destinationPassword: 'pb' };

test('a forwarding path is a statement pipe', async () => {
  const id = textsOf(await v1.told('statementForward.AddForwardingPath', ends), 'id')[0] ?? '';
  const pipe = async () => (await courseway.api(`/xapi/statementPipes/${id}`)).json();
  expect(await pipe()).toMatchObject({ source: { url: 'https://a.test/xapi', userName: 'a <&"', password: 'pa' }, target: { url: 'https://b.test/xapi', userName: 'b', password: 'pb' } });
  expect(await v1.told('statementForward.UpdateForwardingPath', { ...ends, id, destinationURL: 'https://c.test/' })).toBe('<success/>');
  expect(await pipe()).toMatchObject({ target: { url: 'https://c.test/' } });
  expect([await other.told('statementForward.UpdateForwardingPath', { ...ends, id }), await other.told('statementForward.DeleteForwardingPath', { id })]).toEqual(['1', '1']);
  expect(await ((await otherTenant.api('/xapi/statementPipes')).json())).toEqual({ xapiStatementPipes: [] }); // none was made by asking
  expect([await v1.told('statementForward.AddForwardingPath'), await v1.told('statementForward.UpdateForwardingPath', ends), await v1.told('statementForward.DeleteForwardingPath')]).toEqual(['203', '203', '203']);
  expect([await v1.told('statementForward.AddForwardingPath', { ...ends, destinationURL: 'ftp://x.test' }), await v1.told('statementForward.AddForwardingPath', { ...ends, sourcePassword: '' })]).toEqual(['205', '203']);
  expect([await v1.told('statementForward.DeleteForwardingPath', { id }), await v1.told('statementForward.DeleteForwardingPath', { id })]).toEqual(['<success/>', '1']);
});
