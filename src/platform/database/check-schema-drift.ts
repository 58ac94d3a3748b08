import { type DataSource, getMetadataArgsStorage } from 'typeorm';
import { sqlType } from './migrations/portable-schema';
import { portableColumnsOf } from './portable-columns';

/** What each column or index of a table is, by `table.name`. */
type Shape = Map<string, string>;
interface Schema {
  columns: Shape;
  indexes: Shape;
}
type Dialect = 'sqlite' | 'mysql';

const shapeOf = (parts: { type: string; nullable: boolean; primary: boolean }) => `${parts.type.toLowerCase()}${parts.nullable ? ' null' : ''}${parts.primary ? ' primary' : ''}`;
const indexOf = (unique: boolean, columns: string[]) => `${unique ? 'unique ' : ''}${columns.join(',')}`;

async function indexesOfSqlite(source: DataSource, table: string, into: Shape): Promise<void> {
  for (const index of await source.query(`PRAGMA index_list(${table})`)) {
    if (String(index.name).startsWith('sqlite_')) continue;
    const columns: { name: string }[] = await source.query(`PRAGMA index_info(${index.name})`);
    into.set(`${table}.${index.name}`, indexOf(Boolean(index.unique), columns.map((column) => column.name)));
  }
}

async function foundInSqlite(source: DataSource): Promise<Schema> {
  const found: Schema = { columns: new Map(), indexes: new Map() };
  const tables: { name: string }[] = await source.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  for (const { name: table } of tables) {
    for (const c of await source.query(`PRAGMA table_info(${table})`)) found.columns.set(`${table}.${c.name}`, shapeOf({ type: String(c.type), nullable: !c.notnull, primary: Boolean(c.pk) }));
    await indexesOfSqlite(source, table, found.indexes);
  }
  return found;
}

async function foundInServer(source: DataSource): Promise<Schema> {
  const found: Schema = { columns: new Map(), indexes: new Map() };
  const columns = await source.query(
    'SELECT table_name AS t, column_name AS c, column_type AS ty, is_nullable AS n, column_key AS k FROM information_schema.columns WHERE table_schema = DATABASE()',
  );
  for (const row of columns) {
    const type = String(row.ty).replace(/^(bigint|tinyint|int)\(\d+\)/, '$1'); // MariaDB shows a display width
    found.columns.set(`${row.t}.${row.c}`, shapeOf({ type, nullable: row.n === 'YES', primary: row.k === 'PRI' }));
  }
  const indexes = await source.query(
    "SELECT table_name AS t, index_name AS i, MIN(non_unique) AS n, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS c FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' GROUP BY table_name, index_name",
  );
  for (const row of indexes) found.indexes.set(`${row.t}.${row.i}`, indexOf(!Number(row.n), String(row.c).split(',')));
  return found;
}

function wantedByEntities(source: DataSource, dialect: Dialect): Schema {
  const wanted: Schema = { columns: new Map(), indexes: new Map() };
  for (const meta of source.entityMetadatas) {
    const kinds = portableColumnsOf(meta.target as object);
    for (const c of meta.columns) {
      const kind = kinds.get(c.propertyName);
      const shape = kind ? shapeOf({ type: sqlType(kind.column, dialect), nullable: kind.nullable, primary: c.isPrimary }) : 'not a portable column';
      wanted.columns.set(`${meta.tableName}.${c.databaseName}`, shape);
    }
    for (const u of meta.uniques) wanted.indexes.set(`${meta.tableName}.${u.name}`, indexOf(true, u.columns.map((c) => c.databaseName)));
    for (const i of meta.indices) wanted.indexes.set(`${meta.tableName}.${i.name}`, indexOf(i.isUnique, i.columns.map((c) => c.databaseName)));
  }
  return wanted;
}

function compare(what: string, wanted: Shape, found: Shape): string[] {
  const names = [...new Set([...wanted.keys(), ...found.keys()])].filter((name) => !name.startsWith('migrations.'));
  return names
    .filter((name) => wanted.get(name) !== found.get(name))
    .map((name) => `${what} ${name}: entity says [${wanted.get(name) ?? 'nothing'}], database has [${found.get(name) ?? 'nothing'}]`);
}

/** Each difference between the entities and the migrated database; empty when there is none. */
export async function schemaDrift(source: DataSource): Promise<string[]> {
  const dialect: Dialect = source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
  const wanted = wantedByEntities(source, dialect);
  const found = dialect === 'sqlite' ? await foundInSqlite(source) : await foundInServer(source);
  const known = new Set(source.entityMetadatas.map((meta) => meta.target));
  const unlisted = getMetadataArgsStorage().tables.filter((table) => !known.has(table.target)).map((table) => `entity ${String(table.name)} is in no module`);
  return [...unlisted, ...compare('column', wanted.columns, found.columns), ...compare('index', wanted.indexes, found.indexes)];
}
