import { DataSource } from 'typeorm';
import type { Config } from '../config/config';
import { dataSourceOptions, openDataSource } from './data-source';
import { allMigrations } from './migrations/all-migrations';
import { QueryCounter } from './query-counter';

type Place = Pick<Config, 'dataDir' | 'databaseUrl'>;

const nameOf = (migration: (typeof allMigrations)[number]) => new migration().name;

/** Names of the migrations this version knows. */
export const knownMigrations = (): string[] => allMigrations.map(nameOf);

/** Brings the database to the newest schema, or to that of `names` alone; answers what was done. */
export async function migrateTo(place: Place, names?: readonly string[]): Promise<string[]> {
  const options = await dataSourceOptions(place, new QueryCounter());
  const before = new Set(await migrationsOf(options));
  const source = await openDataSource({ ...options, migrations: allMigrations.filter((migration) => names?.includes(nameOf(migration)) ?? true) });
  await source.destroy();
  return (await migrationsOf(options)).filter((name) => !before.has(name));
}

async function migrationsOf(options: Awaited<ReturnType<typeof dataSourceOptions>>): Promise<string[]> {
  const source = await new DataSource(options).initialize();
  try {
    const runner = source.createQueryRunner();
    const found: { name: string }[] = (await runner.hasTable('migrations').finally(() => runner.release())) ? await source.query('SELECT name FROM migrations ORDER BY id') : [];
    return found.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

const tablesOf = 'SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()';

async function onServer<T>(place: Place, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await new DataSource(await dataSourceOptions(place, new QueryCounter())).initialize();
  return work(source).finally(() => source.destroy());
}

/** Whether the database of DATABASE_URL has no table at all. */
export const isEmptyServer = (place: Place): Promise<boolean> => onServer(place, async (source) => (await source.query(tablesOf)).length === 0);

/** Takes all tables of the database of DATABASE_URL away again: those a restore made before it failed. */
export const dropAllTables = (place: Place): Promise<void> =>
  onServer(place, async (source) => {
    for (const { t } of (await source.query(tablesOf)) as { t: string }[]) await source.query(`DROP TABLE \`${t}\``);
  });
