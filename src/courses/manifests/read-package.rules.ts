import { isPackageRefusal, packageRefused } from '../courses.failures';
import type { CourseStructure } from './course-structure.rules';
import { decodeXml } from './decode-xml.rules';
import { type FoundManifest, findManifest } from './detect-package-kind.rules';
import { attributeOf, childOf, parseXml, type XmlElement } from './parse-xml.rules';
import { type AiccFiles, aiccExtensions, readAiccCourse } from './read-aicc-course.rules';
import { type PackageFiles, resolvePath } from './read-resources.rules';
import { readCmi5Structure } from './read-cmi5-structure.rules';
import { readScormManifest } from './read-scorm-manifest.rules';
import { readTincan } from './read-tincan.rules';

export interface PackageSource {
  paths: readonly string[];
  read(path: string): Promise<Buffer>;
}
export interface ReadPackage {
  structure: CourseStructure;
  warnings: string[];
  /** Folder at the top to leave out, with its slash; usually empty. */
  root: string;
  /** Address of the first page, relative to the package. */
  webPath: string;
}

const mostWarnings = 200;

function namespacesOf(element: XmlElement, into = new Set<string>()): Set<string> {
  into.add(element.namespace);
  for (const [name, value] of Object.entries(element.attributes)) if (name.startsWith('xmlns')) into.add(value);
  for (const child of element.children.slice(0, 20)) namespacesOf(child, into);
  return into;
}

/** Reads what a package is. Failures: package-refused, naming file, place and mend. */
export async function readPackage(source: PackageSource): Promise<ReadPackage> {
  const found = findManifest(source.paths);
  const inside = source.paths.filter((path) => path.startsWith(found.root)).map((path) => path.slice(found.root.length));
  const exact = new Set(inside);
  const folded = new Map(inside.map((path) => [folds(path), path]));
  const files = { find: (path: string) => (exact.has(path) ? path : folded.get(folds(path))) };
  const read = await readers[found.kind](source, found, files);
  return { structure: read.structure, warnings: atMost(mostWarnings, [...found.warnings, ...read.warnings]), root: found.root, webPath: read.webPath };
}

type Read = Omit<ReadPackage, 'root'>;

const readers: Record<FoundManifest['kind'], (source: PackageSource, found: FoundManifest, files: PackageFiles) => Promise<Read>> = {
  scorm: readScorm,
  aicc: readAicc,
  cmi5: async (source, found, files) => readCmi5Structure(await readXml(source, found, 'cmi5.xml'), 'cmi5.xml', files),
  tincan: async (source, found, files) => readTincan(await readXml(source, found, 'tincan.xml'), 'tincan.xml', files),
};

async function readScorm(source: PackageSource, found: FoundManifest, files: PackageFiles): Promise<Read> {
  const file = found.path.slice(found.root.length);
  const manifest = await readXml(source, found, file);
  const warnings: string[] = [];
  await addLocatedMetadata(manifest, warnings, async (path) => {
    const at = files.find(resolvePath('', path) ?? '');
    if (at) return parseXml(decodeXml(await source.read(found.root + at), at), at);
    throw packageRefused(`${file}: the metadata file [${path}] is not in the package`);
  });
  const read = readScormManifest(manifest, file, files, [...namespacesOf(manifest)].join(' '));
  return { ...read, warnings: [...warnings, ...read.warnings] };
}

async function readXml(source: PackageSource, found: FoundManifest, file: string): Promise<XmlElement> {
  const bytes = await source.read(found.path);
  if (!bytes.length) throw packageRefused(`${found.path} is empty; publish the course again from your authoring tool`);
  const text = decodeXml(bytes, file);
  if (!/<[A-Za-z_]/.test(text)) throw packageRefused(`${found.path} is empty (it has no element); publish the course again from your authoring tool`);
  return parseXml(text, file);
}

/** The descriptor files of the folder of the .crs file; those of its own name come first. */
async function readAicc(source: PackageSource, found: FoundManifest, files: PackageFiles): Promise<Read> {
  const [folder, stem] = [found.path.slice(0, found.path.lastIndexOf('/') + 1), found.path.slice(0, -'crs'.length).toLowerCase()];
  const descriptors: AiccFiles = new Map(
    await Promise.all(aiccExtensions.flatMap((extension) => {
      const all = source.paths.filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/') && path.toLowerCase().endsWith(`.${extension}`));
      const path = all.find((one) => one.toLowerCase() === stem + extension) ?? all[0];
      return path === undefined ? [] : [source.read(path).then((bytes) => [extension, { path: path.slice(found.root.length), bytes }] as const)];
    })),
  );
  return readAiccCourse(descriptors, files);
}

/** Names that differ in case or Unicode form only mean the same file. */
const folds = (path: string) => path.normalize().toLowerCase();

const atMost = (most: number, warnings: string[]) => (warnings.length <= most ? warnings : [...warnings.slice(0, most), `${warnings.length - most} more warnings are not listed`]);

/** Puts the `lom` of an adlcp:location file where an inline one would stand (CAM 3.4.1.4); a course can be launched without it, so its faults are warnings. */
async function addLocatedMetadata(manifest: XmlElement, warnings: string[], read: (path: string) => Promise<XmlElement>): Promise<void> {
  const metadata = childOf(manifest, 'metadata');
  const location = childOf(metadata, 'location')?.text.trim() ?? attributeOf(childOf(metadata, 'location'), 'href');
  if (!metadata || !location || /^https?:/i.test(location) || childOf(metadata, 'lom')) return;
  try {
    const located = await read(location);
    if (located.name === 'lom') metadata.children.push(located);
  } catch (error) {
    if (!isPackageRefusal(error)) throw error;
    warnings.push(`${error.publicMessage} (metadata is left out until it is corrected)`);
  }
}
