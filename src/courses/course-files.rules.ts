/** Where the files of a version are kept: `content/...`, the original `package.zip` and `index.json`. */
export const filesOfVersion = (versionKey: string) => `courses/${versionKey}`;
export const contentKey = (versionKey: string, path: string) => `${filesOfVersion(versionKey)}/content/${path}`;
export const packageKey = (versionKey: string) => `${filesOfVersion(versionKey)}/package.zip`;
export const indexKey = (versionKey: string) => `${filesOfVersion(versionKey)}/index.json`;

/** Where an import works until its version is published. */
export const stagingOf = (jobId: string) => `staging/${jobId}`;
export const stagedPackage = (jobId: string) => `${stagingOf(jobId)}/package.zip`;
export const stagedVersion = (jobId: string) => `${stagingOf(jobId)}/version`;

/** Size in bytes of each file, by its path; only what stands here is served. */
export type FileIndex = Record<string, number>;
