import type { Readable } from 'node:stream';

export interface ZippedFile {
  name: string;
  /** Asked for when its turn has come. */
  open(): Readable;
  date?: Date;
  /** It is compressed already. */
  store?: boolean;
}
interface Archive extends Readable {
  append(source: Readable, entry: { name: string; date?: Date; store?: boolean }): unknown;
  finalize(): Promise<void>;
}

/** A zip of files one behind the other, of any size, made no faster than it is read. What a file throws destroys it. */
export async function streamZip(files: Iterable<ZippedFile>): Promise<Readable> {
  const { ZipArchive } = await import('archiver'); // loaded when the first zip is asked for: it is large
  const archive = new ZipArchive({ zlib: { level: 6 } }) as unknown as Archive;
  archive.on('error', () => undefined); // whoever reads it hears of it too
  fill(archive, files).catch((error: Error) => archive.destroy(error));
  return archive;
}

async function fill(archive: Archive, files: Iterable<ZippedFile>): Promise<void> {
  for (const { open, ...entry } of files) {
    const source = open();
    try {
      await appended(archive, source, entry);
    } finally {
      source.destroy();
    }
    if (archive.destroyed) return;
  }
  await archive.finalize();
}

/** Ends when the archive has taken the whole of `source`, or whoever reads it has gone. */
function appended(archive: Archive, source: Readable, entry: { name: string; date?: Date; store?: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      archive.off('entry', taken).off('close', taken);
      if (error) reject(error);
      else resolve();
    };
    const taken = () => end();
    archive.once('entry', taken).once('close', taken);
    source.once('error', end);
    archive.append(source, entry);
  });
}
