import { type Booted, bootCourseway } from '../support/boot';
import { importCourse } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
  await importCourse(courseway, 'course', await makeScorm12Zip());
});
afterAll(() => courseway?.close());

const [applications, courses, registrations] = ['ApplicationManagementApi', 'CourseApi', 'RegistrationApi'];
const call = (service: string, operation: string, ...values: unknown[]) => officialClient(courseway).call(service, operation, ...values);
const settings = (settingId: string, value: string) => ({ settings: [{ settingId, value }] });
const id = 'PlayerScoLaunchType';
type Seen = { effectiveValue: string; effectiveValueSource: string; explicitValue?: string; metadata?: { validValues: { value: string }[]; settingDescription: string } };
const seen = async (service: string, operation: string, ...values: unknown[]): Promise<Seen | undefined> =>
  ((await call(service, operation, ...values)).data['settingItems'] as (Seen & { id: string })[]).find((one) => one.id === id);

test('the official client drives every configuration operation, level by level', async () => {
  await call(registrations as string, 'createRegistration', { courseId: 'course', registrationId: 'r', learner: { id: 'l' }, initialSettings: settings('PlayerShowNavBar', 'false') }, {});
  const now = () => seen(registrations as string, 'getRegistrationInstanceConfiguration', 'r', 0, {});
  expect(await now()).toMatchObject({ effectiveValue: 'FRAMESET', effectiveValueSource: 'default' });
  const standard = { learningStandard: 'SCORM12', singleSco: true };
  const levels: { service: string | undefined; set: [string, unknown[], unknown[]]; get: [string, unknown[]]; remove: [string, unknown[]]; value: string; source: string }[] = [
    { service: applications, set: ['setApplicationConfiguration', [], [{}]], get: ['getApplicationConfiguration', [{}]], remove: ['deleteApplicationConfigurationSetting', [id, {}]], value: 'NEW_WINDOW', source: 'application' },
    { service: applications, set: ['setApplicationConfiguration', [], [standard]], get: ['getApplicationConfiguration', [standard]], remove: ['deleteApplicationConfigurationSetting', [id, standard]], value: 'FRAMESET', source: 'learningStandardForApplication' },
    { service: courses, set: ['setCourseConfiguration', ['course'], []], get: ['getCourseConfiguration', ['course', {}]], remove: ['deleteCourseConfigurationSetting', ['course', id]], value: 'NEW_WINDOW_AFTER_CLICK', source: 'course' },
    { service: courses, set: ['setCourseVersionConfiguration', ['course', 0], []], get: ['getCourseVersionConfiguration', ['course', 0, {}]], remove: ['deleteCourseVersionConfigurationSetting', ['course', 0, id]], value: 'FRAMESET', source: 'course' },
    { service: registrations, set: ['setRegistrationConfiguration', ['r'], []], get: ['getRegistrationConfiguration', ['r', {}]], remove: ['deleteRegistrationConfigurationSetting', ['r', id]], value: 'NEW_WINDOW', source: 'registration' },
    { service: registrations, set: ['setRegistrationInstanceConfiguration', ['r', 0], []], get: ['getRegistrationInstanceConfiguration', ['r', 0, {}]], remove: ['deleteRegistrationInstanceConfigurationSetting', ['r', 0, id]], value: 'FRAMESET', source: 'registration' },
  ];
  for (const { service = '', set: [operation, before, after], get, value, source } of levels) {
    expect((await call(service, operation, ...before, settings(id, value), ...after)).status).toBe(204);
    expect(await now()).toMatchObject({ effectiveValue: value, effectiveValueSource: source });
    expect(await seen(service, get[0], ...get[1])).toMatchObject({ effectiveValue: value, effectiveValueSource: source, explicitValue: value });
  }
  for (const { service = '', remove, value } of levels.reverse()) {
    expect(await now()).toMatchObject({ effectiveValue: value });
    expect((await call(service, remove[0], ...remove[1])).status).toBe(204);
  }
  expect(await now()).toMatchObject({ effectiveValue: 'FRAMESET', effectiveValueSource: 'default' });
});

test('metadata, initial settings and refusals reach the client', async () => {
  expect((await seen(courses as string, 'getCourseConfiguration', 'course', { includeMetadata: true }))?.metadata).toMatchObject({ settingDescription: expect.any(String), validValues: expect.arrayContaining([expect.objectContaining({ value: 'NEW_WINDOW' })]) });
  const { data } = await call(registrations as string, 'getRegistrationConfiguration', 'r', {});
  expect(data['settingItems']).toContainEqual(expect.objectContaining({ id: 'PlayerShowNavBar', explicitValue: 'false', effectiveValueSource: 'registration' }));
  await expect(call(courses as string, 'setCourseConfiguration', 'course', settings('Nope', 'x'))).rejects.toMatchObject({ status: 400, message: expect.stringContaining('Nope is not a valid setting ID') });
  await expect(call(courses as string, 'setCourseConfiguration', 'course', settings(id, 'x'))).rejects.toMatchObject({ status: 400, message: expect.stringContaining('NEW_WINDOW') });
  await expect(call(courses as string, 'deleteCourseConfigurationSetting', 'course', 'Nope')).rejects.toMatchObject({ status: 400 });
  await expect(call(courses as string, 'getCourseConfiguration', 'none', {})).rejects.toMatchObject({ status: 404 });
});

servesItsRows(__filename);
