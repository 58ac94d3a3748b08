import { type ResultSetHeader, createConnection } from 'mysql2/promise';
import type { Config } from '../config/config';
import { embeddedFile, prepareEmbedded } from './data-source';
import type { TableShape, Value } from './database-snapshot';
import { OwnedSqliteDatabase } from './sqlite-driver';

/** Fills an empty, migrated database. */
export interface RowLoader {
  /** Stores all of `rows` or none. */
  load(table: TableShape, rows: readonly Value[][]): Promise<void>;
  count(table: string): Promise<number>;
  /** What the database itself says is broken; empty when nothing is. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

const bytesAtOnce = 1024 ** 2;
const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
const insert = ({ name, columns }: TableShape) => `INSERT INTO ${quoted([name])} (${quoted(columns)}) VALUES`;
const sizeOf = (row: readonly Value[]) => row.reduce<number>((size, value) => size + (typeof value === 'string' ? value.length : 8), 0);

/** Rows in pieces that fit into one packet of the server. */
function* inPieces(rows: readonly Value[][]): Generator<Value[][]> {
  let piece: Value[][] = [];
  let size = 0;
  for (const row of rows) {
    if (piece.length && size + sizeOf(row) > bytesAtOnce) {
      yield piece;
      [piece, size] = [[], 0];
    }
    piece.push(row);
    size += sizeOf(row);
  }
  if (piece.length) yield piece;
}

function intoEmbedded(dataDir: string): RowLoader {
  const database = new OwnedSqliteDatabase(embeddedFile(dataDir));
  prepareEmbedded(database);
  return {
    load: async (table, rows) => {
      const statement = database.prepare(`${insert(table)} (${table.columns.map(() => '?').join(', ')})`);
      database.exec('BEGIN');
      for (const row of rows) statement.run(...row);
      database.exec('COMMIT');
    },
    count: async (table) => Number(database.prepare(`SELECT COUNT(*) AS n FROM ${quoted([table])}`).get()?.['n']),
    faults: async () => database.pragma('integrity_check').map((row) => String(Object.values(row as object)[0])).filter((line) => line !== 'ok'),
    close: async () => database.close(),
  };
}

async function intoServer(url: string): Promise<RowLoader> {
  const connection = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), charset: 'utf8mb4_bin' });
  return {
    load: async (table, rows) => {
      await connection.beginTransaction();
      for (const piece of inPieces(rows)) await connection.query<ResultSetHeader>(`${insert(table)} ?`, [piece]);
      await connection.commit();
    },
    count: async (table) => {
      const [rows] = await connection.query(`SELECT COUNT(*) AS n FROM ${quoted([table])}`);
      return Number((rows as { n: number }[])[0]?.n);
    },
    faults: async () => [],
    close: () => connection.end(),
  };
}

export const rowLoader = (config: Pick<Config, 'dataDir' | 'databaseUrl'>): Promise<RowLoader> | RowLoader => (config.databaseUrl ? intoServer(config.databaseUrl) : intoEmbedded(config.dataDir));
