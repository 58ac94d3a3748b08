import { SearchRegistrations } from '../../../src/registrations/search-registrations';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { type Booted, bootCourseway } from '../../support/boot';
import { type Browsing, firstOwner } from '../../support/consoling';
import { statementsDuring } from '../../support/count-statements';
import { download, launch, makeDispatch, type MadeDispatch, publishCourse } from '../../support/dispatching';
import { endOfSending, invite } from '../../support/inviting';
import { register } from '../../support/posting';

interface Found {
  kind: string;
  id: string;
  name: string;
  note: string;
  isPublic?: boolean;
}
let courseway: Booted;
let olga: Browsing;
let made: MadeDispatch;
let invitation: string;
let reference: string;
beforeAll(async () => {
  courseway = await bootCourseway();
  olga = await firstOwner(courseway);
  await publishCourse(courseway, 'safety', 'Fire & safety 100%');
  await register(courseway, 'safety', 'reg-100', undefined, { learner: { id: 'L-77', firstName: 'Zoë', lastName: 'Quist', email: 'Zoe.Quist@Acme.example' } });
  await register(courseway, 'safety', 'reg-101', undefined, { learner: { id: 'L-78', firstName: 'Ada', lastName: 'Quist', email: 'ada@acme.example' } });
  invitation = await invite(courseway, 'safety', ['Grace@Acme.example', 'gretel@acme.example']);
  await endOfSending(courseway, invitation);
  made = await makeDispatch(courseway);
  reference = (await launch(courseway, await download(courseway, made.id))).ref;
});
afterAll(() => courseway?.close());

const ask = (text: string, by = olga) => by.console(`/search?q=${encodeURIComponent(text)}`);
const found = async (text: string): Promise<Found[]> => {
  const answer = await ask(text);
  expect(answer.status).toBe(200);
  return answer.body['found'] as Found[];
};
const brief = (all: Found[]) => all.map(({ kind, id }) => `${kind} ${id}`).sort();

test.each([
  ['reg-100', ['learner L-77', 'registration reg-100']],
  ['reg-1', ['learner L-77', 'learner L-78', 'registration reg-100', 'registration reg-101']],
  ['L-78', ['learner L-78', 'registration reg-101']],
  ['Quist', ['learner L-77', 'learner L-78', 'registration reg-100', 'registration reg-101']],
  ['quis', ['learner L-77', 'learner L-78', 'registration reg-100', 'registration reg-101']],
  ['zoë', ['learner L-77', 'registration reg-100']],
  ['ada qui', ['learner L-78', 'registration reg-101']],
  ['ada@ac', ['learner L-78', 'registration reg-101']],
  ['Zoe.Quist@Acme', ['learner L-77', 'registration reg-100']],
  ['safety 100%', ['course safety']],
  ['%%', []],
  ["' OR 1=1 --", []],
])('%s', async (text, expected) => {
  expect(brief(await found(text))).toEqual(expected);
});

test('people of invitations by their address, destinations by name and id, dispatches by id, launches by what a learner quotes', async () => {
  expect(await found('GRACE@acme')).toEqual(expect.arrayContaining([{ kind: 'invitation', id: invitation, name: 'Grace@Acme.example', note: 'safety', isPublic: false }]));
  expect(brief(await found(made.id.slice(2)))).toEqual([`dispatch ${made.id}`]);
  expect(brief(await found(made.destinationId))).toContain(`destination ${made.destinationId}`);
  await courseway.api('/dispatch/destinations', { method: 'POST', body: { destinations: [{ id: 'd-4711', data: { name: 'Tailspin Toys' } }] } });
  expect(await found('tailspin')).toEqual([{ kind: 'destination', id: 'd-4711', name: 'Tailspin Toys', note: 'd-4711' }]);
  expect(brief(await found(reference.toLowerCase().replace('-', ' ')))).toEqual([`launch ${reference}`]);
  expect(brief(await found('7K2M-Q9XD'))).toEqual([]);
});

test('what another application has is not found, and nobody without a role there may ask', async () => {
  const other = await courseway.otherTenant();
  expect((await other.api('/courses')).status).toBe(200);
  const before = olga.application;
  olga.application = 'OTHERAPP';
  const answer = await ask('Quist');
  olga.application = before;
  expect([200, 404]).toContain(answer.status);
  expect(answer.body['found'] ?? []).toEqual([]);
  expect((await fetch(`${courseway.publicUrl}/console/api/search?q=Quist`)).status).toBe(401);
  for (const text of ['', 'a', ' a ', 'x'.repeat(256)]) expect((await ask(text)).status).toBe(400);
});

test('follows an index for each look-up of registrations and people, and none reads a whole table', async () => {
  const unit = courseway.get(UnitOfWork);
  const seen: [string, unknown[]][] = [];
  await statementsDuring(courseway, () => courseway.get(SearchRegistrations).run(courseway.applicationId, 'Ada Quist', 6), (sql, parameters) => seen.push([sql, (parameters ?? []) as unknown[]]));
  const [sql = '', parameters = []] = seen.find(([text]) => text.includes('UNION ALL')) ?? [];
  if (unit.dialect === 'sqlite') {
    const plan = (await unit.run(() => unit.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters))).map(({ detail }) => detail);
    const reads = plan.filter((line) => /registrations/.test(line));
    expect(reads.length).toBeGreaterThan(8);
    expect(reads.filter((line) => !/^SEARCH registrations USING (COVERING )?INDEX \w+ \(application_id=\? AND \w+>\? AND \w+<\?\)/.test(line))).toEqual([]);
  } else {
    const plan = (await unit.run(() => unit.query<{ table: string; key: string | null }>(`EXPLAIN ${sql}`, parameters))).filter(({ table }) => table === 'registrations');
    expect(plan.length).toBeGreaterThan(8);
    expect(plan.filter(({ key }) => key === null)).toEqual([]);
  }
});
