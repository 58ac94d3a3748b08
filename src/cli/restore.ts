import { NamedCourseFiles } from '../courses/files/named-course-files';
import { RestoreBackup } from '../platform/backup/restore-backup';
import type { Command } from './command';

export const restore: Command = {
  usage: 'restore <file.tar|folder> [--into DATA_DIR]',
  what: 'fills an empty data folder (and the empty database of DATABASE_URL, when that is set)',
  takes: 1,
  options: ['into'],
  run: async ({ arguments: [from = ''], options, config, path, out }) => {
    const into = options['into'];
    const settings = config(typeof into === 'string' ? { DATA_DIR: path(into) } : {});
    const { manifest, notes } = await new RestoreBackup(settings).run({ from: path(from), namedFiles: new NamedCourseFiles(), progress: out.progress });
    for (const note of notes) out.line(`note: ${note}`);
    out.line(`restored into ${settings.dataDir}${settings.databaseUrl ? ' and the database of DATABASE_URL' : ''} as of ${new Date(manifest.takenAt).toISOString()}; start the server on it now`);
    return 0;
  },
};
