import { crc32, deflateRawSync } from 'node:zlib';

/** What a header says; everything left out is what is true. */
interface Said {
  name?: string | Buffer;
  flags?: number;
  method?: number;
  crc?: number;
  packedSize?: number;
  size?: number;
  extra?: Buffer;
}
export interface RawEntry extends Said {
  name: string | Buffer;
  data?: Buffer | string;
  /** Bytes that stand in the archive instead of the packed data. */
  packed?: Buffer;
  stored?: true;
  /** Unix mode, in the high half of the external attributes. */
  mode?: number;
  attributes?: number;
  /** Where the directory says the local header is. */
  offset?: number;
  /** What the local header says, where it differs. */
  local?: Said;
  /** No local header and no data: the directory entry alone. */
  absent?: true;
}
export interface RawEnd {
  count?: number;
  directoryOffset?: number;
  zip64?: true;
  comment?: string;
}

const utf8Flag = 0x800;
const bytesOf = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text, 'utf8') : text);

/** Two-byte numbers are written as `[n]`, four-byte ones as `n`. */
function pack(...fields: (number | [number] | bigint | Buffer)[]): Buffer {
  return Buffer.concat(
    fields.map((field) => {
      if (Buffer.isBuffer(field)) return field;
      const bytes = Buffer.alloc(typeof field === 'number' ? 4 : typeof field === 'bigint' ? 8 : 2);
      if (typeof field === 'number') bytes.writeUInt32LE(field >>> 0);
      else if (typeof field === 'bigint') bytes.writeBigUInt64LE(field);
      else bytes.writeUInt16LE(field[0]);
      return bytes;
    }),
  );
}

/** A zip written byte by byte, true or lying in any field. */
export function rawZip(entries: readonly RawEntry[], end: RawEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = bytesOf(entry.data ?? '');
    const packed = entry.packed ?? (entry.stored ? data : deflateRawSync(data));
    const truth = { flags: utf8Flag, method: entry.stored ? 0 : 8, crc: crc32(data), packedSize: packed.length, size: data.length, extra: Buffer.alloc(0) };
    const central = { ...truth, ...entry };
    const local = { ...central, ...entry.local };
    const localName = bytesOf(local.name);
    const centralName = bytesOf(central.name);
    directory.push(
      pack(0x02014b50, [0x031e], [20], [central.flags], [central.method], 0, central.crc, central.packedSize, central.size, [centralName.length], [central.extra.length], [0], [0], [0]),
      pack(((entry.mode ?? 0) << 16) | (entry.attributes ?? 0), entry.offset ?? at, centralName, central.extra),
    );
    if (entry.absent) continue;
    const written = pack(0x04034b50, [20], [local.flags], [local.method], 0, local.crc, local.packedSize, local.size, [localName.length], [local.extra.length], localName, local.extra, packed);
    parts.push(written);
    at += written.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, endOf(end.count ?? entries.length, central.length, end.directoryOffset ?? at, at + central.length, end)]);
}

/** The end of an archive; with zip64 its own record and locator before it. */
export function endOf(count: number, directorySize: number, directoryOffset: number, recordOffset: number, end: RawEnd = {}): Buffer {
  const comment = Buffer.from(end.comment ?? '');
  const classic = (n: number, size: number, offset: number) => pack(0x06054b50, [0], [0], [n], [n], size, offset, [comment.length], comment);
  if (!end.zip64) return classic(count, directorySize, directoryOffset);
  const record = pack(0x06064b50, 44n, [45], [45], 0, 0, BigInt(count), BigInt(count), BigInt(directorySize), BigInt(directoryOffset));
  return Buffer.concat([record, pack(0x07064b50, 0, BigInt(recordOffset), 1), classic(0xffff, 0xffffffff, 0xffffffff)]);
}

/** A zip64 extra field with the given 8-byte values. */
export const zip64Field = (...values: bigint[]): Buffer => pack([1], [values.length * 8], ...values);

/** The Info-ZIP Unicode Path field of `raw`. */
export function unicodePathField(raw: Buffer, name: string): Buffer {
  const utf8 = Buffer.from(name);
  return pack([0x7075], [5 + utf8.length], Buffer.from([1]), crc32(raw), utf8);
}

/** Many directory entries that all point at one packed file: a few kilobytes that unpack to gigabytes. */
export function overlappingBomb(copies: number, sizeEach: number): Buffer {
  const kernel = deflateRawSync(Buffer.alloc(sizeEach));
  const crc = crc32(Buffer.alloc(sizeEach));
  const shared = { packedSize: kernel.length, size: sizeEach, crc };
  const first: RawEntry = { name: 'f0', packed: kernel, ...shared };
  return rawZip([first, ...Array.from({ length: copies - 1 }, (_, n): RawEntry => ({ name: `f${n + 1}`, offset: 0, absent: true, ...shared }))]);
}

/** A file that lies inside the stored bytes of another one; both are good by themselves. */
export function fileInsideFile(): Buffer {
  const inner = rawZip([{ name: 'inner.html', data: 'inner' }]);
  const quoted = inner.subarray(0, inner.indexOf(Buffer.from('PK\x01\x02')));
  const packed = deflateRawSync(Buffer.from('inner'));
  return rawZip([
    { name: 'outer.bin', data: quoted, stored: true },
    { name: 'inner.html', absent: true, offset: 30 + 'outer.bin'.length, packedSize: packed.length, size: 5, crc: crc32(Buffer.from('inner')) },
  ]);
}
