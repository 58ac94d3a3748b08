import { request } from 'node:http';
import { Clock } from '../../../src/platform/clock';
import { type Booted, bootCourseway, freePort } from '../../support/boot';
import { administrator as anna, withAdministrator } from '../../support/console-pages';
import { Browsing, goodPassword, invited } from '../../support/consoling';
import { foreignKey, ownKey, TestOidc } from '../../support/oidc';

const groups = { 'cn=admins,dc=acme': 'installation', trainers: { TESTAPP: 'author', GONE: 'owner' }, everyone: { '*': 'viewer' }, ghosts: { GONE: 'owner' } };
let courseway: Booted;
let oidc: TestOidc;
let owner: Browsing;

beforeAll(async () => {
  const port = String(await freePort());
  oidc = await TestOidc.make(`http://localhost:${port}`);
  courseway = await bootCourseway({ PORT: port, ...withAdministrator, ...oidc.variables, OIDC_GROUPS: JSON.stringify(groups) }); // the provider is away
  owner = Object.assign(new Browsing(courseway), { application: courseway.applicationId });
  await owner.signIn(anna.email);
});
afterEach(() => {
  oidc.answers = () => false;
  jest.restoreAllMocks();
});
afterAll(async () => {
  await oidc?.down();
  await courseway?.close();
});

interface Begun {
  address: URL;
  /** As a browser sends it. */
  cookie: string;
}

async function begin(query = ''): Promise<Begun> {
  const answer = await fetch(`${courseway.publicUrl}/console/provider/sign-in${query}`, { redirect: 'manual' });
  return { address: new URL(answer.headers.get('location') ?? ''), cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

/** What comes of coming back: the page it leads to, why not, and the browser that is signed in. */
async function back(address: string, cookie: string) {
  const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  const location = new URL(answer.headers.get('location') ?? '');
  const set = answer.headers.getSetCookie();
  const browsing = Object.assign(new Browsing(courseway), { application: courseway.applicationId, cookie: set.find((one) => one.startsWith('courseway_console='))?.split(';')[0] ?? '' });
  expect([answer.status, answer.headers.get('cache-control'), location.origin]).toEqual([303, 'no-store', courseway.publicUrl]);
  expect(set.some((one) => one.startsWith('courseway_provider=;'))).toBe(true);
  return { location, refused: location.searchParams.get('refused'), reference: location.searchParams.get('reference'), browsing };
}

async function enter(login: string, query = '') {
  const { address, cookie } = await begin(query);
  return back(await oidc.signIn(address.href, login), cookie);
}

/** The newest entries of the log, the newest first. */
async function audited(count: number) {
  const { body } = await owner.console('/audit');
  return (body['entries'] as { who: string; action: string; detail?: object }[]).slice(0, count).map(({ who, action, detail }) => ({ who, action, ...(detail && { detail }) }));
}
const sessionOf = async (browsing: Browsing) => (await browsing.console('/session')).body as { administrator: { id: string; email: string; name: string; password: boolean }; installation: boolean; applications: { id: string; role: string }[] };

describe('while the provider is away', () => {
  it('the gateway starts, passwords work, and whoever wants to go there is told so', async () => {
    expect((await owner.console('/session')).status).toBe(200);
    const { address } = await begin('?then=/console/courses');
    expect([...address.searchParams]).toEqual([['refused', 'provider-unreachable'], ['reference', expect.stringMatching(/^\w+$/)], ['then', '/console/courses']]);
  });
  it('and it is asked again as soon as it is there', async () => {
    await oidc.up();
    expect((await begin()).address.origin).toBe(oidc.issuer);
  });
});

describe('the way there', () => {
  it('who is signed out hears of the provider, without its secret', async () => {
    const answer = await new Browsing(courseway).console('/session');
    expect(answer).toMatchObject({ status: 401, body: { provider: { name: 'Acme Account', passwords: 'all' } } });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|issuer|client/);
  });
  it('shows state, nonce and challenge, and keeps what belongs to them sealed in a cookie of its own', async () => {
    const answer = await fetch(`${courseway.publicUrl}/console/provider/sign-in`, { redirect: 'manual' });
    const [cookie = ''] = answer.headers.getSetCookie();
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'courseway', response_type: 'code', redirect_uri: `${courseway.publicUrl}/console/provider/back`, scope: 'openid email profile groups', code_challenge_method: 'S256', code_challenge: expect.stringMatching(/^[\w-]{43}$/), state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(cookie).toMatch(/^courseway_provider=gcm1\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
  it('begins at PUBLIC_URL, whatever host was asked', async () => {
    const location = await new Promise((resolve) => request({ port: courseway.config.port, host: '127.0.0.1', path: '/console/provider/sign-in?then=/console/courses', headers: { host: 'launch.example' } }, (answer) => resolve(answer.headers.location)).end());
    expect(location).toBe(`${courseway.publicUrl}/console/provider/sign-in?then=%2Fconsole%2Fcourses`);
  });
});

describe('an account that is there', () => {
  it('belongs to whoever has its checked address first, and to the same subject from then on', async () => {
    const { id } = await invited(courseway, owner, { email: 'Otto@acme.example', roles: { TESTAPP: 'sender' } });
    oidc.people.set('otto', { email: 'otto@ACME.example', email_verified: true, name: 'Otto at the provider', groups: ['cn=admins,dc=acme'] });
    const first = await enter('otto', '?then=/console/courses%3Fpart=versions');
    expect(first.location.href).toBe(`${courseway.publicUrl}/console/courses?part=versions`);
    expect(await sessionOf(first.browsing)).toMatchObject({ administrator: { id, name: 'A Person', email: 'otto@acme.example' }, installation: false, applications: [{ id: 'TESTAPP', role: 'sender' }] });
    expect(await audited(2)).toEqual([{ who: 'otto@acme.example', action: 'sign-in', detail: { by: 'provider' } }, { who: 'otto@acme.example', action: 'identity.link' }]);

    oidc.people.set('otto', { email: anna.email, email_verified: true });
    expect(await sessionOf((await enter('otto')).browsing)).toMatchObject({ administrator: { id }, installation: false });
    oidc.people.set('imposter', { email: 'otto@acme.example', email_verified: true });
    expect(await enter('imposter')).toMatchObject({ refused: 'provider-taken', browsing: { cookie: '' } });
    expect(await audited(1)).toEqual([{ who: 'otto@acme.example', action: 'sign-in.refused', detail: { by: 'provider', why: 'provider-taken' } }]);

    expect((await owner.console(`/administrators/${id}`, { method: 'PUT', body: { linked: false } })).status).toBe(204);
    expect((await first.browsing.console('/session')).status).toBe(401);
    expect(await sessionOf((await enter('imposter')).browsing)).toMatchObject({ administrator: { id } });
  });

  it.each([
    ['is said to be unchecked', { email: anna.email, email_verified: false }],
    ['of which nothing is said', { email: anna.email }],
    ['that is none', { email: 'anna', email_verified: true }],
    ['that is missing', {}],
  ])('does not open by an address %s', async (_, person) => {
    oidc.people.set('mallory', { ...person, groups: ['everyone'] });
    expect(await enter('mallory')).toMatchObject({ refused: 'provider-email', browsing: { cookie: '' } });
    expect(await audited(1)).toEqual([{ who: '', action: 'sign-in.refused', detail: { by: 'provider', why: 'provider-email' } }]);
  });
});

describe('people by groups', () => {
  const gerda = { email: 'gerda@acme.example', email_verified: true, name: 'Gerda Group' };

  it('a stranger without a group that counts has no access, and no account', async () => {
    for (const without of [[], ['ghosts'], ['Everyone', 'constructor', '*']]) {
      oidc.people.set('gerda', { ...gerda, groups: without });
      expect((await enter('gerda')).refused).toBe('provider-no-access');
    }
    expect(JSON.stringify((await owner.console('/administrators')).body)).not.toContain('gerda');
  });

  it('have the highest role of their groups, as it is at each sign-in', async () => {
    oidc.people.set('gerda', { ...gerda, groups: ['everyone', 'trainers', 'others'] });
    const { browsing } = await enter('gerda');
    const { administrator, installation, applications } = await sessionOf(browsing);
    expect({ administrator, installation, applications }).toMatchObject({ administrator: { name: 'Gerda Group', password: false }, installation: false, applications: [{ id: 'TESTAPP', role: 'author' }] });
    expect(await audited(2)).toEqual([{ who: gerda.email, action: 'sign-in', detail: { by: 'provider' } }, { who: gerda.email, action: 'administrator.join', detail: { installation: false, roles: { TESTAPP: 'author' } } }]);

    oidc.people.set('gerda', { ...gerda, email: 'g.grande@acme.example', name: 'Gerda Grande', groups: ['cn=admins,dc=acme'] });
    const again = await enter('gerda');
    expect(await sessionOf(again.browsing)).toMatchObject({ administrator: { id: administrator.id, name: 'Gerda Grande', email: 'g.grande@acme.example' }, installation: true });
    expect((await browsing.console('/administrators')).status).toBe(200); // the session before has the rights of today

    oidc.people.set('gerda', { ...gerda, email: anna.email, groups: ['everyone'] });
    expect(await sessionOf((await enter('gerda')).browsing)).toMatchObject({ administrator: { id: administrator.id, email: 'g.grande@acme.example' }, installation: false, applications: [{ role: 'viewer' }] });
    expect((await browsing.console('/administrators')).status).toBe(403);

    oidc.people.set('gerda', { ...gerda, groups: [] });
    expect(await enter('gerda')).toMatchObject({ refused: 'provider-no-access', browsing: { cookie: '' } });
    expect([(await browsing.console('/session')).status, (await again.browsing.console('/session')).status]).toEqual([401, 401]);
    expect((await audited(2)).map(({ action, detail }) => [action, detail])).toEqual([['sign-in.refused', { by: 'provider', why: 'provider-no-access' }], ['administrator.change', { by: 'groups', installation: false, roles: {} }]]);
  });

  it('get no password and no rights from elsewhere', async () => {
    const { administrators } = (await owner.console('/administrators')).body as { administrators: { id: string; byGroups: boolean; name: string }[] };
    const { id } = administrators.find(({ byGroups }) => byGroups) ?? { id: '' };
    for (const asked of [{ path: '/link', method: 'POST' }, { path: '', method: 'PUT', body: { installation: true } }, { path: '', method: 'PUT', body: { roles: { TESTAPP: 'owner' } } }, { path: '', method: 'PUT', body: { linked: false } }])
      expect(await owner.console(`/administrators/${id}${asked.path}`, asked)).toMatchObject({ status: 409, body: { code: 'rights-by-groups' } });
  });

  it('sign in again after 12 hours at most', async () => {
    oidc.people.set('gerda', { ...gerda, groups: ['everyone'] });
    const { browsing } = await enter('gerda');
    const now = Date.now();
    const clock = jest.spyOn(courseway.get(Clock), 'now');
    for (const [hours, status] of [[6, 200], [11.9, 200], [12.1, 401]] as const) {
      clock.mockReturnValue(now + hours * 3_600_000);
      expect([hours, (await browsing.console('/session')).status]).toEqual([hours, status]);
    }
  });
});

describe('coming back with what was not given', () => {
  const leadsNowhere = async (address: string, cookie: string, refused: string) => {
    const came = await back(address, cookie);
    expect(came).toMatchObject({ refused, browsing: { cookie: '' }, location: { pathname: '/console/sign-in' } });
    expect(came.reference).toMatch(/^[a-z0-9]+$/);
  };
  beforeAll(() => void oidc.people.set('mallory', { email: 'mallory@acme.example', email_verified: true, groups: ['everyone'] }));

  it('the address of somebody else, in a browser that began nothing or something else', async () => {
    const theirs = await begin();
    const address = await oidc.signIn(theirs.address.href, 'mallory');
    await leadsNowhere(address, '', 'provider-stale');
    await leadsNowhere(address, (await begin()).cookie, 'provider-refused');
    await leadsNowhere(address, `${theirs.cookie.slice(0, -4)}AAAA`, 'provider-stale');
  });
  it('a state that is wrong or missing, or a word of another issuer', async () => {
    const { address, cookie } = await begin();
    const good = await oidc.signIn(address.href, 'mallory');
    for (const [name, value] of [['state', 'another'], ['state', undefined], ['iss', 'https://elsewhere.example'], ['iss', undefined]] as const) {
      const changed = new URL(good);
      if (value) changed.searchParams.set(name, value);
      else changed.searchParams.delete(name);
      await leadsNowhere(changed.href, cookie, 'provider-refused');
    }
    expect((await back(good, cookie)).refused).toBeNull(); // nothing else was wrong with it
    await leadsNowhere(good, cookie, 'provider-refused'); // a code is good once
  });
  it('too late', async () => {
    const { address, cookie } = await begin();
    const good = await oidc.signIn(address.href, 'mallory');
    jest.spyOn(courseway.get(Clock), 'now').mockReturnValue(Date.now() + 15 * 60_000 + 1);
    await leadsNowhere(good, cookie, 'provider-stale');
  });
  it('without consent', async () => {
    const { address, cookie } = await begin();
    const query = new URLSearchParams({ error: 'access_denied', state: address.searchParams.get('state') ?? '', iss: oidc.issuer });
    await leadsNowhere(`${courseway.publicUrl}/console/provider/back?${query}`, cookie, 'provider-declined');
  });
  it.each<[string, (nonce: string) => Record<string, unknown>, typeof foreignKey]>([
    ['another nonce', () => ({ nonce: 'another' }), ownKey],
    ['no nonce', () => ({}), ownKey],
    ['another issuer', (nonce) => ({ nonce, iss: 'https://elsewhere.example' }), ownKey],
    ['another audience', (nonce) => ({ nonce, aud: 'another' }), ownKey],
    ['an end that is past', (nonce) => ({ nonce, exp: Math.floor(Date.now() / 1000) - 60 }), ownKey],
    ['a foreign signature', (nonce) => ({ nonce }), foreignKey],
  ])('an ID token with %s', async (_, claims, by) => {
    const { address, cookie } = await begin();
    const good = await oidc.signIn(address.href, 'mallory');
    await oidc.forge(claims(address.searchParams.get('nonce') ?? ''), by);
    await leadsNowhere(good, cookie, 'provider-refused');
  });
  it('clocks may differ a little', async () => {
    const { address, cookie } = await begin();
    const good = await oidc.signIn(address.href, 'mallory');
    await oidc.forge({ nonce: address.searchParams.get('nonce'), sub: 'mallory', exp: Math.floor(Date.now() / 1000) - 10, email: 'mallory@acme.example', groups: ['everyone'] });
    expect((await back(good, cookie)).refused).toBeNull();
  });
  it('an address of one document that another says is checked', async () => {
    const { address, cookie } = await begin();
    const good = await oidc.signIn(address.href, 'mallory');
    await oidc.forge({ nonce: address.searchParams.get('nonce'), email: anna.email, email_verified: undefined }, ownKey, { email: 'mallory@acme.example', email_verified: true });
    await leadsNowhere(good, cookie, 'provider-email');
  });
  it('while the provider has gone away again', async () => {
    const { address, cookie } = await begin();
    const good = await oidc.signIn(address.href, 'mallory');
    oidc.answers = (_, response) => Boolean(response.writeHead(503).end());
    await leadsNowhere(good, cookie, 'provider-unreachable');
  });
});

test.each(['https://elsewhere.example/console', '//elsewhere.example/console', '/\\elsewhere.example/console', '/console/..//elsewhere.example', '/consoles', '/api/v2/ping', 'javascript:alert(1)', '/console/provider/sign-in', '/console/%0d%0aset-cookie:a=b/../../x'])('leads to no other page than one of the console: %s', async (then) => {
  const { address, cookie } = await begin(`?then=${encodeURIComponent(then)}`);
  oidc.people.set('mallory', { email: 'mallory@acme.example', email_verified: true, groups: ['everyone'] });
  expect((await back(await oidc.signIn(address.href, 'mallory'), cookie)).location.href).toBe(`${courseway.publicUrl}/console`);
});

test('who comes back wrongly again and again has to wait', async () => {
  const { cookie } = await begin();
  const refusals = new Set<string | null>();
  for (let tries = 0; tries < 31; tries++) refusals.add((await back(`${courseway.publicUrl}/console/provider/back?state=guessed`, cookie)).refused);
  expect([...refusals]).toEqual(['provider-refused', 'sign-in-locked']);
  expect((await new Browsing(courseway).signIn(anna.email, goodPassword)).status).toBe(429);
});
