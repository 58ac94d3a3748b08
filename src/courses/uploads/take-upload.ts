import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { isUniqueViolation } from '../../platform/database/unique-violation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { invalidInput } from '../../platform/failure';
import { FileStorage } from '../../platform/storage/file-storage';
import { uploadsFull } from '../courses.failures';
import { CourseUpload } from './course-upload.entity';
import { UploadRepository } from './upload.repository';
import { fileOfUpload, folderOfUpload, locationOf } from './uploads.rules';

/** How many files an application may have sent ahead, and how many times the largest one they may be together. */
const mostFiles = 100;
const mostTimes = 4;
const toldEveryMs = 1000;

interface BegunUpload {
  applicationId: string;
  uploadKey: string;
  /** Bytes that were announced; absent when none were. */
  announced?: number;
}
export interface TakenFile {
  uploadKey: string;
  size: number;
}

/** Takes a file that is imported later, and tells how far it is meanwhile. A token that is used again replaces its file. */
@Injectable()
export class TakeUpload {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly uploads: UploadRepository,
    private readonly storage: FileStorage,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Failures: uploads-full, invalid-input (empty), and those of `stream`. */
  async stage(begun: BegunUpload, stream: Readable): Promise<TakenFile> {
    const { uploadKey } = begun;
    await this.begin(begun);
    try {
      const { size } = await this.storage.write(fileOfUpload(uploadKey), Readable.from(this.counted(uploadKey, stream), { objectMode: false }));
      if (size === 0) throw invalidInput('file', 'is empty; send the course package as a part with a file name');
      return { uploadKey, size };
    } catch (error) {
      await this.discard({ uploadKey });
      throw error;
    }
  }

  async discard({ uploadKey }: { uploadKey: string }): Promise<void> {
    await this.unit.run(() => this.uploads.remove([uploadKey]));
    await this.storage.removePrefix(folderOfUpload(uploadKey));
  }

  /** Makes a whole file one that can be named. Answers its location, which is another one than its name where that is taken. */
  async name({ uploadKey, size }: TakenFile, folder: string, fileName: string | undefined): Promise<string> {
    const named = async (location: string) => {
      await this.unit.run(() => this.uploads.change(uploadKey, { location, size, bytesRead: size, contentLength: size }));
      return location;
    };
    return named(locationOf(folder, fileName)).catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
      return named(locationOf(folder, fileName, `${uploadKey.slice(-8)}-`));
    });
  }

  private begin({ applicationId, uploadKey, announced }: BegunUpload): Promise<void> {
    return this.unit.run(async () => {
      const held = await this.uploads.held(applicationId, uploadKey);
      const bytes = mostTimes * this.config.maxUploadBytes;
      if (held.count >= mostFiles || held.bytes + (announced ?? 0) > bytes) throw uploadsFull(mostFiles, bytes);
      await this.uploads.put(Object.assign(new CourseUpload(), { uploadKey, applicationId, location: null, bytesRead: 0, contentLength: announced ?? 0, size: null, createdAt: this.clock.now() }));
    });
  }

  private async *counted(uploadKey: string, stream: Readable): AsyncGenerator<Buffer> {
    let [seen, told] = [0, Number.NEGATIVE_INFINITY];
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      seen += chunk.length;
      yield chunk;
      if (performance.now() - told < toldEveryMs) continue;
      told = performance.now();
      await this.unit.run(() => this.uploads.change(uploadKey, { bytesRead: seen }));
    }
  }
}
