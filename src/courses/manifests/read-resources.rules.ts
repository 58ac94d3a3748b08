import { packageRefused } from '../courses.failures';
import { attributeOf, childOf, childrenOf, type XmlElement } from './parse-xml.rules';

/** The files of the package as the manifest may name them. */
export interface PackageFiles {
  /** The path as it is in the package, also for a name in other case; `undefined` when there is none. */
  find(path: string): string | undefined;
}
export interface Resource {
  id: string;
  kind: 'SCO' | 'ASSET';
  /** Path in the package (or an external http(s) address); absent when the resource has none. */
  href?: string;
  /** With its `?` or `#`. */
  query?: string;
  missing: boolean;
  line: number;
}

const external = /^(https?:)?\/\//i;
const mostWarnings = 50;
const longestBase = 1000;

/** `base` and `href` joined, decoded and without dot parts; `undefined` when it leads out of the package. */
export function resolvePath(base: string, href: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${base}${href}`.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join('/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** xml:base values, outermost first, as one prefix; what follows the last slash of one is a file and no folder (RFC 3986 5.2). */
const prefixOf = (bases: readonly string[]) => bases.reduce((outer, base) => (external.test(base) ? '' : outer) + base.slice(0, Math.max(base.lastIndexOf('/'), base.lastIndexOf('\\')) + 1), '');
interface Place {
  path: string;
  found: string | undefined;
}

/** Finds what the references below these xml:base values mean: as written, percent-decoded, in another case, or as if the base had the slash its tool left out. */
function locator(bases: readonly string[], files: PackageFiles): (href: string) => Place {
  const strict = prefixOf(bases);
  const loose = bases.some((base) => base && !base.endsWith('/')) ? [prefixOf(bases.map((base) => base && `${base}/`))] : [];
  const folders = [strict, ...loose].map((prefix) => ({ written: folder(prefix), plain: folder(decoded(prefix)) }));
  return (href) => {
    const places = folders.map(({ written, plain }): Place => {
      const path = resolvePath(plain, decoded(href)) ?? href;
      return { path, found: files.find(resolvePath(written, href) ?? path) ?? files.find(path) };
    });
    return { path: places[0]?.path ?? href, found: places.find(({ found }) => found !== undefined)?.found };
  };
}

/** Without dot parts, as they would be walked again for every file. */
function folder(prefix: string): string {
  const path = resolvePath('', prefix);
  return path ? `${path}/` : '';
}

interface Reading {
  file: string;
  files: PackageFiles;
  warnings: string[];
  /** Of files and dependencies that are listed and not there; only some of them become warnings. */
  missing: string[];
  /** Identifiers of all resources. */
  known: ReadonlySet<string | undefined>;
}

/** The resources of a manifest by identifier, with xml:base of manifest, resources and resource (CAM 3.4.1.18). */
export function readResources(manifest: XmlElement, file: string, files: PackageFiles, warnings: string[]): Map<string, Resource> {
  const all = childOf(manifest, 'resources');
  const elements = childrenOf(all, 'resource');
  const reading: Reading = { file, files, warnings, missing: [], known: new Set(elements.map((element) => attributeOf(element, 'identifier'))) };
  const found = new Map<string, Resource>();
  for (const element of elements) {
    const id = attributeOf(element, 'identifier') ?? `line-${element.line}`;
    const bases = [manifest, all, element].map((owner) => attributeOf(owner, 'xml:base') ?? '');
    if (bases.some((base) => base.length > longestBase)) throw packageRefused(`${file}, line ${element.line}: the xml:base of a resource is longer than ${longestBase} characters; shorten it`);
    const locate = locator(bases, files);
    if (found.has(id)) warnings.push(`${file}, line ${element.line}: the resource identifier [${id}] is used twice; the first one is taken, so give each resource one of its own`);
    else found.set(id, resourceOf(element, id, prefixOf(bases), locate, reading));
    checkListed(element, external.test(prefixOf(bases)), locate, reading);
  }
  warnings.push(...reading.missing.slice(0, mostWarnings));
  if (reading.missing.length > mostWarnings) warnings.push(`${file}: ${reading.missing.length - mostWarnings} more listed files or dependencies are not in the package; add them or take them from the list`);
  return found;
}

function checkListed(element: XmlElement, isElsewhere: boolean, locate: (href: string) => Place, { file, missing, known }: Reading): void {
  for (const listed of childrenOf(element, 'file')) {
    const href = attributeOf(listed, 'href');
    if (!href || isElsewhere || external.test(href)) continue;
    if (locate(href.split(/[?#]/)[0] ?? '').found === undefined) missing.push(`${file}, line ${listed.line}: the listed file [${href}] is not in the package; add it or take it from the list`);
  }
  for (const needed of childrenOf(element, 'dependency')) {
    const reference = attributeOf(needed, 'identifierref');
    if (!known.has(reference)) missing.push(`${file}, line ${needed.line}: there is no resource for the dependency [${reference}]; add it or remove the dependency`);
  }
}

function resourceOf(element: XmlElement, id: string, prefix: string, locate: (href: string) => Place, { file, warnings }: Reading): Resource {
  const { line } = element;
  const kind = /^sco$/i.test(attributeOf(element, 'scormtype') ?? '') ? ('SCO' as const) : ('ASSET' as const);
  const written = attributeOf(element, 'href');
  if (!written) return { id, kind, missing: false, line };
  const elsewhere = external.test(written) ? written : `${prefix}${written}`;
  if (external.test(elsewhere)) {
    warnings.push(`${file}, line ${line}: the resource [${id}] is launched from another site [${elsewhere}]; what it does there cannot be tracked, so bring its pages along`);
    return { id, kind: 'ASSET', href: elsewhere, missing: false, line };
  }
  const [, path = '', query] = /^([^?#]*)([?#].*)?$/s.exec(written) ?? [];
  const place = locate(path);
  if (place.found && place.found.normalize() !== place.path.normalize()) warnings.push(`${file}, line ${line}: the resource [${id}] names [${place.path}]; the file is [${place.found}], so write it in the same letters`);
  return { id, kind, href: place.found ?? place.path, ...(query && { query }), missing: !place.found, line };
}
