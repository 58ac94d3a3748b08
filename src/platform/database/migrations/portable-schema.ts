import type { QueryRunner } from 'typeorm';
import type { ColumnKind, PortableColumn } from '../portable-columns';

type Columns = Record<string, PortableColumn>;
interface Keys {
  primary: string[];
  unique?: Record<string, string[]>;
  index?: Record<string, string[]>;
}

const column = (kind: ColumnKind): PortableColumn & { orNull: PortableColumn & { nullable: true } } => ({ column: kind, nullable: false, orNull: { column: kind, nullable: true } });

/** `text(255)` is a text of at most 255 characters, compared by bytes; `.orNull` lets it be absent. */
export const text = (length: number) => column({ kind: 'text', length });
export const key = () => text(26);
export const longText = () => column({ kind: 'long-text' });
export const integer = () => column({ kind: 'integer' });
/** Milliseconds since 1970 UTC. */
export const moment = () => column({ kind: 'integer' });
export const number = () => column({ kind: 'number' });
export const flag = () => column({ kind: 'flag' });

const dialectOf = (runner: QueryRunner): 'sqlite' | 'mysql' => (runner.connection.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql');

/** The column type of each dialect; also what the drift check expects to find. */
export function sqlType(kind: ColumnKind, dialect: 'sqlite' | 'mysql'): string {
  if (kind.kind === 'text') return `varchar(${kind.length})`;
  if (kind.kind === 'long-text') return dialect === 'mysql' ? 'longtext' : 'text';
  if (kind.kind === 'number') return 'double';
  if (kind.kind === 'flag') return dialect === 'mysql' ? 'tinyint' : 'integer';
  return dialect === 'mysql' ? 'bigint' : 'integer';
}

const list = (names: string[]) => names.map((name) => (/ (asc|desc)$/i.test(name) ? name : `${name}`)).join(', ');

/** Creates a table with the same meaning on SQLite and MySQL/MariaDB: ids compare by bytes, no defaults, no foreign keys. */
export async function createTable(runner: QueryRunner, table: string, columns: Columns, keys: Keys): Promise<void> {
  const dialect = dialectOf(runner);
  const lines = Object.entries(columns).map(([name, c]) => `${name} ${sqlType(c.column, dialect)}${c.nullable ? '' : ' NOT NULL'}`);
  lines.push(`PRIMARY KEY (${list(keys.primary)})`);
  const tail = dialect === 'mysql' ? ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC' : '';
  await runner.query(`CREATE TABLE ${table} (${lines.join(', ')})${tail}`);
  for (const [name, names] of Object.entries(keys.unique ?? {})) await runner.query(`CREATE UNIQUE INDEX ${name} ON ${table} (${list(names)})`);
  await createIndexes(runner, table, keys.index ?? {});
}

/** Indexes by their names, as in `createTable`. */
export async function createIndexes(runner: QueryRunner, table: string, indexes: Record<string, string[]>): Promise<void> {
  for (const [name, names] of Object.entries(indexes)) await runner.query(`CREATE INDEX ${name} ON ${table} (${list(names)})`);
}

export async function dropIndexes(runner: QueryRunner, table: string, names: readonly string[]): Promise<void> {
  for (const name of names) await runner.query(`DROP INDEX ${name}${dialectOf(runner) === 'mysql' ? ` ON ${table}` : ''}`);
}

/** Adds a column to a table that may have rows; it must be allowed to be absent. */
export async function addColumn(runner: QueryRunner, table: string, name: string, { column: kind }: PortableColumn & { nullable: true }): Promise<void> {
  await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${sqlType(kind, dialectOf(runner))}`);
}

export async function createIndex(runner: QueryRunner, table: string, name: string, columns: string[]): Promise<void> {
  await runner.query(`CREATE INDEX ${name} ON ${table} (${list(columns)})`);
}

export async function dropIndex(runner: QueryRunner, table: string, name: string): Promise<void> {
  await runner.query(`DROP INDEX ${name}${dialectOf(runner) === 'mysql' ? ` ON ${table}` : ''}`);
}
