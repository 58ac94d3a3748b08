import { createHash } from 'node:crypto';
import { open, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../clock';
import type { Config } from '../config/config';
import { type DatabaseSnapshot, type TableShape, type Value, databaseSnapshot } from '../database/database-snapshot';
import { type BackupManifest, type BackupPart, manifestName } from './backup-manifest.rules';
import { type BackupTarget, backupTarget } from './backup-target';
import type { NamedFiles, Progress } from './named-files';
import { secretKeyCheck } from './secret-key-check';

export interface TakenBackup {
  manifest: BackupManifest;
  /** Files that rows name, that nobody deleted, and that are not there: the store is damaged. */
  damage: string[];
}
export interface BackupRequest {
  to: string;
  product: string;
  namedFiles: () => NamedFiles;
  progress: Progress;
}
type Table = BackupManifest['tables'][number];

const partBytes = 8 * 1024 ** 2;
const compress = promisify(gzip);
const absent = (error: unknown) => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const sha256Of = (body: Buffer) => createHash('sha256').update(body).digest('hex');

/** Counts and hashes what flows through, and keeps it when asked. */
class Passing extends Transform {
  readonly hash = createHash('sha256');
  readonly kept: Buffer[] = [];

  constructor(private readonly keeps: boolean) {
    super();
  }
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    if (this.keeps) this.kept.push(chunk);
    done(null, chunk);
  }
}

/** Copies a running server: the rows of one moment first, then the files they name, the keys, and a manifest of it all. */
export class TakeBackup {
  private bytes = 0;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Leaves nothing behind when it fails. */
  async run(request: BackupRequest): Promise<TakenBackup> {
    const target = await backupTarget(request.to);
    try {
      const taken = await this.fill(target, request);
      await target.finish();
      return taken;
    } catch (error) {
      await target.abandon();
      throw error;
    }
  }

  private async fill(target: BackupTarget, request: BackupRequest): Promise<TakenBackup> {
    if (!this.config.secretKey) throw new Error('no secret key: neither SECRET_KEY nor DATA_DIR/keys/secret.key; is DATA_DIR that of the server?');
    const named = request.namedFiles();
    const takenAt = this.clock.now(); // what was acknowledged before this is in the snapshot
    const snapshot = await databaseSnapshot(this.config);
    const tables = await this.copyTables(snapshot, target, named, request.progress).finally(() => snapshot.close());
    const keys = await this.copyPlace(target, 'keys');
    const files = [...keys, ...(await this.copyFiles(target, named, request.progress))];
    const { removed, damage } = await this.explain(named.missing(), request.namedFiles());
    const manifest: BackupManifest = {
      format: 'courseway-backup', formatVersion: 1, product: request.product, takenAt, database: this.config.databaseUrl ? 'mysql' : 'sqlite',
      secretKey: { check: secretKeyCheck(this.config.secretKey), isInside: await this.isKeptKey() },
      migrations: [...snapshot.migrations], tables, files, removedMeanwhile: removed,
    };
    const text = Buffer.from(`${JSON.stringify(manifest)}\n`);
    await target.add(manifestName, text.length, text);
    return { manifest, damage };
  }

  private async copyTables(snapshot: DatabaseSnapshot, target: BackupTarget, named: NamedFiles, progress: Progress): Promise<Table[]> {
    if (!snapshot.migrations.length) throw new Error('the database has no tables of ours; is DATA_DIR or DATABASE_URL that of the server?');
    const tables: Table[] = [];
    for (const shape of snapshot.tables) {
      const tell = () => progress({ what: 'tables', done: tables.length, total: snapshot.tables.length, bytes: this.bytes });
      tables.push(await this.copyTable(snapshot, shape, { target, named, tell }));
      tell();
    }
    return tables;
  }

  private async copyTable(snapshot: DatabaseSnapshot, shape: TableShape, { target, named, tell }: { target: BackupTarget; named: NamedFiles; tell: () => void }): Promise<Table> {
    const table: Table = { ...shape, rows: 0, parts: [] };
    let lines: string[] = [];
    let size = 0;
    const flush = async () => {
      const name = `tables/${shape.name}/${String(table.parts.length + 1).padStart(4, '0')}.ndjson.gz`;
      const body = await compress(Buffer.from(`${lines.join('\n')}\n`), { level: 3 });
      await this.add(target, name, body);
      table.parts.push({ name, size: body.length, sha256: sha256Of(body), rows: lines.length });
      table.rows += lines.length;
      [lines, size] = [[], 0];
      tell();
    };
    for await (const row of snapshot.rows(shape)) {
      if (named.tables.includes(shape.name)) named.row(shape.name, asObject(shape, row));
      size += lines[lines.push(JSON.stringify(row)) - 1]?.length ?? 0;
      if (size >= partBytes) await flush();
    }
    if (lines.length) await flush();
    return table;
  }

  private async copyFiles(target: BackupTarget, named: NamedFiles, progress: Progress): Promise<BackupPart[]> {
    const places = named.places();
    const parts: BackupPart[] = [];
    for (const [index, place] of places.entries()) {
      for (const part of await this.copyPlace(target, `files/${place}`, named)) parts.push(part);
      progress({ what: 'files', done: index + 1, total: places.length, bytes: this.bytes });
    }
    return parts;
  }

  /** A folder with all below it, or one file; nothing when it is not there (any more). */
  private async copyPlace(target: BackupTarget, place: string, named?: NamedFiles): Promise<BackupPart[]> {
    const below = await readdir(join(this.config.dataDir, place), { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if (absent(error)) return undefined;
      throw error;
    });
    const root = join(this.config.dataDir, place);
    const names = below?.filter((entry) => entry.isFile() && !entry.name.endsWith('.part')).map((entry) => `${place}${join(entry.parentPath, entry.name).slice(root.length)}`) ?? [place];
    const parts: BackupPart[] = [];
    for (const name of names.sort()) {
      const part = await this.copyFile(target, name, named);
      if (part) parts.push(part);
    }
    return parts;
  }

  /** What is open stays readable, even when it is deleted meanwhile. */
  private async copyFile(target: BackupTarget, name: string, named?: NamedFiles): Promise<BackupPart | undefined> {
    const key = name.replace(/^files\//, '');
    const file = await open(join(this.config.dataDir, name), 'r').catch((error: unknown) => {
      if (absent(error)) return undefined;
      throw error;
    });
    if (!file) return undefined;
    const found = await file.stat();
    if (!found.isFile()) return file.close().then(() => undefined);
    const passing = new Passing(named?.wants(key) ?? false);
    const source = file.createReadStream({ highWaterMark: 262144 });
    source.on('error', (error) => passing.destroy(error));
    await target.add(name, found.size, source.pipe(passing));
    this.bytes += found.size;
    named?.file(key, found.size, Buffer.concat(passing.kept));
    return { name, size: found.size, sha256: passing.hash.digest('hex') };
  }

  private async add(target: BackupTarget, name: string, body: Buffer): Promise<void> {
    await target.add(name, body.length, body);
    this.bytes += body.length;
  }

  /** Whether what is missing was deleted meanwhile: the database of now does not name it any more. */
  private async explain(missing: Map<string, string>, now: NamedFiles): Promise<{ removed: string[]; damage: string[] }> {
    if (!missing.size) return { removed: [], damage: [] };
    const snapshot = await databaseSnapshot(this.config);
    try {
      for (const shape of snapshot.tables.filter(({ name }) => now.tables.includes(name))) for await (const row of snapshot.rows(shape)) now.row(shape.name, asObject(shape, row));
    } finally {
      await snapshot.close();
    }
    const still = new Set(now.places());
    return { removed: [...missing.keys()].filter((place) => !still.has(place)), damage: [...missing].filter(([place]) => still.has(place)).map(([, what]) => what) };
  }

  private isKeptKey(): Promise<boolean> {
    return readFile(join(this.config.dataDir, 'keys/secret.key'), 'utf8').then((text) => text.trim() === this.config.secretKey, () => false);
  }
}

const asObject = (shape: TableShape, row: readonly Value[]) => Object.fromEntries(shape.columns.map((column, i) => [column, row[i]]));
