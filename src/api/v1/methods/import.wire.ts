import type { CourseRow } from '../../../courses/find-courses';
import type { ImportJob } from '../../../courses/import/import-job.entity';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

export interface FoundImport {
  job: ImportJob;
  course?: CourseRow;
}

/** What became of the package of an ended import. */
export const toImportResult = ({ job, course }: FoundImport): Xml =>
  element(
    'importresult', { successful: job.status === 'COMPLETE' }, element('title', {}, course?.version.title ?? job.courseId), element('message', {}, job.status === 'COMPLETE' ? 'Import Successful' : job.message),
    element('parserwarnings', {}, ...(course?.version.warnings ?? []).map((warning) => element('warning', {}, warning))),
  );

const outcome = (status: string, message: string | null, progress: number): Xml[] => [element('status', {}, status), element('message', {}, message || status), element('progress', {}, progress)];
/** The number old clients know for a package that cannot be had. */
const missingPackage = 2;

/** How an import goes; every element holds text. */
export function toProgress(found: FoundImport): Xml[] {
  const { job } = found;
  if (job.status === 'RUNNING') return outcome(job.stage === 'waiting' ? 'created' : 'running', job.stage, job.percent);
  if (job.status === 'ERROR' && !job.isRefused) return [...outcome('error', job.message, job.percent), element('error', { code: missingPackage }, job.message)];
  return [...outcome('finished', 'Finished', 100), element('importresults', {}, toImportResult(found))];
}
