import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config/config';
import { dropAllTables, isEmptyServer, knownMigrations, migrateTo } from '../database/migrate-to';
import { type RowLoader, rowLoader } from '../database/row-loader';
import type { BackupManifest } from './backup-manifest.rules';
import { type BackupEntry, backupSource } from './backup-source';
import { unfinished } from './half-restored';
import type { NamedFiles, Progress } from './named-files';
import { secretKeyCheck } from './secret-key-check';
import { VerifyBackup, readRows } from './verify-backup';

export interface RestoredBackup {
  manifest: BackupManifest;
  /** What the operator has to know or do. */
  notes: string[];
}
export interface RestoreRequest {
  from: string;
  namedFiles: NamedFiles;
  progress: Progress;
}
type Table = BackupManifest['tables'][number];

/** Puts a whole, verified backup into an empty place. It fits either database, and this version or a newer one than made it. */
export class RestoreBackup {
  constructor(private readonly config: Config) {}

  /** Refuses what is not empty; takes away again what it made when it fails. */
  async run(request: RestoreRequest): Promise<RestoredBackup> {
    await this.refuseUnlessEmpty();
    const { manifest, faults } = await new VerifyBackup(request.namedFiles, request.progress).run(request.from);
    if (!manifest || faults.length) throw new Error(`nothing was restored, the backup is not whole:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    const unknown = manifest.migrations.filter((name) => !knownMigrations().includes(name));
    if (unknown.length) throw new Error(`nothing was restored: the backup was made by a newer version (${manifest.product}); install that version or a newer one`);
    await mkdir(this.config.dataDir, { recursive: true, mode: 0o700 });
    await writeFile(join(this.config.dataDir, unfinished), '');
    try {
      await this.fill(request, manifest);
    } catch (error) {
      await this.takeAway();
      throw error;
    }
    await rm(join(this.config.dataDir, unfinished));
    return { manifest, notes: this.notesOn(manifest) };
  }

  private async refuseUnlessEmpty(): Promise<void> {
    const { dataDir } = this.config;
    const found = await readdir(dataDir).catch(() => []);
    if (found.length) throw new Error(`${resolve(dataDir)} is not empty (${found.slice(0, 3).join(', ')}); a restore goes into an empty folder, so nothing is ever written over`);
    if (this.config.databaseUrl && !(await isEmptyServer(this.config))) throw new Error('the database of DATABASE_URL has tables; a restore goes into an empty one, so nothing is ever written over');
  }

  private async fill({ from, progress }: RestoreRequest, manifest: BackupManifest): Promise<void> {
    await migrateTo(this.config, manifest.migrations);
    const loader = await rowLoader(this.config);
    try {
      await this.load(from, manifest, loader, progress);
      await this.count(manifest, loader);
    } finally {
      await loader.close();
    }
    await migrateTo(this.config);
  }

  private async load(from: string, manifest: BackupManifest, loader: RowLoader, progress: Progress): Promise<void> {
    const tables = new Map(manifest.tables.flatMap((table) => table.parts.map((part) => [part.name, table] as const)));
    const files = new Set(manifest.files.map(({ name }) => name));
    let [done, bytes] = [0, 0];
    for await (const entry of (await backupSource(from)).entries()) {
      const table = tables.get(entry.name);
      if (table) await this.loadPart(entry, table, loader);
      else if (files.has(entry.name)) await this.writeFile(entry);
      bytes += entry.size;
      progress({ what: 'parts', done: ++done, total: tables.size + files.size + 1, bytes });
    }
  }

  private async loadPart(entry: BackupEntry, table: Table, loader: RowLoader): Promise<void> {
    await loader.load(table, await readRows(await buffer(entry.body)));
  }

  private async writeFile({ name, body }: BackupEntry): Promise<void> {
    const root = resolve(this.config.dataDir);
    const path = resolve(root, name);
    if (!/^(files|keys)\//.test(name) || !path.startsWith(root + sep)) throw new Error(`[${name}] leads out of the data folder; this is no backup of ours`);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(body), createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
  }

  private async count(manifest: BackupManifest, loader: RowLoader): Promise<void> {
    for (const { name, rows } of manifest.tables) {
      const found = await loader.count(name);
      if (found !== rows) throw new Error(`table ${name} has ${found} rows after the restore, the backup has ${rows}`);
    }
    const faults = await loader.faults();
    if (faults.length) throw new Error(`the restored database is broken: ${faults.slice(0, 3).join('; ')}`);
  }

  private async takeAway(): Promise<void> {
    if (this.config.databaseUrl) await dropAllTables(this.config);
    for (const name of await readdir(this.config.dataDir)) if (name !== unfinished) await rm(join(this.config.dataDir, name), { recursive: true, force: true });
    await rm(join(this.config.dataDir, unfinished));
  }

  private notesOn(manifest: BackupManifest): string[] {
    const notes = manifest.removedMeanwhile.map((place) => `${place} was deleted while the backup ran: its rows are here and its files are not; delete it again`);
    const { check, isInside } = manifest.secretKey;
    if (this.config.secretKey ? secretKeyCheck(this.config.secretKey) !== check : !isInside)
      notes.push('SECRET_KEY is not the one the backup was made with: links in mails, dispatch packages and stored secrets will not open; start with the earlier one');
    return notes;
  }
}
