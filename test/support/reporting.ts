import { CreateDestinations } from '../../src/dispatch/create-destinations';
import { Clock } from '../../src/platform/clock';
import type { Booted } from './boot';
import { download, launch, publishCourse, report } from './dispatching';
import { learning, passed } from './learning';

/** Lets the server's clock stand still at a moment. */
export function standAt(courseway: Booted, moment: string): void {
  courseway.get(Clock).now = () => Date.parse(moment);
}

async function must(done: Promise<Response>): Promise<void> {
  const answer = await done;
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/**
 * March 2026: anna began `safety` on the 10th and passed it on the 12th, ben began it on the 11th, anna has not begun `sales`; carl passed `safety` on the 12th
 * through a dispatch of the destination `acme`. The clock ends at noon of the 20th.
 */
export async function marchHistory(courseway: Booted): Promise<void> {
  const learner = learning(courseway);
  const work = (path: string, revision: number, cmi: Record<string, string>) => must(learner.commit(path, { activityId: 'sco-1', revision, seconds: 60, cmi }));
  const register = (registrationId: string, courseId: string, id: string) => must(learner.register(registrationId, { courseId, learner: { id, firstName: id, lastName: 'Doe' } }));
  standAt(courseway, '2026-03-10T09:00:00Z');
  await publishCourse(courseway, 'safety', 'Fire safety, "hot" work');
  await publishCourse(courseway, 'sales', '=SUM(A1) sales');
  await courseway.get(CreateDestinations).run(courseway.applicationId, [{ id: 'acme', name: 'Acme & Sons' }]);
  await must(courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: 'acme-safety', data: { destinationId: 'acme', courseId: 'safety' } }] } }));
  await register('anna-safety', 'safety', 'anna');
  await register('ben-safety', 'safety', 'ben');
  await register('anna-sales', 'sales', 'anna');
  await learner.open('anna-safety');
  standAt(courseway, '2026-03-11T23:59:59Z');
  await work(await learner.open('ben-safety'), 1, { 'cmi.core.lesson_status': 'incomplete' });
  standAt(courseway, '2026-03-12T00:00:00Z');
  await work(await learner.open('anna-safety'), 1, passed);
  const launched = await launch(courseway, await download(courseway, 'acme-safety'), { id: 'carl' });
  await report(launched, passed);
  await must(courseway.api('/courses/safety/tags', { method: 'PUT', body: { tags: ['mandatory'] } }));
  await must(courseway.api('/learner/ben/tags', { method: 'PUT', body: { tags: ['berlin'] } }));
  await must(courseway.api('/registrations/anna-sales/tags', { method: 'PUT', body: { tags: ['spring'] } }));
  standAt(courseway, '2026-03-20T12:00:00Z');
}

/** A link to the report with `filters`, made as a caller of the API makes it. */
export async function reportLink(api: Booted['api'], filters = '', { nav = 'FREENAV', admin = false } = {}): Promise<string> {
  const { queryString } = (await (await api(`/reporting/reportageAuth?navPermission=${nav}&admin=${admin}`)).json()) as { queryString: string };
  const made = await api(`/reporting/reportageLink?${new URLSearchParams({ auth: queryString, reportUrl: `/reports${filters}` })}`);
  if (made.status !== 200) throw new Error(`${made.status} ${await made.text()}`);
  return ((await made.json()) as { reportageLink: string }).reportageLink;
}

/** The records of a table of the report behind `link`, without its head. */
export async function tableOf(link: string, table: 'courses' | 'destinations' | 'days', filters = ''): Promise<string[]> {
  const answer = await fetch(`${link.replace('/reports?', `/reports/${table}.csv?`)}${filters}`);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.text()).trim().split('\r\n').slice(1);
}
