import { type Booted, bootCourseway } from '../../support/boot';
import { makeDispatch } from '../../support/dispatching';

let courseway: Booted;
let other: Awaited<ReturnType<Booted['otherTenant']>>;
const at = (id: string, rest = '') => `/dispatch/destinations/${encodeURIComponent(id)}${rest}`;
const read = async <T = Record<string, never>>(path: string): Promise<T> => (await courseway.api(path)).json() as Promise<T>;
const create = (destinations: object[]) => courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations } });

beforeAll(async () => {
  courseway = await bootCourseway();
  other = await courseway.otherTenant();
});
afterAll(() => courseway.close());

const full = {
  name: 'Client A', tags: ['b', 'a'], email: 'a@example.com', notes: 'Ask Ünal', launchAuth: { type: 'vault', options: { ipAddress: true, expiry: 5 } },
  lti13Data: { clientId: 'c', platformIssuerIdentifier: 'https://lms.example', deploymentId: '1', oidcAuthorizationEndpoint: 'https://lms.example/o', jsonWebKeySetUrl: 'https://lms.example/j' },
};

describe('2xx', () => {
  it('creates destinations and reads them back with every field', async () => {
    const made = await create([{ id: 'a/1 ä', data: full }, { id: 'plain', data: { name: 'Plain' } }]);
    expect([made.status, await made.text()]).toEqual([204, '']);
    expect(await read(at('a/1 ä'))).toEqual({ ...full, registrationCap: 0, learnerCap: 0, accessDays: 0, warnAt: [], preset: 'generic', tags: ['a', 'b'], updated: expect.stringMatching(/Z$/), created: expect.any(String) });
    expect(await read(at('plain', '?includeDispatchCount=true'))).toMatchObject({ name: 'Plain', tags: [], dispatchCount: 0 });
  });

  it('sets a destination: makes it, then changes only what is given and not null', async () => {
    expect((await courseway.api(at('set'), { method: 'PUT', body: { name: 'One', notes: 'n', created: '2001-01-01T00:00:00Z' } })).status).toBe(204);
    expect((await courseway.api(at('set'), { method: 'PUT', body: { name: null, email: 'x@example.com', tags: ['t'] } })).status).toBe(204);
    const found = await read<{ created: string }>(at('set'));
    expect(found).toMatchObject({ name: 'One', notes: 'n', email: 'x@example.com', tags: ['t'] });
    expect(found.created > '2020').toBe(true);
  });

  it('keeps our own preset and settings, only those that are known, each of its type', async () => {
    expect((await create([{ id: 'own', data: { name: 'Own', preset: 'cornerstone', settings: { support: 'Ask Jo', keepAliveSec: 60, colour: 'red' } } }])).status).toBe(204);
    expect(await read(at('own'))).toMatchObject({ preset: 'cornerstone', settings: { support: 'Ask Jo', keepAliveSec: 60 } });
    const wrong = await courseway.api(at('own'), { method: 'PUT', body: { settings: { keepAliveSec: 'often' } } });
    expect([wrong.status, ((await wrong.json()) as { message: string }).message]).toEqual([400, expect.stringContaining('settings.keepAliveSec')]);
    expect((await courseway.api(at('own'), { method: 'PUT', body: { preset: 'lotus' } })).status).toBe(400);
  });

  it('adds and removes tags, one and in a batch; removing an absent one is no fault', async () => {
    await create([{ id: 'tag1', data: { name: 'T' } }, { id: 'tag2', data: { name: 'T' } }]);
    expect((await courseway.api('/dispatch/destinations/tags', { method: 'PUT', body: { ids: ['tag1', 'tag2'], tags: ['x', 'y'] } })).status).toBe(204);
    expect((await courseway.api(at('tag1', '/tags'), { method: 'PUT', body: { tags: ['z', 'x'] } })).status).toBe(204);
    expect((await courseway.api(at('tag1', '/tags'), { method: 'DELETE', body: { tags: ['y', 'nothing'] } })).status).toBe(204);
    expect([await read(at('tag1', '/tags')), await read(at('tag2', '/tags'))]).toEqual([{ tags: ['x', 'z'] }, { tags: ['x', 'y'] }]);
  });

  it('finds destinations by a part of their name, on every page of the list', async () => {
    const names = Array.from({ length: 12 }, (_, n) => ({ id: `by-name-${n}`, data: { name: n % 2 ? `Contoso 100% ${n}` : `Fabrikam ${n}` } }));
    await courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations: names } });
    const asked = '/dispatch/destinations?filterBy=destination_name&filter=CONTOSO%20100%25&includeTotalCount=true&orderBy=created_asc&pageSize=4';
    const answer = await courseway.api(asked);
    const first = (await answer.json()) as { destinations: { id: string }[]; more?: string };
    const next = await read<{ destinations: { id: string }[]; more?: string }>(`/dispatch/destinations?more=${encodeURIComponent(first.more ?? '')}&pageSize=4`);
    expect([answer.headers.get('x-total-count'), first.destinations.length, next.more]).toEqual(['6', 4, undefined]);
    expect([...first.destinations, ...next.destinations].map(({ id }) => id).sort()).toEqual(['by-name-1', 'by-name-11', 'by-name-3', 'by-name-5', 'by-name-7', 'by-name-9']);
    expect((await courseway.api('/dispatch/dispatches?filterBy=destination_name&filter=a')).status).toBe(400);
  });

  it('lists with filters, counts and pages whose `more` keeps the filters', async () => {
    await create(Array.from({ length: 105 }, (_, i) => ({ id: `page-${String(i).padStart(3, '0')}`, data: { name: `P${i}`, tags: i % 2 ? ['odd'] : [] } })));
    const first = await courseway.api('/dispatch/destinations?filter=PAGE-&includeTotalCount=true&orderBy=created_desc');
    const page = (await first.json()) as { destinations: { id: string }[]; more: string };
    expect([first.headers.get('x-total-count'), page.destinations.length]).toEqual(['105', 10]);
    const rest = await courseway.api(`/dispatch/destinations?more=${encodeURIComponent(page.more)}`);
    const last = (await rest.json()) as { destinations: { id: string }[]; more?: string };
    expect([last.destinations.length, typeof last.more]).toEqual([10, 'string']);
    expect(new Set([...page.destinations, ...last.destinations].map((one) => one.id)).size).toBe(20);
    const odd = await read<{ destinations: { id: string }[] }>('/dispatch/destinations?tags=odd,none&filter=page-00');
    expect(odd.destinations.map((one) => one.id).sort()).toEqual([1, 3, 5, 7, 9].map((i) => `page-00${i}`));
    expect(await read('/dispatch/destinations?since=2999-01-01T00:00:00Z')).toEqual({ destinations: [] });
    expect(await read('/dispatch/destinations?courseId=unknown')).toEqual({ destinations: [] });
  });

  it('counts dispatches and finds destinations by the course they have', async () => {
    const made = await makeDispatch(courseway);
    expect(await read(`/dispatch/destinations?courseId=${made.courseId}&includeDispatchCount=true`)).toMatchObject({ destinations: [{ id: made.destinationId, data: { dispatchCount: 1 } }] });
    expect(await read(at(made.destinationId, '/dispatches'))).toMatchObject({ dispatches: [{ id: made.id }] });
    expect(await read(at(made.destinationId, '/dispatches?courseId=unknown'))).toEqual({ dispatches: [] });
  });

  it('switches all its dispatches: enabled, instancing, hashing, counters', async () => {
    const made = await makeDispatch(courseway, { enabled: true });
    const dispatch = `/dispatch/dispatches/${made.id}`;
    const call = async (method: string, path: string, body?: object) => (await courseway.api(at(made.destinationId, `/dispatches/${path}`), { method, body })).status;
    expect(await call('POST', 'enabled', { enabled: false })).toBe(204);
    expect(await call('POST', 'registrationInstancing', { enabled: false })).toBe(204);
    expect(await call('PUT', 'hashUserInfo', { enabled: true })).toBe(204);
    expect(await read(dispatch)).toMatchObject({ enabled: false, instanced: false });
    expect([await read(at(made.destinationId, '/dispatches/hashUserInfo')), await read(`${dispatch}/hashUserInfo`)]).toEqual([{ enabled: true }, { enabled: true }]);
    await courseway.api(dispatch, { method: 'PUT', body: { registrationCount: 7 } });
    expect(await read(at(made.destinationId, '/dispatches/registrationCount'))).toEqual({ result: 7 });
    expect(await call('DELETE', 'registrationCount')).toBe(204);
    expect(await read(at(made.destinationId, '/dispatches/registrationCount'))).toEqual({ result: 0 });
  });

  it('deletes its dispatches, then itself with what is left', async () => {
    const made = await makeDispatch(courseway);
    expect((await courseway.api(at(made.destinationId, '/dispatches'), { method: 'DELETE' })).status).toBe(204);
    expect((await courseway.api(`/dispatch/dispatches/${made.id}`)).status).toBe(404);
    const second = await makeDispatch(courseway);
    expect((await courseway.api(at(second.destinationId), { method: 'DELETE' })).status).toBe(204);
    expect([(await courseway.api(at(second.destinationId))).status, (await courseway.api(`/dispatch/dispatches/${second.id}`)).status]).toEqual([404, 404]);
  });
});

describe('400', () => {
  it.each([
    ['no list', { }, 'destinations'],
    ['empty list', { destinations: [] }, 'destinations'],
    ['no id', { destinations: [{ data: { name: 'x' } }] }, 'destinations[0].id'],
    ['no data', { destinations: [{ id: 'x' }] }, 'destinations[0].data'],
    ['no name', { destinations: [{ id: 'x1', data: { name: 'x' } }, { id: 'x', data: {} }] }, 'destinations[1].data.name'],
    ['a foreign enum', { destinations: [{ id: 'x', data: { name: 'x', launchAuth: { type: 'magic' } } }] }, 'destinations[0].data.launchAuth.type'],
    ['U+0000', { destinations: [{ id: 'x', data: { name: 'a\u0000b' } }] }, 'destinations[0].data.name'],
  ])('%s', async (_name, body, where) => {
    const answer = await courseway.api('/dispatch/destinations', { method: 'POST', body });
    expect([answer.status, ((await answer.json()) as { message: string }).message.split(':')[0]]).toEqual([400, where]);
  });

  it('an id that is taken, also twice in one call, and then makes none of the list', async () => {
    await create([{ id: 'taken', data: { name: 'x' } }]);
    expect((await create([{ id: 'fresh', data: { name: 'x' } }, { id: 'taken', data: { name: 'x' } }])).status).toBe(400);
    expect((await create([{ id: 'fresh', data: { name: 'x' } }, { id: 'fresh', data: { name: 'y' } }])).status).toBe(400);
    expect((await courseway.api(at('fresh'))).status).toBe(404);
  });

  it.each(['since=yesterday', 'orderBy=name_asc', 'datetimeFilter=deleted', 'filterBy=name', 'more=abc', 'includeTotalCount=maybe'])('a list with %s', async (query) =>
    expect((await courseway.api(`/dispatch/destinations?${query}`)).status).toBe(400));

  it.each([['GET', at('a\u0000b')], ['PUT', at('\u0000')], ['GET', '/dispatch/dispatches?filter=%00'], ['GET', '/dispatch/destinations?tags=%00']])('%s %s with U+0000', async (method, path) =>
    expect((await courseway.api(path, { method, ...(method === 'PUT' ? { body: { name: 'x' } } : {}) })).status).toBe(400));

  it('a new destination without a name, a switch without its value', async () => {
    expect((await courseway.api(at('new'), { method: 'PUT', body: { notes: 'x' } })).status).toBe(400);
    expect((await courseway.api(at('x'.repeat(256)), { method: 'PUT', body: { name: 'x' } })).status).toBe(400);
    await create([{ id: 'switch', data: { name: 'x' } }]);
    expect((await courseway.api(at('switch', '/dispatches/enabled'), { method: 'POST', body: { enabled: 'yes' } })).status).toBe(400);
  });
});

const routes = (
  [
  ['GET', ''], ['DELETE', ''], ['GET', '/tags'], ['PUT', '/tags', { tags: ['x'] }], ['DELETE', '/tags', { tags: ['x'] }], ['GET', '/dispatches'], ['DELETE', '/dispatches'],
  ['POST', '/dispatches/enabled', { enabled: true }], ['POST', '/dispatches/registrationInstancing', { enabled: true }], ['GET', '/dispatches/hashUserInfo'],
  ['PUT', '/dispatches/hashUserInfo', { enabled: true }], ['GET', '/dispatches/registrationCount'], ['DELETE', '/dispatches/registrationCount'], ['GET', '/dispatches/zip'],
  ] as [string, string, object?][]
).map(([method, rest, body]) => [method, rest, body] as const); // always three: a shorter row would get jest's `done`

describe('401 and 403', () => {
  it.each(routes)('%s %s without credentials', async (method, rest, body) =>
    expect((await courseway.api(at('plain', rest), { method, body, headers: { authorization: 'Basic bm86bm8=' } })).status).toBe(401));
  it.each(routes)('%s %s with a token of another scope', async (method, rest, body) => {
    const form = await courseway.api('/oauth/authenticate/application/token', { method: 'POST', body: 'scope=read:course', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const { access_token: token } = (await form.json()) as { access_token: string };
    expect((await courseway.api(at('plain', rest), { method, body, headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
  });
});

describe('404', () => {
  it.each(routes)('%s %s of an unknown and of another tenant', async (method, rest, body) => {
    await courseway.api(at('mine'), { method: 'PUT', body: { name: 'Mine' } });
    const unknown = await courseway.api(at('nobody', rest), { method, body });
    expect([unknown.status, ((await unknown.json()) as { message: string }).message]).toEqual([404, 'Could not find destination [nobody]']);
    expect((await other.api(at('mine', rest), { method, body })).status).toBe(404);
    expect((await courseway.api(at('mine'))).status).toBe(200);
  });
  it('a batch of tags with one unknown id changes none', async () => {
    await courseway.api(at('plain'), { method: 'PUT', body: { name: 'Plain' } });
    expect((await courseway.api('/dispatch/destinations/tags', { method: 'PUT', body: { ids: ['plain', 'nobody'], tags: ['never'] } })).status).toBe(404);
    expect(await read(at('plain', '/tags'))).toEqual({ tags: [] });
  });
});
