import { createRequire } from 'node:module';
import { type Booted, bootCourseway } from '../support/boot';
import { publishCourse } from '../support/dispatching';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

const library = createRequire(__filename)('@rusticisoftware/scormcloud-api-v2-client-javascript') as { ApiClient: { instance: { authentications: Record<string, { username?: string; password?: string; accessToken?: string }> } } };
let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  Object.assign(library.ApiClient.instance.authentications['APP_MANAGEMENT'] ?? {}, { username: 'MANAGEMENT', password: 'test-secret-of-management' });
});
afterAll(() => courseway.close());

test('the official client drives all operations of application management but the configuration', async () => {
  const call = (operation: string, ...values: unknown[]) => officialClient(courseway).call('ApplicationManagementApi', operation, ...values);
  const made = await call('createApplication', { name: 'Made by the client' });
  expect(made).toMatchObject({ status: 200, data: { id: expect.any(String), name: 'Made by the client' } });
  const id = String(made.data['id']);
  expect((await call('updateApplication', id, { name: 'Renamed', allowDelete: false })).status).toBe(204);
  expect((await call('getApplicationInfo', id, { includeCourseCount: true, includeRegistrationCount: true })).data).toMatchObject({ id, name: 'Renamed', allowDelete: false, courseCount: 0, registrationCount: 0, createDate: expect.any(Date), updateDate: expect.any(Date) });
  expect((await call('getApplicationList')).data['applications']).toEqual(expect.arrayContaining([expect.objectContaining({ id, name: 'Renamed' }), expect.objectContaining({ id: courseway.applicationId })]));
  const page = await call('getApplications', { filter: id, includeTotalCount: true, includeCourseCount: true });
  expect([page.headers['x-total-count'], page.data['applications']]).toEqual(['1', [expect.objectContaining({ id, courseCount: 0 })]]);

  const key = await call('createCredential', id, { name: 'For the client', active: true });
  expect(key).toMatchObject({ status: 200, data: { id: expect.any(String), name: 'For the client', credential: expect.any(String), status: 'active' } });
  const theirs = (service: string, operation: string, ...values: unknown[]) => officialClient({ ...courseway, applicationId: id, secret: String(key.data['credential']) }).call(service, operation, ...values);
  expect((await theirs('PingApi', 'pingAppId')).data).toMatchObject({ apiMessage: expect.any(String) });
  expect((await call('getCredentials', id)).data).toMatchObject({ credentials: [{ id: key.data['id'], name: 'For the client', status: 'active' }] });
  expect((await call('updateCredential', id, key.data['id'], { name: 'Resting', active: false })).status).toBe(204);
  await expect(theirs('PingApi', 'pingAppId')).rejects.toMatchObject({ status: 401 });
  expect((await call('getCredentials', id)).data).toMatchObject({ credentials: [{ name: 'Resting', status: 'inactive' }] });
  expect((await call('updateCredential', id, key.data['id'], { active: true })).status).toBe(204);

  const token = await theirs('ApplicationManagementApi', 'createToken', { permissions: { scopes: ['read:course'] }, expiry: new Date(Date.now() + 600_000) });
  const listed = await fetch(`${courseway.publicUrl}/api/v2/courses`, { headers: { authorization: `Bearer ${String(token.data['result'])}` } });
  expect([listed.status, await listed.json()]).toEqual([200, { courses: [] }]);

  await publishCourse({ ...courseway, applicationId: id }, 'course');
  await expect(call('deleteApplication', id)).rejects.toMatchObject({ status: 409 });
  await expect(theirs('CourseApi', 'deleteCourse', 'course')).rejects.toMatchObject({ status: 403 });
  expect((await call('updateApplication', id, { allowDelete: true })).status).toBe(204);
  expect((await theirs('CourseApi', 'deleteCourse', 'course')).status).toBe(204);
  expect((await call('deleteCredential', id, key.data['id'])).status).toBe(204);
  expect((await call('getCredentials', id)).data).toMatchObject({ credentials: [] });
  expect((await call('deleteApplication', id)).status).toBe(204);
  await expect(call('getApplicationInfo', id, {})).rejects.toMatchObject({ status: 404 });
});

servesItsRows(__filename);
