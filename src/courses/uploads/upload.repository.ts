import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, Not } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { CourseUpload } from './course-upload.entity';

@Injectable()
export class UploadRepository {
  constructor(private readonly unit: UnitOfWork) {}

  byKey(applicationId: string, uploadKey: string): Promise<CourseUpload | null> {
    return this.unit.manager.findOneBy(CourseUpload, { applicationId, uploadKey });
  }

  byLocations(applicationId: string, locations: readonly string[]): Promise<CourseUpload[]> {
    return locations.length ? this.unit.manager.findBy(CourseUpload, { applicationId, location: In([...locations]) }) : Promise.resolve([]);
  }

  /** Whole files below a folder (its name ends with a slash), in the order of their names. */
  async below(applicationId: string, folder: string): Promise<CourseUpload[]> {
    const whole = await this.unit.manager.find(CourseUpload, { where: { applicationId, location: Not(IsNull()) }, order: { location: 'ASC' } });
    return whole.filter(({ location }) => location?.startsWith(folder));
  }

  /** What an application holds besides one upload; nobody adds to it before the unit ends. */
  async held(applicationId: string, besides: string): Promise<{ count: number; bytes: number }> {
    const rows = await this.unit.query<{ upload_key: string; bytes: number }>(`SELECT upload_key, COALESCE(size, content_length) AS bytes FROM course_uploads WHERE application_id = ?${this.unit.forUpdate}`, [applicationId]);
    const others = rows.filter((row) => row.upload_key !== besides);
    return { count: others.length, bytes: others.reduce((sum, row) => sum + Number(row.bytes), 0) };
  }

  /** Adds an upload, or begins it anew. */
  async put(upload: CourseUpload): Promise<void> {
    await this.unit.manager.save(CourseUpload, upload);
  }

  async change(uploadKey: string, change: Partial<CourseUpload>): Promise<void> {
    await this.unit.manager.update(CourseUpload, { uploadKey }, change);
  }

  async remove(uploadKeys: readonly string[]): Promise<void> {
    if (uploadKeys.length) await this.unit.manager.delete(CourseUpload, { uploadKey: In([...uploadKeys]) });
  }

  /** Keys of those that began before `moment`, or of one application. */
  async keysOf(which: { before: number } | { applicationId: string }): Promise<string[]> {
    const where = 'before' in which ? { createdAt: LessThan(which.before) } : which;
    return (await this.unit.manager.find(CourseUpload, { where, select: { uploadKey: true } })).map(({ uploadKey }) => uploadKey);
  }

  /** Which of `uploadKeys` exist, of whichever application. */
  async known(uploadKeys: readonly string[]): Promise<Set<string>> {
    if (!uploadKeys.length) return new Set();
    return new Set((await this.unit.manager.find(CourseUpload, { where: { uploadKey: In([...uploadKeys]) }, select: { uploadKey: true } })).map(({ uploadKey }) => uploadKey));
  }
}
