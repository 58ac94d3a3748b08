import { existsSync } from 'node:fs';
import { type Connection, type RowDataPacket, createConnection } from 'mysql2';
import type { Config } from '../config/config';
import { embeddedFile } from './data-source';
import { SqliteDatabase } from './sqlite-driver';

export type Value = string | number | null;
export interface TableShape {
  name: string;
  columns: string[];
}
/** All tables as they were at one moment, whatever is written meanwhile. */
export interface DatabaseSnapshot {
  /** Names of the migrations it has, in their order. */
  readonly migrations: readonly string[];
  /** All but the list of migrations, by name. */
  readonly tables: readonly TableShape[];
  /** Values in the order of the columns. */
  rows(table: TableShape): AsyncIterable<Value[]>;
  close(): Promise<void>;
}

const listOfMigrations = 'migrations';
const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
const select = ({ name, columns }: TableShape) => `SELECT ${quoted(columns)} FROM ${quoted([name])}`;

/** A second connection to the file: in WAL mode it reads its moment while the server goes on writing. */
function ofEmbedded(dataDir: string): DatabaseSnapshot {
  if (!existsSync(embeddedFile(dataDir))) throw new Error(`${embeddedFile(dataDir)} is not there; is DATA_DIR (or DATABASE_URL) that of the server?`);
  const database = new SqliteDatabase(embeddedFile(dataDir));
  for (const setting of ['busy_timeout = 10000', 'query_only = ON']) database.pragma(setting);
  database.exec('BEGIN');
  const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all().map((row) => String(row['name']));
  const columnsOf = (name: string) => (database.pragma(`table_info(${quoted([name])})`) as { name: string }[]).map((column) => column.name);
  return {
    migrations: names.includes(listOfMigrations) ? database.prepare(`SELECT name FROM ${listOfMigrations} ORDER BY id`).all().map((row) => String(row['name'])) : [],
    tables: names.filter((name) => name !== listOfMigrations).map((name) => ({ name, columns: columnsOf(name) })),
    async *rows(table) {
      for (const row of database.iterate(select(table))) yield table.columns.map((column) => row[column] as Value);
    },
    close: async () => database.close(),
  };
}

async function tablesOnServer(connection: Connection): Promise<TableShape[]> {
  const [rows] = await connection.promise().query<RowDataPacket[]>('SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position');
  const tables = new Map<string, string[]>();
  for (const { t, c } of rows) tables.set(String(t), [...(tables.get(String(t)) ?? []), String(c)]);
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/** One read transaction; InnoDB shows it the rows of the moment it began at. */
async function ofServer(url: string): Promise<DatabaseSnapshot> {
  const connection = createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), charset: 'utf8mb4_bin', supportBigNumbers: true, bigNumberStrings: false });
  const ask = connection.promise();
  for (const sql of ['SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SET SESSION net_write_timeout = 3600', 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY']) await ask.query(sql);
  const tables = await tablesOnServer(connection);
  const [migrations] = tables.some(({ name }) => name === listOfMigrations) ? await ask.query<RowDataPacket[]>(`SELECT name FROM ${listOfMigrations} ORDER BY id`) : [[]];
  return {
    migrations: migrations.map((row) => String(row['name'])),
    tables: tables.filter(({ name }) => name !== listOfMigrations),
    rows: (table) => connection.query({ sql: select(table), rowsAsArray: true }).stream({ highWaterMark: 64 }) as AsyncIterable<Value[]>,
    close: () => ask.end(),
  };
}

/** The database of this configuration as it is now. Close it: while it is open the server keeps what it shows. */
export const databaseSnapshot = (config: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<DatabaseSnapshot> | DatabaseSnapshot =>
  config.databaseUrl ? ofServer(config.databaseUrl) : ofEmbedded(config.dataDir);
