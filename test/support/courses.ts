import type { Booted } from './boot';
import { makeScorm12Zip } from './make/course-packages';

interface JobResult {
  status: string;
  message: string;
  importResult?: { parserWarnings: string[]; course: { id: string; version: number; title: string; courseLearningStandard: string } };
}

/** Uploads `zip` through the v2 API and answers the ended job. */
export async function importCourse(courseway: Pick<Booted, 'api'>, courseId: string, zip: Buffer, query = ''): Promise<JobResult> {
  const form = new FormData();
  form.append('file', new Blob([zip]), 'course.zip');
  const started = await courseway.api(`/courses/importJobs/upload?courseId=${encodeURIComponent(courseId)}${query}`, { method: 'POST', body: form });
  if (started.status !== 200) throw new Error(`upload: ${started.status} ${await started.text()}`);
  const { result } = (await started.json()) as { result: string };
  return endOfImport(courseway, result);
}

/** Asks for the job until it has ended. */
export async function endOfImport(courseway: Pick<Booted, 'api'>, jobId: string): Promise<JobResult> {
  for (const started = performance.now(); ; ) {
    const job = (await (await courseway.api(`/courses/importJobs/${jobId}`)).json()) as JobResult;
    if (job.status !== 'RUNNING') return job;
    if (performance.now() - started > 60_000) throw new Error(`the import did not end: ${job.message}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A small course of one SCO, imported. */
export async function publishSample(courseway: Pick<Booted, 'api'>, courseId: string): Promise<void> {
  const job = await importCourse(courseway, courseId, await makeScorm12Zip());
  if (job.status !== 'COMPLETE') throw new Error(job.message);
}
