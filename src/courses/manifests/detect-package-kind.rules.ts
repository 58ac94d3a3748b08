import { packageRefused } from '../courses.failures';

export interface FoundManifest {
  /** Path of the manifest as it is in the archive. */
  path: string;
  /** Folder to leave out, with its slash; empty when the manifest is at the top. */
  root: string;
  warnings: string[];
}

const others: [RegExp, string][] = [
  [/(^|\/)cmi5\.xml$/i, 'a cmi5 course (it has cmi5.xml)'],
  [/(^|\/)tincan\.xml$/i, 'an xAPI course (it has tincan.xml)'],
  [/\.(crs|au|cst)$/i, 'an AICC course'],
];
const later = 'This version imports SCORM 1.2 and SCORM 2004 packages; publish the course as SCORM';

/** Finds imsmanifest.xml at the top of the package, or in the single folder it was wrapped in. */
export function findManifest(paths: readonly string[]): FoundManifest {
  const manifests = paths.filter((path) => /(^|\/)imsmanifest\.xml$/i.test(path) && !path.startsWith('__MACOSX/'));
  const best = manifests.sort((a, b) => a.split('/').length - b.split('/').length)[0];
  if (best === undefined) throw packageRefused(whatElse(paths));
  const root = best.slice(0, best.lastIndexOf('/') + 1);
  const outside = paths.filter((path) => !path.startsWith(root) && !/^__MACOSX\/|(^|\/)\.DS_Store$|(^|\/)Thumbs\.db$/i.test(path));
  if (root && (root.split('/').length > 2 || outside.length))
    throw packageRefused(`imsmanifest.xml lies in [${root}] and not at the top of the package; zip the content of that folder, not the folder itself`);
  const warnings = root ? [`The package was wrapped in the folder [${root}]; it was left out`] : [];
  if (!best.endsWith('imsmanifest.xml')) warnings.push(`[${best}] should be named imsmanifest.xml in lower case`);
  return { path: best, root, warnings };
}

function whatElse(paths: readonly string[]): string {
  const kind = others.find(([pattern]) => paths.some((path) => pattern.test(path)));
  if (kind) return `The package is ${kind[1]}. ${later}`;
  const some = paths.slice(0, 3).map((path) => `[${path}]`).join(', ');
  return `The package has no imsmanifest.xml${some ? `; it holds ${some}${paths.length > 3 ? ` and ${paths.length - 3} more files` : ''}` : '; it is empty'}. Send a SCORM 1.2 or SCORM 2004 package with imsmanifest.xml at its top`;
}
