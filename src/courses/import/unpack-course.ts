import { Injectable } from '@nestjs/common';
import { openZipSafely, type SafeZip } from '../../platform/archive/read-zip-safely';
import { FileStorage } from '../../platform/storage/file-storage';
import type { FileIndex } from '../course-files.rules';
import type { CourseStructure } from '../manifests/course-structure.rules';
import { readPackage } from '../manifests/read-package.rules';
import type { ImportStage } from './import-job.entity';
import { WrapLoneStructure } from './wrap-lone-structure';

export interface UnpackedCourse {
  structure: CourseStructure;
  warnings: string[];
  webPath: string;
  fileCount: number;
  byteSize: number;
}
export interface UnpackOptions {
  signal: AbortSignal;
  progress: (stage: ImportStage, percent: number) => Promise<void>;
}

const largestManifest = 20 * 1024 * 1024;
const progressEveryMs = 1000;

/** Checks a stored package and unpacks it below `target`: `content/...` and `index.json`. */
@Injectable()
export class UnpackCourse {
  constructor(
    private readonly storage: FileStorage,
    private readonly wrap: WrapLoneStructure,
  ) {}

  /** Failures: archive-refused, package-refused. */
  async run(packageKey: string, target: string, options: UnpackOptions): Promise<UnpackedCourse> {
    await this.wrap.run(packageKey);
    const copy = await this.storage.localCopy(packageKey);
    try {
      await options.progress('checking', 1);
      const zip = await openZipSafely(copy.path);
      return await this.unpack(zip, target, options).finally(() => zip.close());
    } finally {
      await copy.release();
    }
  }

  private async unpack(zip: SafeZip, target: string, options: UnpackOptions): Promise<UnpackedCourse> {
    const read = await readPackage({ paths: zip.entries.map((entry) => entry.path), read: (path) => zip.bytesOf(path, largestManifest) });
    const index: FileIndex = Object.create(null) as FileIndex; // a file may be named __proto__
    let byteSize = 0;
    for (const { path, size } of zip.entries) {
      if (!path.startsWith(read.root)) continue;
      index[path.slice(read.root.length)] = size;
      byteSize += size;
    }
    await options.progress('unpacking', 2);
    await zip.extractAll((path, data) => this.storage.write(`${target}/content/${path}`, data), { strip: read.root, signal: options.signal, progress: this.throttled(options) });
    await this.storage.write(`${target}/index.json`, Buffer.from(JSON.stringify(index)));
    await this.storage.settle(target);
    const { structure, warnings, webPath } = read;
    return { structure, warnings, webPath, fileCount: Object.keys(index).length, byteSize };
  }

  /** Stores the percentage at most once a second. */
  private throttled(options: UnpackOptions): (fraction: number) => void {
    let last = performance.now();
    return (fraction) => {
      if (performance.now() - last < progressEveryMs) return;
      last = performance.now();
      void options.progress('unpacking', 2 + Math.floor(fraction * 95)).catch(() => undefined);
    };
  }
}
