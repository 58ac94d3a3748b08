import type { NamedFiles } from '../../platform/backup/named-files';
import { type FileIndex, changedFileIn, filesOfVersion, stagedPackage } from '../course-files.rules';

type Row = Readonly<Record<string, unknown>>;

/** Which files the rows of courses name: those of each version, those changed later, and packages that wait to be imported. */
export class NamedCourseFiles implements NamedFiles {
  readonly tables = ['course_versions', 'course_file_changes', 'import_jobs'];
  private readonly versions = new Set<string>();
  /** Bytes of each file that stands alone. */
  private readonly changes = new Map<string, number>();
  private readonly waiting = new Set<string>();
  private readonly sizes = new Map<string, number>();
  private readonly indexes = new Map<string, Buffer>();

  row(table: string, row: Row): void {
    if (table === 'course_versions') this.versions.add(filesOfVersion(String(row['version_key'])));
    else if (table === 'import_jobs') this.importJob(row);
    else if (row['folder'] && row['folder'] !== row['version_key']) this.changes.set(changedFileIn(filesOfVersion(String(row['folder']))), Number(row['size']));
  }

  places(): string[] {
    return [...this.versions, ...this.changes.keys(), ...this.waiting];
  }

  wants(key: string): boolean {
    return /^courses\/[^/]+\/index\.json$/.test(key);
  }

  file(key: string, size: number, body?: Buffer): void {
    this.sizes.set(key, size);
    if (body && this.wants(key)) this.indexes.set(key.replace(/\/index\.json$/, ''), body);
  }

  /** A waiting package may be missing: its import ends with an error that says so. */
  missing(): Map<string, string> {
    const missing = new Map<string, string>();
    for (const folder of this.versions) {
      const fault = this.faultOf(folder);
      if (fault) missing.set(folder, `${folder}: ${fault}`);
    }
    for (const [key, size] of this.changes) if (this.sizes.get(key) !== size) missing.set(key, `${key}: ${this.sizes.has(key) ? 'has another size' : 'is missing'}`);
    return missing;
  }

  private faultOf(folder: string): string | undefined {
    const body = this.indexes.get(folder);
    if (!body) return 'its index.json is missing';
    const wrong = Object.entries(JSON.parse(body.toString('utf8')) as FileIndex).filter(([path, size]) => this.sizes.get(`${folder}/content/${path}`) !== size);
    return wrong.length ? `${wrong.length} file(s) missing or of another size, such as [${wrong[0]?.[0]}]` : undefined;
  }

  private importJob(row: Row): void {
    if (row['status'] === 'RUNNING') this.waiting.add(stagedPackage(String(row['job_id'])));
  }
}
