export const uploadsFolder = 'uploads';
export const folderOfUpload = (uploadKey: string) => `${uploadsFolder}/${uploadKey}`;
export const fileOfUpload = (uploadKey: string) => `${folderOfUpload(uploadKey)}/file`;

const usualFolder = 'default';
const longestName = 150;

export const folderNamed = (folder: string | undefined): string => folder || usualFolder;
export const isFolderName = (folder: string): boolean => /^\w[\w-]{0,63}$/.test(folder);

/** Where a file is found again: folder and name, without what some system cannot store. */
export function locationOf(folder: string, fileName: string | undefined, prefix = ''): string {
  const last = (fileName ?? '').replaceAll('\\', '/').split('/').at(-1) ?? '';
  const name = last.replace(/[\0-\x1f\x7f<>:"|?*%]+/g, '-').replace(/\p{Surrogate}/gu, '').trim().slice(-longestName);
  return `${folder}/${prefix}${name || 'upload.zip'}`;
}

/** What a caller means by a location: without a folder it is in the usual one. */
export const locationMeant = (folder: string, text: string): string => (text.includes('/') ? text.replace(/^\/+/, '') : `${folder}/${text}`);

/** The name behind the folder. */
export const nameIn = (location: string): string => location.slice(location.indexOf('/') + 1);
