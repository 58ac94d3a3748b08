import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { archiveRefused } from '../failure';
import { decodeEntryName, faultOfName, foldName, tidyName } from './entry-names.rules';
import { WindowedReader } from './windowed-reader';

export interface ZipLimits {
  entries: number;
  /** Bytes of all files together, unpacked. */
  totalBytes: number;
  /** Unpacked to packed, of a file and of all together, for anything above `ratioFloor` bytes. */
  ratio: number;
  ratioFloor: number;
}
export interface ZipEntry {
  /** With `/`, relative, safe to store. */
  path: string;
  size: number;
  compressedSize: number;
  deflated: boolean;
  crc: number;
  /** Where its local header begins. */
  start: number;
  /** Where its bytes begin; known once the local header was read. */
  dataStart: number;
  rawName: Buffer;
}

export const mend = 'make the package again with a common zip tool';
const largestDirectory = 256 * 1024 ** 2;
const symlink = 0o120000;
const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const encrypted = 0x2041;
const sizesFollow = 0x0008;
const printable = (name: string) => name.replace(/[\0-\x1f\x7f]/g, '?').slice(0, 200);

/** Reads the whole directory and refuses what is unsafe before a byte is unpacked. Failures: archive-refused. */
export async function readZipDirectory(file: FileHandle, limits: ZipLimits): Promise<ZipEntry[]> {
  const { size: fileSize } = await file.stat();
  const reader = new WindowedReader(file);
  const zip = await openDirectory(reader, fileSize);
  try {
    if (zip.entryCount > limits.entries) throw archiveRefused(`The package has ${zip.entryCount} entries; at most ${limits.entries} are taken; leave out what the course does not need`);
    const directoryStart = cursorOf(zip);
    if (fileSize - directoryStart > largestDirectory) throw archiveRefused(`The directory of the zip archive is larger than ${largestDirectory} bytes; ${mend}`);
    const entries = await readEntries(zip, limits);
    const next = await reader.at(cursorOf(zip), 4);
    if (next.length === 4 && next.readUInt32LE(0) === centralSignature) throw archiveRefused(`The zip archive has more entries than it states; ${mend}`);
    await checkLocalHeaders(reader, entries, directoryStart);
    checkFoldersAgainstFiles(entries);
    return entries;
  } finally {
    zip.close();
  }
}

/** The typings call the position of the next directory entry a boolean. */
const cursorOf = (zip: yauzl.ZipFile) => Number(zip.readEntryCursor as unknown);

function openDirectory(reader: WindowedReader, fileSize: number): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromRandomAccessReader(reader, fileSize, { lazyEntries: true, decodeStrings: false, autoClose: false, validateEntrySizes: false }, (error, zip) => {
      if (error) reject(archiveRefused(`This is not a readable zip archive (${error.message}); send the course as one whole zip`));
      else resolve(zip);
    });
  });
}

function readEntries(zip: yauzl.ZipFile, limits: ZipLimits): Promise<ZipEntry[]> {
  const found: ZipEntry[] = [];
  const totals = new Totals(limits);
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => reject(archiveRefused(`The directory of the zip archive is damaged (${error.message}); ${mend}`)));
    zip.on('end', () => resolve(found));
    zip.on('entry', (one: yauzl.Entry) => {
      try {
        const entry = entryOf(one);
        if (entry) {
          totals.add(entry);
          found.push(entry);
        }
        zip.readEntry();
      } catch (error) {
        reject(error);
      }
    });
    zip.readEntry();
  });
}

/** What only shows over all entries: twins, and the size and ratio of the whole. */
class Totals {
  private readonly seen = new Map<string, string>();
  private size = 0;
  private packed = 0;

  constructor(private readonly limits: ZipLimits) {}

  add(entry: ZipEntry): void {
    const { path } = entry;
    const twin = this.seen.get(foldName(path));
    if (twin === path) throw archiveRefused(`[${path}] is in the package twice; keep one of them`);
    if (twin !== undefined) throw archiveRefused(`[${twin}] and [${path}] differ only in case or in the form of their accents; rename one of them`);
    this.seen.set(foldName(path), path);
    this.size += entry.size;
    this.packed += entry.compressedSize;
    if (this.size > this.limits.totalBytes) throw archiveRefused(`The package unpacks to more than ${this.limits.totalBytes} bytes (at [${path}]); make it smaller`);
    this.checkRatio(`[${path}]`, entry.size, entry.compressedSize);
    this.checkRatio('The package', this.size, this.packed);
  }

  private checkRatio(what: string, size: number, packed: number): void {
    if (size > this.limits.ratioFloor && size > packed * this.limits.ratio)
      throw archiveRefused(`${what} unpacks to more than ${this.limits.ratio} times its packed size, as archives made to harm do; replace the file or store it unpacked`);
  }
}

/** The entry of a file; `undefined` for a folder. */
function entryOf(one: yauzl.Entry): ZipEntry | undefined {
  const path = nameOf(one);
  if (path === undefined) return undefined;
  const { uncompressedSize: size, compressedSize, compressionMethod: method } = one;
  if (one.generalPurposeBitFlag & encrypted) throw archiveRefused(`[${path}] is encrypted; zip the course again without a password`);
  if (((one.externalFileAttributes >>> 16) & 0o170000) === symlink) throw archiveRefused(`[${path}] is a symbolic link; replace it by the file itself`);
  if (method !== 0 && method !== 8) throw archiveRefused(`[${path}] uses packing method ${method}; zip the course again with deflate`);
  if (method === 0 ? size !== compressedSize : compressedSize === 0) throw archiveRefused(`[${path}] does not have the size the package states; ${mend}`);
  // the name is copied: a view would keep the whole directory in memory
  return { path, size, compressedSize, deflated: method === 8, crc: one.crc32, start: one.relativeOffsetOfLocalHeader, dataStart: 0, rawName: Buffer.from(one.fileNameRaw) };
}

function nameOf(one: yauzl.Entry): string | undefined {
  const raw = one.fileNameRaw;
  const decoded = unicodePathOf(one) ?? decodeEntryName(raw, Boolean(one.generalPurposeBitFlag & 0x800));
  if (decoded === undefined) throw archiveRefused(`[${printable(raw.toString('latin1'))}] has a name that is not valid UTF-8; ${mend}`);
  const name = tidyName(decoded);
  const fault = name === '' && decoded !== '' ? undefined : faultOfName(name);
  if (fault) throw archiveRefused(`[${printable(decoded)}] ${fault}; rename it and zip the course again`);
  // some old tools mark a folder by its DOS attribute alone
  const folder = name === '' || name.endsWith('/') || (Boolean(one.externalFileAttributes & 0x10) && one.uncompressedSize === 0);
  return folder ? undefined : name;
}

/** The Info-ZIP Unicode Path field, when it belongs to the name (APPNOTE 4.6.9). */
function unicodePathOf(one: yauzl.Entry): string | undefined {
  const field = one.extraFields.find((extra) => extra.id === 0x7075)?.data;
  if (!field || field.length < 6 || field[0] !== 1 || field.readUInt32LE(1) !== crc32(one.fileNameRaw)) return undefined;
  return decodeEntryName(field.subarray(5), true);
}

/** Holds each local header against the directory; two files may not share bytes (the trick of some zip bombs). */
async function checkLocalHeaders(reader: WindowedReader, entries: readonly ZipEntry[], directoryStart: number): Promise<void> {
  let free = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start)) {
    const { path, rawName, start } = entry;
    const header = start < directoryStart ? await reader.at(start, 30 + rawName.length) : undefined;
    if (!header || !describesTheSame(header, entry)) throw archiveRefused(`[${path}] is described in two different ways in the archive; ${mend}`);
    entry.dataStart = start + 30 + rawName.length + header.readUInt16LE(28);
    if (start < free) throw archiveRefused(`[${path}] shares bytes with another file of the archive; ${mend}`);
    free = entry.dataStart + entry.compressedSize;
    if (free > directoryStart) throw archiveRefused(`[${path}] does not lie wholly inside the archive; send the whole package again`);
  }
}

function describesTheSame(header: Buffer, { rawName, deflated, compressedSize, size, crc }: ZipEntry): boolean {
  if (header.length !== 30 + rawName.length || header.readUInt32LE(0) !== localSignature) return false;
  const flags = header.readUInt16LE(6);
  if (flags & encrypted || (header.readUInt16LE(8) === 8) !== deflated) return false;
  if (header.readUInt16LE(26) !== rawName.length || !header.subarray(30).equals(rawName)) return false;
  if (flags & sizesFollow) return true; // the numbers stand behind the data
  const same = (stated: number, meant: number) => stated === meant || stated === 0xffffffff; // in the zip64 field
  return header.readUInt32LE(14) === crc && same(header.readUInt32LE(18), compressedSize) && same(header.readUInt32LE(22), size);
}

/** `a` as a file beside `a/b`. */
function checkFoldersAgainstFiles(entries: readonly ZipEntry[]): void {
  const files = new Set(entries.map(({ path }) => foldName(path)));
  const checked = new Set<string>();
  for (const { path } of entries) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      if (checked.has(folder)) break;
      checked.add(folder);
      if (files.has(foldName(folder))) throw archiveRefused(`[${folder}] is both a file and a folder in the archive; rename one of them`);
    }
  }
}
