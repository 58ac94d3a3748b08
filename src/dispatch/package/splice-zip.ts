import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip, ready to be copied: local header with data, and its line in the central directory (offset to be filled in). */
export interface ZipEntry {
  local: Buffer;
  central: Buffer;
}

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;
/** 1980-01-01 00:00:00: the same for every entry, so that the same input gives the same bytes. */
const fixedDate = 0x0021;
const fixedTime = 0;

/** One file as an entry without a data descriptor, deflated or (what is compressed already) stored. Names are ASCII. */
export function zipEntry(name: string, content: Buffer, method: 'deflate' | 'store' = 'deflate'): ZipEntry {
  const data = method === 'deflate' ? deflateRawSync(content, { level: 9 }) : content;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0); // version needed
  common.writeUInt16LE(method === 'deflate' ? 8 : 0, 4);
  common.writeUInt16LE(fixedTime, 6);
  common.writeUInt16LE(fixedDate, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(localHeader);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(centralHeader, 0);
  central.writeUInt16LE(20, 4); // made by: FAT, so no permissions
  common.copy(central, 6);
  return { local: Buffer.concat([signature, common, Buffer.from(name, 'latin1'), data]), central: Buffer.concat([central, Buffer.from(name, 'latin1')]) };
}

/** The entries of a finished zip (without zip64), by name, in their order. */
export function entriesOf(zip: Buffer): Map<string, ZipEntry> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const count = zip.readUInt16LE(end + 10);
  const directory = zip.readUInt32LE(end + 16);
  const lines: { name: string; offset: number; central: Buffer }[] = [];
  for (let at = directory, i = 0; i < count; i++) {
    const length = 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const central = Buffer.from(zip.subarray(at, at + length));
    lines.push({ name: central.toString('latin1', 46, 46 + central.readUInt16LE(28)), offset: central.readUInt32LE(42), central });
    at += length;
  }
  const starts = [...lines.map((line) => line.offset), directory].sort((a, b) => a - b);
  const next = (offset: number) => starts.find((start) => start > offset) ?? directory;
  return new Map(lines.map(({ name, offset, central }) => [name, { local: Buffer.from(zip.subarray(offset, next(offset))), central }]));
}

/** Writes entries one behind the other and knows the directory that ends them. Without zip64: at most 65,535 entries and 4 GB. */
export class ZipWriter {
  private readonly lines: Buffer[] = [];
  private size = 0;

  /** The bytes of the entry; its place is remembered. */
  add({ local, central }: ZipEntry): Buffer {
    const line = Buffer.from(central);
    line.writeUInt32LE(this.size, 42);
    this.lines.push(line);
    this.size += local.length;
    return local;
  }

  /** The bytes behind the last entry. */
  end(): Buffer {
    const end = Buffer.alloc(22);
    end.writeUInt32LE(endOfDirectory, 0);
    end.writeUInt16LE(this.lines.length, 8);
    end.writeUInt16LE(this.lines.length, 10);
    end.writeUInt32LE(this.lines.reduce((sum, line) => sum + line.length, 0), 12);
    end.writeUInt32LE(this.size, 16);
    return Buffer.concat([...this.lines, end]);
  }
}

/** A zip of the entries in the order given: their bytes are copied, only offsets and the directory are new. */
export function spliceZip(entries: readonly ZipEntry[]): Buffer {
  const writer = new ZipWriter();
  return Buffer.concat([...entries.map((entry) => writer.add(entry)), writer.end()]);
}
