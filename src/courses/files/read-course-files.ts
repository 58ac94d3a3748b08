import { Injectable } from '@nestjs/common';
import { foldName } from '../../platform/archive/entry-names.rules';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { FileStorage } from '../../platform/storage/file-storage';
import { WeightedCache } from '../../platform/weighted-cache';
import { type FileIndex, indexKey } from '../course-files.rules';
import { courseFileUnknown } from '../courses.failures';
import { CourseFileRepository } from './course-file.repository';
import { CourseFileSet, type ImportedFiles, type Overlay, overlaid } from './course-file-set.rules';

interface Index extends ImportedFiles {
  checkedAt: number;
}

const keptNames = 500_000;
const keptChanges = 200_000;
/** A deleted course is gone on every node after this time. */
const recheckMs = 10_000;
const nothing: Overlay = new Map();

/** The files of a version at a revision. What was imported and every revision never change, so both are kept in memory. */
@Injectable()
export class ReadCourseFiles {
  private readonly indexes = new WeightedCache<Index>(keptNames, (index) => index.sizes.size + 1);
  private readonly overlays = new WeightedCache<Overlay>(keptChanges, (overlay) => overlay.size + 1);
  private readonly loading = new Map<string, Promise<Index>>();

  constructor(
    private readonly unit: UnitOfWork,
    private readonly changes: CourseFileRepository,
    private readonly storage: FileStorage,
    private readonly clock: Clock,
  ) {}

  /** Failures: course-file-unknown (the version is gone). */
  async of(versionKey: string, revision: number): Promise<CourseFileSet> {
    const index = await this.indexOf(versionKey);
    return new CourseFileSet(versionKey, revision, index, revision === 0 ? nothing : await this.overlayOf(versionKey, index, revision));
  }

  /** As they are now. Failures: course-file-unknown. */
  async now(versionKey: string): Promise<CourseFileSet> {
    return this.of(versionKey, await this.revisionAt(versionKey));
  }

  /** The newest revision, or the one that was it at `moment`. */
  revisionAt(versionKey: string, moment?: number): Promise<number> {
    return this.unit.run(() => this.changes.revisionOf(versionKey, moment));
  }

  private async overlayOf(versionKey: string, imported: ImportedFiles, revision: number): Promise<Overlay> {
    const key = `${versionKey}:${revision}`;
    const known = this.overlays.get(key);
    if (known) return known;
    const before = this.overlays.get(`${versionKey}:${revision - 1}`);
    const rows = await this.unit.run(() => this.changes.changes(versionKey, before ? revision - 1 : 0, revision));
    const overlay = overlaid(before ?? nothing, versionKey, imported, rows);
    this.overlays.set(key, overlay);
    return overlay;
  }

  private async indexOf(versionKey: string): Promise<Index> {
    const known = this.indexes.get(versionKey);
    const now = this.clock.now();
    if (known && now - known.checkedAt < recheckMs) return known;
    if (known && (await this.storage.size(indexKey(versionKey))) !== undefined) {
      known.checkedAt = now;
      return known;
    }
    this.indexes.delete(versionKey);
    const loading = this.loading.get(versionKey) ?? this.load(versionKey).finally(() => this.loading.delete(versionKey));
    this.loading.set(versionKey, loading);
    return loading;
  }

  private async load(versionKey: string): Promise<Index> {
    if ((await this.storage.size(indexKey(versionKey))) === undefined) throw courseFileUnknown('index');
    const sizes = new Map(Object.entries(JSON.parse((await this.storage.readAll(indexKey(versionKey))).toString('utf8')) as FileIndex));
    const index = { sizes, folded: new Map([...sizes.keys()].map((path) => [foldName(path), path])), checkedAt: this.clock.now() };
    this.indexes.set(versionKey, index);
    return index;
  }
}
