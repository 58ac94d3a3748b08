import { migrateTo } from '../platform/database/migrate-to';
import type { Command } from './command';

export const migrate: Command = {
  usage: 'migrate',
  what: 'brings the database to the schema of this version (a start does so by itself)',
  takes: 0,
  options: [],
  run: async ({ config, out }) => {
    const done = await migrateTo(config());
    for (const name of done) out.line(name);
    out.line(done.length ? `${done.length} migrations were run` : 'the database is up to date');
    return 0;
  },
};
