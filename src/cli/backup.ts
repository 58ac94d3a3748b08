import { productVersion } from '../api/product-version';
import { NamedCourseFiles } from '../courses/files/named-course-files';
import { TakeBackup } from '../platform/backup/take-backup';
import { Clock } from '../platform/clock';
import type { Command } from './command';
import { sizeText } from './terminal';

export const backup: Command = {
  usage: 'backup <file.tar|folder>',
  what: 'copies database, course files and keys, while the server runs',
  takes: 1,
  options: [],
  run: async ({ arguments: [to = ''], config, path, out }) => {
    const { manifest, damage } = await new TakeBackup(config(), new Clock()).run({ to: path(to), product: productVersion, namedFiles: () => new NamedCourseFiles(), progress: out.progress });
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const bytes = [...manifest.files, ...manifest.tables.flatMap((table) => table.parts)].reduce((sum, part) => sum + part.size, 0);
    out.line(`${path(to)}: ${rows} rows of ${manifest.tables.length} tables and ${manifest.files.length} files as of ${new Date(manifest.takenAt).toISOString()}, ${sizeText(bytes)}`);
    out.line(`KEEP IT SECRET: whoever reads it can act as this server${manifest.secretKey.isInside ? '; DATA_DIR/keys is in it' : ''}. Only its owner may read it (mode 0600)`);
    if (!manifest.secretKey.isInside) out.line('SECRET_KEY is not in it, because it comes from the environment: keep that one too, a restore is worth little without it');
    for (const place of manifest.removedMeanwhile) out.line(`note: ${place} was deleted while the backup ran; its rows are in it and its files are not`);
    for (const fault of damage) out.fault(`DAMAGED in the store, not only in the backup: ${fault}`);
    return damage.length ? 1 : 0;
  },
};
