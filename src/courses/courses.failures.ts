import { Failure } from '../platform/failure';

export type CoursesFailureCode = 'course-unknown' | 'course-version-unknown' | 'course-exists' | 'import-job-unknown' | 'package-refused' | 'course-file-unknown' | 'course-file-refused' | 'file-token-invalid' | 'connector-not-offered' | 'upload-unknown' | 'uploads-full' | 'import-unfinished' | 'course-link-invalid' | 'course-link-expired';

const failure = (code: CoursesFailureCode, message: string, details?: Record<string, unknown>) => new Failure(code, message, details);

export const courseUnknown = (id: string) => failure('course-unknown', `Could not find course [${id}]`);
export const courseVersionUnknown = (id: string, version: number) => failure('course-version-unknown', `Could not find version [${version}] of course [${id}]`);
export const courseExists = (id: string) =>
  failure('course-exists', `Course [${id}] already exists; set mayCreateNewVersion=true to import this package as a new version of it`);
export const importJobUnknown = (id: string) => failure('import-job-unknown', `Could not find import job [${id}]`);
/** `message` names the file, the place and the mend. */
export const packageRefused = (message: string, details?: Record<string, unknown>) => failure('package-refused', message, details);
export const isPackageRefusal = (error: unknown): error is Failure => error instanceof Failure && error.code === ('package-refused' satisfies CoursesFailureCode);
export const courseFileUnknown = (path: string) => failure('course-file-unknown', `The course has no file [${path}]`);
/** `message` says which policy would let it in. */
export const courseFileRefused = (message: string) => failure('course-file-refused', message);
export const connectorNotOffered = () => failure('connector-not-offered', 'connectorReferenceRequest: courses of content connectors are not offered here; send a fetchRequest or a mediaFileReferenceRequest');
export const fileTokenInvalid = () => failure('file-token-invalid', 'This address of a course file is not valid or no longer valid');
export const uploadTokenInvalid = () => failure('upload-unknown', 'The upload token is not valid or no longer valid; ask for a new one');
export const uploadUnknown = (location: string) => failure('upload-unknown', `Could not find the uploaded file [${location}]`);
export const uploadsFull = (files: number, bytes: number) => failure('uploads-full', `The upload area is full: at most ${files} files of ${bytes} bytes together are kept; delete those that are imported`);
export const importUnfinished = (jobId: string) => failure('import-unfinished', `The import [${jobId}] goes on but takes longer than a call may wait; import large courses asynchronously and ask for the result`);
export const courseLinkInvalid = () => failure('course-link-invalid', 'This is no link to the settings of a course');
export const courseLinkExpired = () => failure('course-link-expired', 'This link to the settings of a course has expired');
