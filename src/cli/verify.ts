import { NamedCourseFiles } from '../courses/files/named-course-files';
import { VerifyBackup } from '../platform/backup/verify-backup';
import type { Command } from './command';

export const verify: Command = {
  usage: 'verify <file.tar|folder>',
  what: 'reads a whole backup: hashes, row counts, the files of every course version',
  takes: 1,
  options: [],
  run: async ({ arguments: [from = ''], path, out }) => {
    const { manifest, faults } = await new VerifyBackup(new NamedCourseFiles(), out.progress).run(path(from));
    for (const place of manifest?.removedMeanwhile ?? []) out.line(`note: ${place} was deleted while the backup ran; its rows are in it and its files are not`);
    for (const fault of faults) out.fault(`WRONG ${fault}`);
    if (manifest) out.line(`made by ${manifest.product} on ${manifest.database} at ${new Date(manifest.takenAt).toISOString()}: ${manifest.tables.length} tables, ${manifest.files.length} files`);
    out.line(faults.length ? `${faults.length} faults; do not rely on this backup` : 'the backup is whole');
    return faults.length ? 1 : 0;
  },
};
