import { SaxesParser } from 'saxes';
import { readZip } from '../support/read-zip';

export interface ImportedPackage {
  identifier: string;
  title: string;
  /** The launch page inside the package. */
  href: string;
  /** The files an LMS may serve: those the manifest lists. */
  files: Map<string, Buffer>;
}

const refusedEndings = /\.(php|cgi|sh|asp|aspx|jsp|py|rb|htaccess|json|mjs|map)$/i;

/** Imports a package of SCORM 1.2, or of SCORM 2004, as a picky LMS does: root manifest, a SCO that exists, only listed files, no endings that hosts refuse. */
export async function importPackage(zip: Buffer, edition: '1.2' | '2004' = '1.2'): Promise<ImportedPackage> {
  const all = await readZip(zip);
  const manifest = all.get('imsmanifest.xml');
  if (!manifest) throw new Error('the package has no imsmanifest.xml at its root');
  const refused = [...all.keys()].filter((name) => refusedEndings.test(name) || name.includes('\\') || name.startsWith('/'));
  if (refused.length) throw new Error(`the package has files that LMSs refuse: ${refused.join(', ')}`);
  const found = readManifest(manifest.toString('utf8'));
  if (!(edition === '1.2' ? /^1\.2$/ : /^(2004 (3rd|4th) Edition|CAM 1\.3)$/).test(found.version)) throw new Error(`the manifest says version ${found.version}`);
  if (!found.href || !all.has(found.href)) throw new Error(`the manifest launches ${found.href}, which is not in the package`);
  const missing = found.listed.filter((name) => !all.has(name));
  if (missing.length) throw new Error(`the manifest lists files that are not in the package: ${missing.join(', ')}`);
  return { identifier: found.identifier, title: found.title, href: found.href, files: new Map([...all].filter(([name]) => found.listed.includes(name))) };
}

function readManifest(xml: string) {
  const found = { identifier: '', title: '', version: '', href: '', listed: [] as string[] };
  const path: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    path.push(tag.name);
    const { identifier, href, 'adlcp:scormtype': kind12, 'adlcp:scormType': kind = kind12 } = tag.attributes as Record<string, string>;
    if (tag.name === 'manifest') found.identifier = identifier ?? '';
    if (tag.name === 'resource' && kind?.toLowerCase() === 'sco' && !found.href) found.href = href ?? '';
    if (tag.name === 'file' && href) found.listed.push(href);
  });
  parser.on('text', (text) => {
    if (path.at(-1) === 'schemaversion') found.version += text.trim();
    if (path.at(-1) === 'title' && path.at(-2) === 'organization') found.title += text;
  });
  parser.on('closetag', () => void path.pop());
  parser.write(xml).close();
  return found;
}
