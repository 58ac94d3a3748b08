import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newKey } from '../../platform/random-ids';
import type { ChangedFile } from './course-file-set.rules';

interface Row {
  path: string;
  size: number | null;
  folder: string | null;
  created_at: number;
}
const rowsAtOnce = 100;

@Injectable()
export class CourseFileRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** The newest revision, or the one that was the newest at `moment`; 0 before any change. */
  async revisionOf(versionKey: string, moment?: number): Promise<number> {
    const [row] = await this.unit.query<{ revision: number }>(
      `SELECT revision FROM course_file_changes WHERE version_key = ?${moment === undefined ? '' : ' AND created_at <= ?'} ORDER BY revision DESC LIMIT 1`,
      moment === undefined ? [versionKey] : [versionKey, moment],
    );
    return Number(row?.revision ?? 0);
  }

  /** What changed behind revision `after`, up to and with `upTo`, in order. */
  async changes(versionKey: string, after: number, upTo: number): Promise<ChangedFile[]> {
    const rows = await this.unit.query<Row>(
      'SELECT path, size, folder, created_at FROM course_file_changes WHERE version_key = ? AND revision > ? AND revision <= ? ORDER BY revision, part',
      [versionKey, after, upTo],
    );
    return rows.map((row) => ({ path: row.path, size: row.size === null ? null : Number(row.size), folder: row.folder, createdAt: Number(row.created_at) }));
  }

  /** Holds the version until the unit ends, so that its changes come one after the other; false when it is gone. */
  async lock(versionKey: string): Promise<boolean> {
    return (await this.unit.query(`SELECT version FROM course_versions WHERE version_key = ?${this.unit.forUpdate}`, [versionKey])).length > 0;
  }

  async add(versionKey: string, revision: number, files: readonly ChangedFile[]): Promise<void> {
    for (let from = 0; from < files.length; from += rowsAtOnce) {
      const some = files.slice(from, from + rowsAtOnce);
      await this.unit.execute(
        `INSERT INTO course_file_changes (change_key, version_key, revision, part, path, size, folder, created_at) VALUES ${some.map(() => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
        some.flatMap((file, i) => [newKey(), versionKey, revision, from + i, file.path, file.size, file.folder, file.createdAt]),
      );
    }
  }

  /** The folders that hold files changed in these versions. */
  async foldersOf(versionKeys: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    if (!versionKeys.length) return found;
    const rows = await this.unit.query<{ version_key: string; folder: string }>(
      `SELECT DISTINCT version_key, folder FROM course_file_changes WHERE version_key IN (${versionKeys.map(() => '?').join(', ')}) AND folder IS NOT NULL`,
      [...versionKeys],
    );
    for (const { version_key: version, folder } of rows) if (folder !== version) found.set(version, [...(found.get(version) ?? []), folder]);
    return found;
  }

  /** Which of `folders` hold a changed file of whichever version. */
  async known(folders: readonly string[]): Promise<Set<string>> {
    if (!folders.length) return new Set();
    const rows = await this.unit.query<{ folder: string }>(`SELECT DISTINCT folder FROM course_file_changes WHERE folder IN (${folders.map(() => '?').join(', ')})`, [...folders]);
    return new Set(rows.map((row) => row.folder));
  }

  async removeOf(versionKeys: readonly string[]): Promise<void> {
    if (versionKeys.length) await this.unit.execute(`DELETE FROM course_file_changes WHERE version_key IN (${versionKeys.map(() => '?').join(', ')})`, [...versionKeys]);
  }
}
