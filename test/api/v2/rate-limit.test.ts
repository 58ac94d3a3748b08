import { type Booted, bootCourseway } from '../../support/boot';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ API_PER_MINUTE: '20' });
});
afterAll(() => courseway.close());

const limitOf = (answer: Response) => ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'].map((name) => answer.headers.get(name));

test('every answer tells what is left; beyond it is a 429 that says when to go on; another application goes on', async () => {
  const other = await courseway.otherTenant();
  const answers: Response[] = [];
  for (let i = 0; i < 22; i++) answers.push(await courseway.api(i % 2 ? '/ping' : '/courses/nothing'));
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 20 }, (_, i) => (i % 2 ? 200 : 404)), 429, 429]);
  expect(answers.map((answer) => Number(answer.headers.get('ratelimit-remaining')))).toEqual([...Array.from({ length: 20 }, (_, i) => 19 - i), 0, 0]);
  const [limit, , reset, after] = limitOf(answers[21] as Response);
  expect(limit).toBe('20');
  expect(Number(reset)).toBeGreaterThan(0);
  expect(Number(reset)).toBeLessThanOrEqual(60);
  expect(after).toBe(reset);
  expect(await (answers[21] as Response).json()).toMatchObject({ code: 'too-many-requests', message: expect.stringContaining('20 requests'), reference: expect.any(String) });
  const theirs = await other.api('/ping');
  expect([theirs.status, ...limitOf(theirs).slice(0, 2)]).toEqual([200, '20', '19']);
  expect(answers.every((answer) => /\w+/.test(answer.headers.get('x-request-id') ?? ''))).toBe(true);
});

test('wrong credentials use up nothing', async () => {
  const answer = await fetch(`${courseway.publicUrl}/api/v2/ping`, { headers: { authorization: 'Basic eDp5' } });
  expect([answer.status, answer.headers.get('ratelimit-limit')]).toEqual([401, null]);
});
