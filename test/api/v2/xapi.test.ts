import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { SealedTexts } from '../../../src/platform/sealed-texts';
import { type Booted, bootCourseway } from '../../support/boot';
import { moveClock } from '../../support/dispatching';

type Values = Record<string, unknown>;
let courseway: Booted;
let other: Awaited<ReturnType<Booted['otherTenant']>>;
beforeAll(async () => {
  courseway = await bootCourseway();
  other = await courseway.otherTenant();
});
afterAll(() => courseway.close());

const credential = { name: 'A name', info: 'For reports', secret: 'geheim & 秘密', isEnabled: true, auth: { xapiCredentialAuthType: 'BASICAUTH' }, permissionsLevel: { xapiCredentialPermissionsLevel: 'READONLY' } };
const target = { url: 'https://lrs.example/statements', userName: 'u', password: 'p-1' };
const call = async (path: string, method = 'GET', body?: unknown, api = courseway.api) => {
  const answer = await api(`/xapi${path}`, { method, body });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Values, total: answer.headers.get('x-total-count') };
};
const makeCredential = async (fields: object = {}, api = courseway.api) => String((await call('/credentials', 'POST', { ...credential, ...fields }, api)).body['result']);
const ids = (body: Values) => (body['xapiCredentials'] as { id: string }[]).map(({ id }) => id);
const storedIn = (table: string) => courseway.get(UnitOfWork).run(() => courseway.get(UnitOfWork).query(`SELECT * FROM ${table}`));

describe('credentials', () => {
  test('are made, read with their secret, changed and deleted', async () => {
    const id = await makeCredential();
    expect((await call(`/credentials/${id}`)).body).toEqual({ id, ...credential });
    expect((await call(`/credentials/${id}`, 'PUT', { ...credential, name: 'Another', info: null, secret: 'new', isEnabled: false, auth: { xapiCredentialAuthType: 'oauth' } })).status).toBe(204);
    expect((await call(`/credentials/${id}`)).body).toEqual({ ...credential, id, name: 'Another', secret: 'new', isEnabled: false, auth: { xapiCredentialAuthType: 'OAUTH' } });
    expect((await call(`/credentials/${id}`, 'PUT', { name: 'Only the name' })).status).toBe(204);
    expect((await call(`/credentials/${id}`)).body).toMatchObject({ name: 'Only the name', secret: 'new' });
    expect((await call(`/credentials/${id}`, 'DELETE')).status).toBe(204);
    for (const method of ['GET', 'DELETE', 'PUT']) expect(await call(`/credentials/${id}`, method, method === 'PUT' ? credential : undefined)).toMatchObject({ status: 404, body: { message: `Could not find xAPI credential [${id}]`, code: 'xapi-credential-unknown' } });
  });

  test('refuse what is missing or of no known word, by its path', async () => {
    for (const [field, value, where] of [
      ['name', undefined, 'name'], ['secret', '', 'secret'], ['isEnabled', 'yes', 'isEnabled'], ['auth', 'BASICAUTH', 'auth'], ['auth', { xapiCredentialAuthType: 'NONE' }, 'auth.xapiCredentialAuthType'],
      ['permissionsLevel', {}, 'permissionsLevel.xapiCredentialPermissionsLevel'],
    ] as const)
      expect([field, await call('/credentials', 'POST', { ...credential, [field]: value })]).toEqual([field, expect.objectContaining({ status: 400, body: expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(new RegExp(`^${where.replace('.', '\\.')}: `)) }) })]);
  });

  test('are sealed in the database, each for its own row', async () => {
    const [one, two] = [await makeCredential({ secret: 'first-secret' }), await makeCredential({ secret: 'second-secret' })];
    await call('/statementPipes/sealed', 'PUT', { target: { ...target, password: 'pipe-secret' } });
    expect(JSON.stringify([await storedIn('xapi_credentials'), await storedIn('xapi_statement_pipes')])).not.toMatch(/first-secret|second-secret|pipe-secret|lrs\.example/);
    const unit = courseway.get(UnitOfWork);
    await unit.run(async () => {
      const [row] = await unit.query<{ s: string }>('SELECT sealed_secret AS s FROM xapi_credentials WHERE credential_id = ?', [one]);
      await unit.execute('UPDATE xapi_credentials SET sealed_secret = ? WHERE credential_id = ?', [row?.s, two]);
    });
    expect([(await call(`/credentials/${one}`)).body['secret'], (await call(`/credentials/${two}`)).body['secret']]).toEqual(['first-secret', '']);
    await call(`/credentials/${two}`, 'PUT', { secret: 'set anew' });
    expect((await call(`/credentials/${two}`)).body['secret']).toBe('set anew');
  });

  test('of another application are not there', async () => {
    const id = await makeCredential();
    for (const method of ['GET', 'PUT', 'DELETE']) expect((await call(`/credentials/${id}`, method, method === 'PUT' ? { name: 'stolen' } : undefined, other.api)).status).toBe(404);
    expect((await call('/credentials', 'GET', undefined, other.api)).body).toEqual({ xapiCredentials: [] });
    expect((await call(`/credentials/${id}`)).body['name']).toBe('A name');
  });

  test('are listed by page, order, date and part of the id', async () => {
    const fresh = await bootCourseway();
    try {
      const made: string[] = [];
      for (let i = 0; i < 12; i++) {
        const back = moveClock(fresh, i * 1000);
        made.push(await makeCredential({ name: `n${i}` }, fresh.api));
        back();
      }
      const list = (query: string) => call(`/credentials?${query}`, 'GET', undefined, fresh.api);
      const first = await list('includeTotalCount=true');
      expect([first.total, ids(first.body)]).toEqual(['12', made.slice(0, 10)]);
      const second = await list(`more=${first.body['more'] as string}`);
      expect([second.total, ids(second.body), second.body['more']]).toEqual([null, made.slice(10), undefined]);
      expect(ids((await list('orderBy=created_desc')).body)).toEqual(made.slice(2).reverse());
      expect(ids((await list(`filter=${made[3]?.toUpperCase()}`)).body)).toEqual([made[3]]);
      expect(ids((await list('until=2001-01-01')).body)).toEqual([]);
      expect(ids((await list('since=2001-01-01&datetimeFilter=created')).body)).toHaveLength(10);
      for (const query of ['orderBy=name_asc', 'filterBy=name', 'since=yesterday', 'more=x']) expect([query, (await list(query)).status]).toEqual([query, 400]);
    } finally {
      await fresh.close();
    }
  });
});

describe('statement pipes', () => {
  test('are made with an id of ours, or by PUT with one of the caller', async () => {
    const made = await call('/statementPipes', 'POST', { target });
    expect(made).toMatchObject({ status: 200, body: { result: expect.stringMatching(/^[0-9a-z]{26}$/) } });
    const id = String(made.body['result']);
    expect((await call(`/statementPipes/${id}`)).body).toEqual({ id, attempts: 0, target });
    const source = { url: 'http://other.example/statements', userName: 'reader', password: 'x' };
    expect(await call('/statementPipes/my%20own', 'PUT', { source, target })).toMatchObject({ status: 200, body: { result: 'my own' } });
    expect(await call('/statementPipes/my%20own', 'PUT', { target: { url: 'https://new.example/' } })).toMatchObject({ status: 200 });
    expect((await call('/statementPipes/my%20own')).body).toEqual({ id: 'my own', attempts: 0, source, target: { url: 'https://new.example/' } });
    const listed = (await call('/statementPipes')).body['xapiStatementPipes'] as Values[];
    expect(listed.map((pipe) => pipe['id'])).toEqual(expect.arrayContaining([id, 'my own']));
    expect((await call('/statementPipes/my%20own', 'DELETE')).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect(await call('/statementPipes/my%20own', method)).toMatchObject({ status: 404, body: { code: 'statement-pipe-unknown' } });
  });

  test('need a target, and addresses of http', async () => {
    expect(await call('/statementPipes', 'POST', { source: target })).toMatchObject({ status: 400, body: { code: 'statement-pipe-without-target' } });
    expect(await call('/statementPipes/new', 'PUT', {})).toMatchObject({ status: 400, body: { code: 'statement-pipe-without-target' } });
    for (const url of ['ftp://x.example/', 'javascript:alert(1)', 'nowhere', undefined]) expect([url, (await call('/statementPipes', 'POST', { target: { ...target, url } })).status]).toEqual([url, 400]);
    expect((await call('/statementPipes/new')).status).toBe(404);
  });

  test('are of one application each, and at most a hundred', async () => {
    await call('/statementPipes/same', 'PUT', { target });
    expect((await call('/statementPipes/same', 'GET', undefined, other.api)).status).toBe(404);
    await call('/statementPipes/same', 'PUT', { target: { url: 'https://theirs.example/' } }, other.api);
    expect((await call('/statementPipes/same')).body['target']).toEqual(target);
    for (let i = 1; i < 100; i++) expect((await call(`/statementPipes/p${i}`, 'PUT', { target }, other.api)).status).toBe(200);
    expect(await call('/statementPipes/one-more', 'PUT', { target }, other.api)).toMatchObject({ status: 400, body: { code: 'statement-pipes-full' } });
    expect((await call('/statementPipes/same', 'PUT', { target }, other.api)).status).toBe(200);
  });

  test('two callers who make the same one both succeed', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => call('/statementPipes/raced', 'PUT', { target: { url: `https://lrs.example/${i}` } })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });
});

test('sealed texts open only as they were sealed', () => {
  const sealed = courseway.get(SealedTexts);
  const text = sealed.seal('purpose', 'row', 'Grüße 🚀');
  expect([sealed.open('purpose', 'row', text), sealed.seal('purpose', 'row', 'Grüße 🚀') === text]).toEqual(['Grüße 🚀', false]);
  for (const [purpose, place, given] of [['other', 'row', text], ['purpose', 'other', text], ['purpose', 'row', `${text.slice(0, -3)}AAA`], ['purpose', 'row', text.replace('gcm1', 'gcm2')], ['purpose', 'row', ''], ['purpose', 'row', 'gcm1.AAAA']] as const)
    expect(sealed.open(purpose, place, given)).toBeUndefined();
});

describe('services that are not offered', () => {
  const calls = ['GET /zoomi', 'PUT /zoomi', 'GET /zoomi/key', 'DELETE /zoomi/key', 'GET /zoomi/course/c/version/0', 'DELETE /zoomi/course/c/version/0', 'PUT /zoomi/course/c/version/0/import', 'GET /zoomi/course/c/version/0/enabled', 'PUT /zoomi/course/c/version/0/enabled', 'GET /contentConnectors', 'POST /contentConnectors', 'PUT /contentConnectors/x', 'DELETE /contentConnectors/x'];
  test.each(calls)('%s says so, but only to who may ask', async (name) => {
    const [method = '', path = ''] = name.split(' ');
    const answer = await courseway.api(path, { method });
    expect([answer.status, await answer.json()]).toEqual([501, expect.objectContaining({ code: 'not-offered', message: expect.stringContaining('does not offer') })]);
    expect((await fetch(`${courseway.publicUrl}/api/v2${path}`, { method })).status).toBe(401);
  });
});
