import { type Booted, bootCourseway } from '../support/boot';
import { openPage } from '../support/learner-pages';
import { marchHistory, tableOf } from '../support/reporting';
import { officialClient, operationsOf } from './official-client';
import { servesItsRows } from './operations-table';

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway({ BOOTSTRAP_APP_NAME: 'Northwind Training' });
  await marchHistory(courseway);
});
afterAll(() => courseway?.close());

const called = new Set<string>();
const call = (operation: string, ...values: unknown[]) => {
  called.add(operation);
  return officialClient(courseway).call('ReportingApi', operation, ...values);
};

test('the account, as a caller reads it', async () => {
  const { data } = await call('getAccountInfo');
  expect(data).toMatchObject({ company: 'Northwind Training', accountType: 'SELF_HOSTED', strictLimit: false });
  expect(data['createDate']).toBeInstanceOf(Date);
  expect(data['usage']).toMatchObject({ monthStart: new Date('2026-03-01T00:00:00Z'), regCount: 4, totalRegistrations: 4, totalCourses: 2 });
});

test('from a token to a link to the report of one course, which says what happened', async () => {
  const { data: auth } = await call('getReportageAuthToken', 'DOWNONLY', { admin: false });
  expect(auth).toMatchObject({ authEnabled: true, queryString: expect.stringMatching(/^auth=/) });
  const { data } = await call('getReportageLink', auth['queryString'], 'https://cloud.scorm.com/Reportage/reportage.php?appId=X&courseId=safety&dateRangeStart=2026-03-01&dateRangeEnd=2026-03-31');
  const link = data['reportageLink'] as string;
  expect(await openPage(link)).toMatchObject({ status: 200, heading: 'Fire safety, "hot" work' });
  expect(await tableOf(link, 'destinations')).toEqual([',,2,2,2,1,1', 'acme,Acme & Sons,1,1,1,1,1']);
  await expect(call('getReportageLink', 'auth=forged.token', '/reports')).rejects.toMatchObject({ status: 400 });
  await expect(call('getReportageAuthToken', 'SIDEWAYS', {})).rejects.toMatchObject({ status: 400 });
});

test('every operation of the service was called', () => {
  expect([...called].sort()).toEqual(operationsOf('ReportingApi').sort());
});

servesItsRows(__filename);
