import { type Booted, bootCourseway } from '../support/boot';
import { publishCourse } from '../support/dispatching';
import { join, openInvitation, readJson, recipientsOf } from '../support/inviting';

/** All of it with FAULTS=full. */
const rounds = process.env['FAULTS'] === 'full' ? 20 : 8;

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await publishCourse(courseway, 'course');
});
afterAll(() => courseway.close());

test('a cap of 50 with 200 joining at the same moment lets exactly 50 in, every time', async () => {
  const seen: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    const { id, url } = await openInvitation(courseway, 'course', { registrationCap: 50 });
    const all = await Promise.all(Array.from({ length: 200 }, (_, n) => join(url, `learner-${n}@x.example`)));
    const of = (status: number) => all.filter((answer) => answer.status === status).length;
    const { registrationCount } = await readJson<{ registrationCount: number }>(courseway, `/invitations/public/${id}?includeRegistrationCount=true`);
    const people = await recipientsOf(courseway, id, 'public', 'datetimeFilter=created');
    seen.push({ in: of(303), refused: of(422), registrationCount, people: people.length, registrations: new Set(people.map((one) => one.registrationId)).size });
  }
  expect(seen).toEqual(Array(rounds).fill({ in: 50, refused: 150, registrationCount: 50, people: 50, registrations: 50 }));
}, 600_000);
