import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../../platform/storage/file-storage';

const largest = 20 * 1024 * 1024;

/** A cmi5 course may be its course structure alone, its units on other servers (cmi5 14.2): the file becomes a package that holds nothing else. */
@Injectable()
export class WrapLoneStructure {
  constructor(private readonly storage: FileStorage) {}

  /** Leaves alone what is no cmi5.xml. */
  async run(packageKey: string): Promise<void> {
    const size = (await this.storage.size(packageKey)) ?? 0;
    if (size === 0 || size > largest) return;
    const start = await buffer(this.storage.read(packageKey, { start: 0, end: Math.min(size, 64) - 1 }));
    if (!/^(\ufeff|\ufffd\ufffd)?\s*</.test(start.toString('utf8').replaceAll('\0', ''))) return;
    const bytes = await this.storage.readAll(packageKey);
    if (!bytes.toString('utf8').replaceAll('\0', '').includes('courseStructure')) return;
    const { ZipArchive } = await import('archiver');
    const archive = new ZipArchive({ zlib: { level: 6 } });
    archive.append(bytes, { name: 'cmi5.xml', date: new Date(0) });
    const whole = buffer(archive);
    await archive.finalize();
    await this.storage.write(packageKey, await whole);
  }
}
