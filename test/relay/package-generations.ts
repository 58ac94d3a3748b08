import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeZip } from '../support/make/course-packages';
import { readZip } from '../support/read-zip';

/** Where every generation of the dispatch package that ever left the house is kept, ready to be pointed at a gateway. */
const folder = join(__dirname, '../fixtures/packages');
const list = join(folder, 'generations.json');

/** What one download says of itself. */
interface OfDownload {
  gw: string;
  d: string;
  k: string;
}
interface Generation {
  /** A released generation is in clients' LMSs: its files never change again. */
  released: boolean;
  sha256: string;
}
type Files = Map<string, string>;

const places: Record<keyof OfDownload, string> = { gw: '__GATEWAY__', d: '__DISPATCH__', k: '__PACKAGE_KEY__' };
const configName = 'rd1-config.js';

/** The files of a downloaded zip with placeholders for what is its own; schemas are those of the standard. */
export async function templateOf(zip: Buffer, own: OfDownload): Promise<Files> {
  const files = await readZip(zip);
  const config = [...files.keys()].find((name) => name.startsWith('rd1-config.')) ?? '';
  const generic = (text: string) => (Object.keys(places) as (keyof OfDownload)[]).reduce((all, key) => all.replaceAll(own[key], places[key]), text.replaceAll(config, configName));
  return new Map([...files].filter(([name]) => !name.endsWith('.xsd')).map(([name, content]) => [name === config ? configName : name, generic(content.toString('utf8'))]));
}

export function hashOf(files: Files): string {
  const hash = createHash('sha256');
  for (const [name, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${name}\n${text}\n`);
  return hash.digest('hex');
}

export const readGenerations = (): Record<string, Generation> => (existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Record<string, Generation>) : {});

export const readGeneration = (number: string): Files =>
  new Map(readdirSync(join(folder, number)).map((name) => [name, readFileSync(join(folder, number, name), 'utf8')]));

/** Keeps the package as it is built now as the files of that generation. */
export function keepGeneration(number: string, files: Files): void {
  const known = readGenerations();
  if (known[number]?.released) throw new Error(`generation ${number} is released and may not be written again`);
  rmSync(join(folder, number), { recursive: true, force: true });
  mkdirSync(join(folder, number), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, number, name), text);
  writeFileSync(list, `${JSON.stringify({ ...known, [number]: { released: false, sha256: hashOf(files) } }, null, 2)}\n`);
}

/** A zip of that generation for one download of a gateway of today. */
export function zipOfGeneration(number: string, own: OfDownload): Promise<Buffer> {
  const fill = (text: string) => (Object.keys(places) as (keyof OfDownload)[]).reduce((all, key) => all.replaceAll(places[key], own[key]), text);
  return makeZip([...readGeneration(number)].map(([name, text]) => ({ name, data: fill(text) })));
}
