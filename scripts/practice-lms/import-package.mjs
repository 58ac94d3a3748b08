import { buffer } from 'node:stream/consumers';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';

export const mostBytes = 50 * 1024 * 1024;

/** Why a package was not imported, as the end of a sentence. */
export class NotImported extends Error {}

/** The files of a zip by name. */
async function readZip(bytes) {
  const zip = await new Promise((resolve, reject) => yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(new NotImported('it is no zip file.')) : resolve(opened))));
  const files = new Map();
  let total = 0;
  await new Promise((resolve, reject) => {
    zip.on('entry', (entry) => {
      total += entry.uncompressedSize;
      if (total > mostBytes) return reject(new NotImported('it is larger than 50 MB; a dispatch package is much smaller.'));
      if (entry.fileName.endsWith('/')) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((content) => {
          files.set(entry.fileName, content);
          zip.readEntry();
        }, reject);
      });
    });
    zip.once('end', resolve).once('error', reject);
    zip.readEntry();
  });
  return files;
}

/** Identifier, title and launch page of a SCORM 1.2 manifest with one SCO. */
function readManifest(xml) {
  const found = { id: '', title: '', launch: '', version: '' };
  const path = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new NotImported(`its imsmanifest.xml is not well-formed (${error.message}).`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name);
    if (name === 'manifest') found.id = attributes.identifier ?? '';
    if (name === 'resource' && attributes['adlcp:scormtype']?.toLowerCase() === 'sco') found.launch ||= attributes.href ?? '';
  });
  parser.on('text', (text) => {
    if (path.at(-1) === 'schemaversion') found.version += text.trim();
    if (path.at(-1) === 'title' && path.at(-2) === 'organization') found.title += text;
  });
  parser.on('closetag', () => path.pop());
  parser.write(xml).close();
  return found;
}

/** Imports a SCORM 1.2 package; one with the same identifier is replaced, and its records stay. */
export async function importPackage(bytes) {
  const files = await readZip(bytes);
  const manifest = files.get('imsmanifest.xml');
  if (!manifest) throw new NotImported('it has no imsmanifest.xml at its root.');
  const { id, title, launch, version } = readManifest(manifest.toString('utf8'));
  if (version !== '1.2') throw new NotImported(`it is for SCORM "${version}", and this LMS plays SCORM 1.2.`);
  const page = decodeURI(launch.split(/[?#]/)[0]);
  if (!files.has(page)) throw new NotImported(`its launch page "${page}" is not in it.`);
  return { id, title: title.trim() || id, launch, files };
}
