import type { FileHandle } from 'node:fs/promises';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { promisify } from 'node:util';
import { createInflateRaw, crc32, inflateRaw } from 'node:zlib';
import { archiveRefused } from '../failure';
import { type ZipEntry, mend } from './read-zip-directory';

const chunk = 256 * 1024;
const inflateWhole = promisify(inflateRaw) as (data: Buffer, options: object) => Promise<Buffer>;
const damaged = (path: string) => archiveRefused(`[${path}] is damaged (its checksum or its packing is wrong); send the package again or ${mend}`);
const otherSize = (path: string) => archiveRefused(`[${path}] does not have the size the package states; ${mend}`);
const cutOff = (path: string) => archiveRefused(`[${path}] is cut off; send the whole package again`);

/** A small entry as one buffer, held against its stated size and checksum. Failures: archive-refused. */
export async function readEntry(file: FileHandle, entry: ZipEntry): Promise<Buffer> {
  const packed = Buffer.allocUnsafe(entry.compressedSize);
  const { bytesRead } = await file.read(packed, 0, packed.length, entry.dataStart);
  if (bytesRead !== packed.length) throw cutOff(entry.path);
  const data = entry.deflated ? await inflated(packed, entry) : packed;
  if (data.length !== entry.size) throw otherSize(entry.path);
  if (crc32(data) !== entry.crc) throw damaged(entry.path);
  return data;
}

async function inflated(packed: Buffer, { path, size }: ZipEntry): Promise<Buffer> {
  try {
    return await inflateWhole(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? otherSize(path) : damaged(path);
  }
}

/** A large entry as a stream that ends in a Failure when its size or checksum is not the stated one. */
export function streamEntry(file: FileHandle, entry: ZipEntry): Readable {
  const packed = new PackedBytes(file, entry);
  const inflating = entry.deflated ? createInflateRaw({ chunkSize: chunk }) : undefined;
  const checked = new CheckedBytes(entry);
  // listeners stand before the first byte flows: an entry may fail before its reader has attached one, and that would end the process
  checked.on('error', () => undefined);
  packed.on('error', (error) => checked.destroy(error));
  inflating?.on('error', () => checked.destroy(damaged(entry.path)));
  checked.on('close', () => {
    packed.destroy();
    inflating?.destroy();
  });
  return (inflating ? packed.pipe(inflating) : packed).pipe(checked);
}

class PackedBytes extends Readable {
  private position: number;
  private readonly end: number;

  constructor(
    private readonly file: FileHandle,
    private readonly entry: ZipEntry,
  ) {
    super({ highWaterMark: chunk });
    this.position = entry.dataStart;
    this.end = entry.dataStart + entry.compressedSize;
  }

  override _read(): void {
    const length = Math.min(chunk, this.end - this.position);
    if (length <= 0) return void this.push(null);
    this.file.read(Buffer.allocUnsafe(length), 0, length, this.position).then(
      ({ bytesRead, buffer }) => {
        if (bytesRead === 0) return void this.destroy(cutOff(this.entry.path));
        this.position += bytesRead;
        this.push(buffer.subarray(0, bytesRead));
      },
      (error: Error) => this.destroy(error),
    );
  }
}

class CheckedBytes extends Transform {
  private size = 0;
  private crc = 0;

  constructor(private readonly entry: ZipEntry) {
    super({ highWaterMark: chunk });
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.size += data.length;
    if (this.size > this.entry.size) return done(otherSize(this.entry.path));
    this.crc = crc32(data, this.crc);
    done(null, data);
  }

  override _flush(done: TransformCallback): void {
    if (this.size !== this.entry.size) done(otherSize(this.entry.path));
    else done(this.crc === this.entry.crc ? null : damaged(this.entry.path));
  }
}
