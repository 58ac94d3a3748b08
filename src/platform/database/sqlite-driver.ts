import { createRequire } from 'node:module';

interface Statement {
  columns(): unknown[];
  all(...values: unknown[]): Record<string, unknown>[];
  get(...values: unknown[]): Record<string, unknown> | undefined;
  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(...values: unknown[]): Iterable<Record<string, unknown>>;
}
interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
  readonly isTransaction: boolean;
}

/** Node's own SQLite where it has one (22.16 and newer), else the same interface from a package. */
function openDatabase(path: string): Database {
  const require = createRequire(__filename);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const native = major > 22 || (major === 22 && minor >= 16);
  const { DatabaseSync } = require(native ? 'node:sqlite' : '@photostructure/sqlite') as { DatabaseSync: new (path: string) => Database };
  return new DatabaseSync(path);
}

const codeOf: Record<number, string> = { 1555: 'SQLITE_CONSTRAINT_PRIMARYKEY', 2067: 'SQLITE_CONSTRAINT_UNIQUE', 13: 'SQLITE_FULL', 5: 'SQLITE_BUSY' };

function withCode<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const failed = error as { errcode?: number; code?: string };
    if (failed.errcode !== undefined) failed.code = codeOf[failed.errcode] ?? codeOf[failed.errcode & 255] ?? failed.code;
    throw error;
  }
}

const bindable = (value: unknown): unknown => {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && value.includes('\0')) throw new Error('A text with U+0000 cannot be stored; encode it first');
  return value;
};

class SqliteStatement {
  readonly reader: boolean;
  constructor(private readonly statement: Statement) {
    this.reader = statement.columns().length > 0;
  }
  all(...values: unknown[]) {
    return withCode(() => this.statement.all(...values.map(bindable)));
  }
  get(...values: unknown[]) {
    return withCode(() => this.statement.get(...values.map(bindable)));
  }
  iterate() {
    return withCode(() => this.statement.iterate());
  }
  run(...values: unknown[]) {
    const result = withCode(() => this.statement.run(...values.map(bindable)));
    return { changes: Number(result.changes), lastInsertRowid: Number(result.lastInsertRowid) };
  }
}

/** The face of `better-sqlite3` that TypeORM's driver of that name calls, over node:sqlite. */
export class SqliteDatabase {
  private readonly database: Database;
  private readonly statements = new Map<string, SqliteStatement>();

  constructor(path: string) {
    this.database = openDatabase(path);
  }
  get inTransaction(): boolean {
    return this.database.isTransaction;
  }
  /** A prepared statement, kept for the next time (at most 500). */
  prepare(sql: string): SqliteStatement {
    let statement = this.statements.get(sql);
    if (!statement) {
      if (this.statements.size >= 500) this.statements.clear();
      statement = new SqliteStatement(withCode(() => this.database.prepare(sql)));
      this.statements.set(sql, statement);
    }
    return statement;
  }
  exec(sql: string): void {
    withCode(() => this.database.exec(sql));
  }
  pragma(text: string): unknown[] {
    return withCode(() => this.database.prepare(`PRAGMA ${text}`).all());
  }
  /** Rows one by one, for tables that are larger than the memory. */
  iterate(sql: string): Iterable<Record<string, unknown>> {
    return this.prepare(sql).iterate(); // prepared to be kept: a statement that is collected takes its rows, and the process, with it
  }
  close(): void {
    this.statements.clear();
    this.database.close();
  }
}

/** Opened for one process: a lock beside the file keeps others out, and readers of a backup may come in meanwhile (docs/decisions). */
export class OwnedSqliteDatabase extends SqliteDatabase {
  private readonly lock: SqliteDatabase;

  constructor(path: string) {
    super(path);
    this.lock = new SqliteDatabase(`${path}.lock`);
    try {
      for (const setting of ['busy_timeout = 2000', 'journal_mode = MEMORY']) this.lock.pragma(setting);
      this.lock.exec('BEGIN EXCLUSIVE'); // held to the end of the process, however it ends
    } catch (error) {
      this.close();
      throw error;
    }
  }
  override close(): void {
    super.close();
    if (this.lock.inTransaction) this.lock.exec('ROLLBACK'); // closing alone waits for statements that are not collected yet
    this.lock.close();
  }
}
