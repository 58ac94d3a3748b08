import { packageRefused } from '../courses.failures';

type PackageKind = 'scorm' | 'aicc' | 'cmi5' | 'tincan';

export interface FoundManifest {
  kind: PackageKind;
  /** Path of the manifest as it is in the archive; of the .crs file in AICC. */
  path: string;
  /** Folder to leave out, with its slash; empty when the manifest is at the top. */
  root: string;
  warnings: string[];
}

const manifests: [PackageKind, string, RegExp][] = [
  ['scorm', 'imsmanifest.xml', /(^|\/)imsmanifest\.xml$/i],
  ['cmi5', 'cmi5.xml', /(^|\/)cmi5\.xml$/i],
  ['tincan', 'tincan.xml', /(^|\/)tincan\.xml$/i],
  ['aicc', '.crs', /[^/]\.crs$/i],
];
/** Files that operating systems put beside those of a course. */
export const leftBySystems = /^__MACOSX\/|(^|\/)\.DS_Store$|(^|\/)Thumbs\.db$/i;

/** Finds what describes the course, at the top of the package or in the single folder it was wrapped in. Descriptor files of AICC may lie in a folder beside the pages. */
export function findManifest(all: readonly string[]): FoundManifest {
  const paths = all.filter((path) => !leftBySystems.test(path));
  for (const [kind, name, pattern] of manifests) {
    const best = shallowest(paths.filter((path) => pattern.test(path)));
    if (best !== undefined) return placed(kind, name, best, paths);
  }
  throw packageRefused(whatElse(all));
}

function shallowest(paths: string[]): string | undefined {
  return paths.sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))[0];
}

function placed(kind: PackageKind, name: string, path: string, paths: readonly string[]): FoundManifest {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const isWrapped = folder !== '' && folder.split('/').length === 2 && paths.every((one) => one.startsWith(folder));
  if (folder && !isWrapped && kind !== 'aicc')
    throw packageRefused(`${name} lies in [${folder}] and not at the top of the package; zip the content of that folder, not the folder itself`);
  const root = isWrapped ? folder : '';
  const warnings = root ? [`The package was wrapped in the folder [${root}]; it was left out, so zip what is inside of it`] : [];
  if (kind !== 'aicc' && !path.endsWith(name)) warnings.push(`[${path}] should be named ${name} in lower case`);
  return { kind, path, root, warnings };
}

function whatElse(paths: readonly string[]): string {
  if (paths.some((path) => /[^/]\.(au|cst)$/i.test(path))) return 'The package is an AICC course without its .crs file; add the course file (.crs) beside the .au, .des and .cst files';
  const some = paths.slice(0, 3).map((path) => `[${path}]`).join(', ');
  const holds = some ? `; it holds ${some}${paths.length > 3 ? ` and ${paths.length - 3} more files` : ''}` : '; it is empty';
  return `The package has no imsmanifest.xml, cmi5.xml, tincan.xml or AICC descriptor files${holds}. Send a SCORM, AICC, cmi5 or xAPI package with these at its top`;
}
