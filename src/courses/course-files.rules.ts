import type { CourseFile } from './files/course-file-set.rules';

/** Where the files of a version are kept: `content/...`, the original `package.zip` and `index.json`. A file that was changed later has a folder of its own beside it. */
export const filesOfVersion = (versionKey: string) => `courses/${versionKey}`;
export const packageKey = (versionKey: string) => `${filesOfVersion(versionKey)}/package.zip`;
export const indexKey = (versionKey: string) => `${filesOfVersion(versionKey)}/index.json`;
export const changedFileIn = (folder: string) => `${folder}/file`;

/** Where the bytes of a file of this version are. */
export const keyOfFile = (versionKey: string, { folder, path }: Pick<CourseFile, 'folder' | 'path'>) =>
  folder === versionKey ? `${filesOfVersion(versionKey)}/content/${path}` : changedFileIn(filesOfVersion(folder));

/** Where an import works until its version is published, and an upload until it is a file of a course. */
export const stagingOf = (jobId: string) => `staging/${jobId}`;
export const stagedPackage = (jobId: string) => `${stagingOf(jobId)}/package.zip`;
export const stagedVersion = (jobId: string) => `${stagingOf(jobId)}/version`;

/** Size in bytes of each file, by its path; only what stands here is served. */
export type FileIndex = Record<string, number>;
