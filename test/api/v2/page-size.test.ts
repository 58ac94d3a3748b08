import { type Booted, bootCourseway } from '../../support/boot';
import { goodPath, makeOneOfEverything, type Values } from '../../support/one-of-everything';
import { publishCourse } from '../../support/dispatching';
import { register } from '../../support/posting';

let courseway: Booted;
let values: Values;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  values = await makeOneOfEverything(courseway);
  await publishCourse(courseway, 'paged');
  for (let n = 0; n < 25; n++) await register(courseway, 'paged', `paged-${n}`);
});
afterAll(() => courseway?.close());

const page = async (query: string) => (await (await courseway.api(`/registrations?courseId=paged&orderBy=created_asc&${query}`)).json()) as { registrations: { id: string }[]; more?: string };

test('is ten, and up to a hundred where they are asked for, with the same tokens', async () => {
  const first = await page('');
  expect([first.registrations.length, first.more]).toEqual([10, expect.any(String)]);
  const rest = await page(`pageSize=20&more=${first.more}`);
  expect([rest.registrations.length, rest.more]).toEqual([15, undefined]);
  expect([...first.registrations, ...rest.registrations].map(({ id }) => id)).toEqual((await page('pageSize=100')).registrations.map(({ id }) => id));
});

test.each(['0', '101', '-1', '1.5', 'x', '1e2'])('is refused as %s', async (size) => {
  const answer = await courseway.api(`/registrations?pageSize=${size}`);
  expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([400, 'pageSize: must be a whole number from 1 to 100']);
});

test('is heeded by every list that says so', async () => {
  const document = (await (await fetch(`${courseway.publicUrl}/openapi/v2.json`)).json()) as { paths: Record<string, { get?: { parameters?: { name: string }[] } }> };
  const lists = Object.entries(document.paths).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'pageSize')).map(([path]) => path);
  expect(lists.length).toBeGreaterThan(12);
  for (const path of lists) {
    const address = goodPath({ method: 'GET', path: path.replace(/\{(\w+)\}/g, ':$1') }, values);
    const asked = (size: number) => `${address}${address.includes('?') ? '&' : '?'}pageSize=${size}`;
    expect([path, (await courseway.api(asked(100))).status, (await courseway.api(asked(101))).status]).toEqual([path, 200, 400]);
  }
});
