import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

const windowBytes = 256 * 1024;

/** Reads of a few bytes each, in rising order, out of one window: the directory of 100,000 entries in seconds less. */
export class WindowedReader extends RandomAccessReader {
  private window = Buffer.alloc(0);
  private windowStart = 0;

  constructor(private readonly file: FileHandle) {
    super();
  }

  /** Up to `length` bytes; fewer at the end of the file. */
  async at(position: number, length: number): Promise<Buffer> {
    return this.held(position, length) ?? this.load(position, length);
  }

  override read(target: Buffer, offset: number, length: number, position: number, done: (error: Error | null, bytesRead?: number) => void): void {
    const held = this.held(position, length);
    const give = (bytes: Buffer) => done(null, bytes.copy(target, offset));
    if (held) process.nextTick(give, held); // never at once: the caller asks again from inside `done`
    else this.load(position, length).then(give, (error: Error) => done(error));
  }

  private held(position: number, length: number): Buffer | undefined {
    const from = position - this.windowStart;
    return from >= 0 && from + length <= this.window.length ? this.window.subarray(from, from + length) : undefined;
  }

  private async load(position: number, length: number): Promise<Buffer> {
    const next = Buffer.allocUnsafe(Math.max(windowBytes, length)); // a new one each time: views of the last may be in use
    const { bytesRead } = await this.file.read(next, 0, next.length, position);
    this.window = next.subarray(0, bytesRead);
    this.windowStart = position;
    return this.window.subarray(0, length);
  }
}
