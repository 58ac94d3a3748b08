import type { Booted } from '../support/boot';
import { until } from '../support/browser';

interface ImportJob {
  status: string;
  message?: string;
}

/** Imports a package as a caller does: upload, then wait for the job. */
export async function importCourse(courseway: Booted, courseId: string, zip: Uint8Array): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob([zip as Uint8Array<ArrayBuffer>], { type: 'application/zip' }), `${courseId}.zip`);
  const started = await courseway.api(`/courses/importJobs/upload?courseId=${courseId}`, { method: 'POST', body: form });
  if (!started.ok) throw new Error(await started.text());
  const { result } = (await started.json()) as { result: string };
  const job = await until(async () => (await (await courseway.api(`/courses/importJobs/${result}`)).json()) as ImportJob, ({ status }) => status !== 'RUNNING');
  if (job.status !== 'COMPLETE') throw new Error(JSON.stringify(job));
}

export async function register(courseway: Booted, courseId: string, registrationId: string): Promise<void> {
  const learner = { id: `${registrationId}@example.com`, firstName: 'Ada', lastName: 'Lovelace' };
  const made = await courseway.api('/registrations', { method: 'POST', body: { courseId, registrationId, learner } });
  if (made.status !== 204) throw new Error(await made.text());
}

export async function launchLink(courseway: Booted, registrationId: string): Promise<string> {
  const answer = await courseway.api(`/registrations/${registrationId}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: 'Message' } });
  return ((await answer.json()) as { launchLink: string }).launchLink;
}

export interface Seen {
  registrationCompletion: string;
  registrationSuccess: string;
  score?: { scaled: number };
  totalSecondsTracked: number;
  activityDetails?: Activity;
}
interface Activity {
  id: string;
  activityCompletion: string;
  activitySuccess: string;
  children?: Activity[];
  runtime?: { location?: string; suspendData?: string; exit?: string; entry?: string };
}

/** What the API tells about a registration, with everything in it. */
export async function look(courseway: Booted, registrationId: string): Promise<Seen> {
  return (await (await courseway.api(`/registrations/${registrationId}?includeChildResults=true&includeRuntime=true`)).json()) as Seen;
}

/** The runtime data of one unit, wherever it stands in the tree. */
export function runtimeOf(seen: Seen, activityId: string): NonNullable<Activity['runtime']> {
  const walk = (activity: Activity | undefined): Activity | undefined => (activity?.id === activityId ? activity : activity?.children?.map(walk).find(Boolean));
  return walk(seen.activityDetails)?.runtime ?? {};
}
