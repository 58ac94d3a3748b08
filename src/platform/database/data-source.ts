import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Config } from '../config/config';
import { allMigrations } from './migrations/all-migrations';
import type { QueryCounter } from './query-counter';
import { OwnedSqliteDatabase, type SqliteDatabase } from './sqlite-driver';

export const embeddedFile = (dataDir: string): string => join(dataDir, 'courseway.sqlite');

export function prepareEmbedded(database: SqliteDatabase): void {
  for (const setting of ['busy_timeout = 2000', 'journal_mode = WAL', 'synchronous = FULL', 'cache_size = -65536']) database.pragma(setting);
}

/** WAL with a sync at every commit: an acknowledged write survives a power cut. One process owns the file. */
function embedded(config: Pick<Config, 'dataDir'>): DataSourceOptions {
  return {
    type: 'better-sqlite3',
    database: embeddedFile(config.dataDir),
    driver: OwnedSqliteDatabase,
    prepareDatabase: prepareEmbedded,
  };
}

/** Asks the server which of the two it is, waiting up to a minute for it to answer (it may start beside us). */
async function server(url: string): Promise<DataSourceOptions> {
  const { createConnection } = await import('mysql2/promise'); // not loaded in embedded mode
  const asked = url.replace(/^mariadb:/, 'mysql:');
  for (let attempt = 1; ; attempt++) {
    try {
      const connection = await createConnection({ uri: asked });
      const [rows] = await connection.query('SELECT VERSION() AS version');
      await connection.end();
      const type = /mariadb/i.test((rows as { version: string }[])[0]?.version ?? '') ? 'mariadb' : 'mysql';
      return {
        type,
        url: asked,
        charset: 'utf8mb4_bin',
        poolSize: 20,
        supportBigNumbers: true,
        bigNumberStrings: false,
        extra: { maxIdle: 20, enableKeepAlive: true },
      } as DataSourceOptions;
    } catch (error) {
      const { code } = error as { code?: string };
      if (attempt >= 20 || !['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN'].includes(code ?? '')) throw error;
      await sleep(3000);
    }
  }
}

/** The options of the one data source; entities come from the features' modules. */
export async function dataSourceOptions(config: Pick<Config, 'dataDir' | 'databaseUrl'>, counter: QueryCounter): Promise<DataSourceOptions> {
  const options = config.databaseUrl ? await server(config.databaseUrl) : embedded(config);
  return { ...options, migrations: allMigrations, migrationsTransactionMode: 'each', synchronize: false, logging: true, logger: counter } as DataSourceOptions;
}

const readCommitted = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';

interface ServerPool {
  on(event: 'connection', listener: (connection: { query(sql: string): void }) => void): void;
}

/** Opens the database and brings it to the newest schema; several nodes may start at once. */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const source = await new DataSource(options).initialize();
  if (options.type === 'better-sqlite3') {
    await source.runMigrations();
    return source;
  }
  (source.driver as unknown as { pool: ServerPool }).pool.on('connection', (connection) => {
    connection.query(readCommitted);
  });
  const lock = source.createQueryRunner();
  try {
    await lock.query(readCommitted); // this is the one connection that was opened before
    await lock.query("SELECT GET_LOCK('courseway-migrations', 120)");
    await source.runMigrations();
    await lock.query("SELECT RELEASE_LOCK('courseway-migrations')");
  } finally {
    await lock.release();
  }
  return source;
}
