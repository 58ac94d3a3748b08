import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Value } from '../database/database-snapshot';
import { type BackupManifest, type BackupPart, manifestName, readManifest } from './backup-manifest.rules';
import { type BackupEntry, backupSource } from './backup-source';
import type { NamedFiles, Progress } from './named-files';

export interface VerifiedBackup {
  manifest?: BackupManifest;
  /** Each thing that is wrong; empty for a good backup. */
  faults: string[];
}
interface Seen {
  size: number;
  sha256: string;
  rows?: number;
}

const decompress = promisify(gunzip);
const partOfTable = /^tables\/([^/]+)\/\d+\.ndjson\.gz$/;

/** The rows of one part of a table. */
export async function readRows(body: Buffer): Promise<Value[][]> {
  const text = (await decompress(body)).toString('utf8');
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Value[]);
}

/** Reads a whole backup and tells what is wrong with it: hashes, row counts, files that rows name. */
export class VerifyBackup {
  private readonly seen = new Map<string, Seen>();
  private readonly faults: string[] = [];
  private manifest?: BackupManifest;
  /** Rows of the tables whose files are looked after; their columns are known at the end. */
  private readonly held = new Map<string, Value[][]>();
  private bytes = 0;

  constructor(
    private readonly named: NamedFiles,
    private readonly progress: Progress,
  ) {}

  async run(from: string): Promise<VerifiedBackup> {
    const source = await backupSource(from);
    try {
      for await (const entry of source.entries()) await this.look(entry);
    } catch (error) {
      this.faults.push(`cannot be read to its end: ${error instanceof Error ? error.message : error}`);
    }
    if (!this.manifest) return { faults: this.faults.length ? this.faults : [`has no ${manifestName}: it is no backup, or was cut off`] };
    this.compare(this.manifest);
    return { manifest: this.manifest, faults: this.faults };
  }

  private async look(entry: BackupEntry): Promise<void> {
    const table = partOfTable.exec(entry.name)?.[1];
    const key = entry.name.replace(/^files\//, '');
    const keeps = entry.name === manifestName || table !== undefined || this.named.wants(key);
    const hash = createHash('sha256');
    const kept: Buffer[] = [];
    for await (const chunk of entry.body) {
      hash.update(chunk);
      if (keeps) kept.push(chunk);
    }
    const body = Buffer.concat(kept);
    this.bytes += entry.size;
    const seen: Seen = { size: entry.size, sha256: hash.digest('hex') };
    this.seen.set(entry.name, seen);
    if (entry.name === manifestName) this.takeManifest(body.toString('utf8'));
    else if (table !== undefined) seen.rows = await this.takeRows(entry.name, table, body);
    else if (entry.name !== key) this.named.file(key, entry.size, body);
    this.progress({ what: 'parts', done: this.seen.size, total: 0, bytes: this.bytes });
  }

  private takeManifest(text: string): void {
    const read = readManifest(text);
    if ('fault' in read) this.faults.push(read.fault);
    else this.manifest = read;
  }

  private async takeRows(name: string, table: string, body: Buffer): Promise<number | undefined> {
    try {
      const rows = await readRows(body);
      if (this.named.tables.includes(table)) this.held.set(table, [...(this.held.get(table) ?? []), ...rows]);
      return rows.length;
    } catch (error) {
      this.faults.push(`${name}: cannot be unpacked (${error instanceof Error ? error.message : error})`);
      return undefined;
    }
  }

  private compare(manifest: BackupManifest): void {
    const expected = new Set([manifestName]);
    for (const part of [...manifest.tables.flatMap((table) => table.parts), ...manifest.files]) {
      expected.add(part.name);
      this.comparePart(part);
    }
    for (const name of this.seen.keys()) if (!expected.has(name)) this.faults.push(`${name}: is not in the manifest`);
    for (const table of manifest.tables) this.compareRows(table);
    const told = new Set(manifest.removedMeanwhile);
    for (const [place, fault] of this.named.missing()) if (!told.has(place)) this.faults.push(fault);
  }

  private comparePart(part: BackupPart): void {
    const seen = this.seen.get(part.name);
    if (!seen) this.faults.push(`${part.name}: is missing`);
    else if (seen.size !== part.size || seen.sha256 !== part.sha256) this.faults.push(`${part.name}: differs from what was written (${seen.size} bytes of ${part.size}, or its SHA-256)`);
  }

  private compareRows(table: BackupManifest['tables'][number]): void {
    const rows = table.parts.reduce((sum, part) => sum + (this.seen.get(part.name)?.rows ?? 0), 0);
    if (rows !== table.rows) this.faults.push(`table ${table.name}: has ${rows} rows of ${table.rows}`);
    for (const row of this.held.get(table.name) ?? []) this.named.row(table.name, Object.fromEntries(table.columns.map((column, i) => [column, row[i]])));
  }
}
