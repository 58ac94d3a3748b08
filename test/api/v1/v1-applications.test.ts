import { type Booted, bootCourseway } from '../../support/boot';
import { countStatements } from '../../support/count-statements';
import { textsOf, v1Client } from '../../support/v1';

const management = { applicationId: 'MANAGEMENT', secret: 'test-secret-of-management' };
let courseway: Booted;
let manage: ReturnType<typeof v1Client>;
beforeAll(async () => {
  courseway = await bootCourseway();
  manage = v1Client({ publicUrl: courseway.publicUrl, ...management });
});
afterAll(() => courseway?.close());

const undated = (xml: string) => xml.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000/g, 'DATE');
const made = async (name: string) => textsOf(await manage.told('application.createApplication', { name }), 'appId')[0] ?? '';
/** Adds a key; answers its id and secret. */
async function addKey(childappid: string, description = 'Key') {
  const before = idsIn(await manage.told('application.getAppInfo', { childappid }));
  const xml = await manage.told('application.addSecretKey', { childappid, description });
  const at = idsIn(xml).findIndex((id) => !before.includes(id));
  return { id: idsIn(xml)[at] ?? '', secret: textsOf(xml, 'key')[at] ?? '', xml };
}
const idsIn = (xml: string) => [...xml.matchAll(/<secretKey id="([^"]+)">/g)].map(([, id]) => id ?? '');
const as = (applicationId: string, secret: string) => v1Client({ publicUrl: courseway.publicUrl, applicationId, secret });

test('an application is made, renamed, listed, and works with the key that is added', async () => {
  const name = 'Müller <&"> 学习';
  const first = await manage.told('application.createApplication', { name }, { post: true });
  const id = textsOf(first, 'appId')[0] ?? '';
  const info = (title: string, mayDelete: boolean, keys: string) =>
    `<appInfo><application><appId>${id}</appId><name>${title}</name><allowDeleteAPI>${mayDelete}</allowDeleteAPI><allowUpdateAPI>true</allowUpdateAPI><createDate>DATE</createDate>${keys}</application></appInfo>`;
  expect(undated(first)).toBe(info('Müller &lt;&amp;&quot;&gt; 学习', true, '<secretKeys/>'));
  const key = await addKey(id, 'Main <key>');
  const keys = (description: string, active: boolean) =>
    `<secretKeys><secretKey id="${key.id}"><key>${key.secret}</key><pensKey/><description>${description}</description><active>${active}</active><createDate>DATE</createDate></secretKey></secretKeys>`;
  expect(undated(key.xml)).toBe(info('Müller &lt;&amp;&quot;&gt; 学习', true, keys('Main &lt;key&gt;', true)));
  expect(await as(id, key.secret).told('debug.authPing')).toBe('<pong/>');
  expect(undated(await manage.told('application.updateApplication', { childappid: id, name: 'Renamed', allowdelete: 'False' }))).toBe(info('Renamed', false, keys('Main &lt;key&gt;', true)));
  expect(undated(await manage.told('application.updateApplication', { childappid: id, allowDelete: 'true' }))).toBe(info('Renamed', true, keys('Main &lt;key&gt;', true)));
  expect(undated(await manage.told('application.updateSecretKey', { childappid: id, secretkeyid: key.id, description: 'Off', active: 'false' }))).toBe(info('Renamed', true, keys('Off', false)));
  expect(await as(id, key.secret).told('debug.authPing')).toBe('102');
  expect(undated(await manage.told('application.getAppInfo', { childappid: id }))).toBe(info('Renamed', true, keys('Off', false)));
  expect(undated(await manage.told('application.getAppList'))).toContain(`<application><appId>${id}</appId><name>Renamed</name><createDate>DATE</createDate></application>`);
  expect(await manage.told('application.getAppList')).not.toContain('MANAGEMENT');
  expect(undated(await manage.told('application.deleteSecretKey', { childappid: id, secretkeyid: key.id }))).toBe(info('Renamed', true, '<secretKeys/>')); // management may take the last one
});

test('the list needs as many statements for many applications as for one', async () => {
  await manage.told('application.getAppList'); // management is known from here on
  const few = await countStatements(courseway, () => manage.told('application.getAppList'));
  for (let i = 0; i < 5; i++) await made(`Many ${i}`);
  expect(await countStatements(courseway, () => manage.told('application.getAppList'))).toBe(few);
});

test('PHP names the application in appid and signs with the secret of management', async () => {
  const id = await made('By PHP');
  const { id: keyId, secret } = await addKey(id);
  const asPhp = (method: string, more = {}) => manage.told(`application.${method}`, more, { appid: id });
  expect(textsOf(await asPhp('getAppInfo'), 'key')).toEqual([secret]);
  expect(textsOf(await asPhp('updateApplication', { name: 'PHP', allowDelete: 'true' }), 'name')).toEqual(['PHP']);
  expect(textsOf(await asPhp('updateSecretKey', { secretkeyid: keyId, active: 'false' }), 'active')).toEqual(['false']);
  expect(textsOf(await asPhp('getAppInfo', { childappid: id }), 'appId')).toEqual([id]);
  expect(await manage.told('application.getAppInfo', {}, { appid: 'NOSUCHAPP' })).toBe('1'); // signed well, but there is none
  expect(await manage.told('debug.authPing', {}, { appid: id })).toBe('102'); // for application.* only (its one key is off)
  expect(await manage.told('reporting.getAccountInfo', {}, { appid: 'TESTAPP' })).toBe('104');
});

test('PHP signs deleteSecretKey with a secret of the application: only for its own keys, and never the last that works', async () => {
  const [id, other] = [await made('Own keys'), await made('Other keys')];
  const [first, second, foreign] = [await addKey(id, 'First'), await addKey(id, 'Second'), await addKey(other)];
  const self = as(id, first.secret);
  expect(await self.told('application.deleteSecretKey', { childappid: other, secretkeyid: foreign.id })).toBe('100');
  expect(await self.told('application.deleteSecretKey', { secretkeyid: foreign.id })).toBe('1');
  expect(await self.told('application.deleteSecretKey', {})).toBe('203');
  const left = await self.told('application.deleteSecretKey', { secretkeyid: second.id });
  expect([idsIn(left), left.includes('<key/>'), left.includes(first.secret)]).toEqual([[first.id], true, false]); // keys are for management to see
  expect(await self.told('application.deleteSecretKey', { childappid: id, secretkeyid: first.id })).toBe('2');
  expect(await self.told('debug.authPing')).toBe('<pong/>');
  const off = await addKey(id, 'Off');
  await manage.told('application.updateSecretKey', { childappid: id, secretkeyid: off.id, active: 'false' });
  expect(await self.told('application.deleteSecretKey', { secretkeyid: first.id })).toBe('2'); // one that is off is none to go on with
  expect(idsIn(await self.told('application.deleteSecretKey', { secretkeyid: off.id }))).toEqual([first.id]);
  for (const method of ['getAppList', 'getAppInfo', 'createApplication', 'updateApplication', 'addSecretKey', 'updateSecretKey']) expect([method, await self.told(`application.${method}`, { childappid: id, name: 'x', description: 'x', secretkeyid: first.id })]).toEqual([method, '100']);
});

test('what is refused, by its number', async () => {
  const childappid = await made('Refused');
  const cases: [string, string, Record<string, string>][] = [
    ['203', 'getAppInfo', {}], ['1', 'getAppInfo', { childappid: 'NONE' }], ['1', 'getAppInfo', { childappid: 'MANAGEMENT' }], ['203', 'createApplication', {}], ['205', 'createApplication', { name: '   ' }], ['205', 'createApplication', { name: 'n'.repeat(256) }],
    ['203', 'updateApplication', { name: 'x' }], ['1', 'updateApplication', { childappid: 'NONE', name: 'x' }], ['205', 'updateApplication', { childappid, allowdelete: 'maybe' }], ['203', 'addSecretKey', { childappid }], ['1', 'addSecretKey', { childappid: 'NONE', description: 'x' }],
    ['203', 'updateSecretKey', { childappid }], ['1', 'updateSecretKey', { childappid, secretkeyid: 'none' }], ['1', 'deleteSecretKey', { childappid, secretkeyid: 'none' }], ['203', 'deleteSecretKey', { childappid }],
  ];
  for (const [code, method, parameters] of cases) expect([method, parameters, await manage.told(`application.${method}`, parameters)]).toEqual([method, parameters, code]);
  expect(await manage.told('application.getAppInfo', { childappid }, { secret: 'wrong' })).toBe('104');
  expect(await manage.told('application.getAppInfo', {}, { appid: childappid, secret: 'wrong' })).toBe('102'); // it has no key at all
});
