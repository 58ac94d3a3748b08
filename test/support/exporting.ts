import { CreateDestinations } from '../../src/dispatch/create-destinations';
import type { DestinationSettings } from '../../src/dispatch/destination-settings.rules';
import type { Booted } from './boot';
import { importCourse } from './courses';
import { makeScorm12Zip } from './make/course-packages';

let count = 0;

export interface Exported {
  id: string;
  zip: Buffer;
  download(): Promise<Buffer>;
  change(data: object): Promise<void>;
  registrations(): Promise<{ id: string; learner: { id: string; firstName?: string; lastName?: string }; registrationSuccess: string; registrationCompletion: string }[]>;
}

async function must(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

/** A course, its dispatch, and the download of it in a format. */
export async function exportDispatch(courseway: Booted, type: string, wanted: { dispatch?: object; settings?: Partial<DestinationSettings>; title?: string } = {}): Promise<Exported> {
  const id = `${type.toLowerCase().replace(/_/g, '-')}-${++count}`;
  const job = await importCourse(courseway, id, await makeScorm12Zip({ title: wanted.title ?? 'Sample course' }));
  if (job.status !== 'COMPLETE') throw new Error(job.message);
  await courseway.get(CreateDestinations).run(courseway.applicationId, [{ id, name: `Client ${id}`, ...(wanted.settings ? { settings: wanted.settings } : {}) }]);
  await must(await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id, data: { destinationId: id, courseId: id, ...wanted.dispatch } }] } }));
  const download = async () => Buffer.from(await (await must(await courseway.api(`/dispatch/dispatches/${id}/zip?type=${type}`))).arrayBuffer());
  return {
    id, zip: await download(), download, change: async (data) => void (await must(await courseway.api(`/dispatch/dispatches/${id}`, { method: 'PUT', body: data }))),
    registrations: async () => ((await (await courseway.api(`/registrations?courseId=${id}`)).json()) as { registrations: Awaited<ReturnType<Exported['registrations']>> }).registrations,
  };
}
