import { version } from '../../package.json';
import { type Booted, bootCourseway } from '../support/boot';
import { moveClock, publishCourse } from '../support/dispatching';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await publishCourse(courseway, 'course');
});
afterAll(() => courseway?.close());

const status = (asked: Promise<{ status: number }>) => asked.then((answer) => answer.status, (error: { status: number }) => error.status);

test('ping tells the time and who asks nothing is refused', async () => {
  const { call } = officialClient(courseway);
  const { data } = await call('PingApi', 'pingAppId');
  expect(data).toMatchObject({ apiMessage: expect.any(String), currentTime: expect.anything() });
  const back = moveClock(courseway, 3_600_000);
  const later = (await officialClient(courseway).call('PingApi', 'pingAppId')).data;
  back();
  expect(Date.parse(String(later['currentTime'])) - Date.parse(String(data['currentTime']))).toBeGreaterThanOrEqual(3_600_000 - 1000);
  expect(await status(officialClient({ publicUrl: courseway.publicUrl }).call('PingApi', 'pingAppId'))).toBe(401);
});

test('about tells the version of the package', async () => {
  expect((await officialClient(courseway).call('AboutApi', 'getAbout')).data).toMatchObject({ version: version, distribution: expect.any(String) });
});

test('a token of the client opens what its scope names, and only until its end', async () => {
  const token = await officialClient(courseway).call('AuthenticationApi', 'getAppToken', 'read:course read:ping', { expiration: 60 });
  expect(token).toMatchObject({ status: 200, data: { accessToken: expect.any(String), expiresIn: 60, tokenType: expect.stringMatching(/^bearer$/i) } });
  const bearer = (service: string, operation: string, ...values: unknown[]) => officialClient({ publicUrl: courseway.publicUrl, accessToken: String(token.data['accessToken']) }).call(service, operation, ...values);
  expect((await bearer('CourseApi', 'getCourses', {})).data['courses']).toEqual([expect.objectContaining({ id: 'course' })]);
  expect([await status(bearer('CourseApi', 'deleteCourse', 'course')), await status(bearer('RegistrationApi', 'getRegistrations', {})), await status(bearer('PingApi', 'pingAppId'))]).toEqual([403, 403, 200]);
  const back = moveClock(courseway, 61_000);
  expect(await status(bearer('PingApi', 'pingAppId'))).toBe(401);
  back();
  expect(await status(officialClient(courseway).call('AuthenticationApi', 'getAppToken', 'read:nonsense', {}))).toBe(400);
});

servesItsRows(__filename);
