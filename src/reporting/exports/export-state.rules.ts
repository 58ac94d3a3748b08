export type ExportStatus = 'started' | 'canceled' | 'complete' | 'error' | 'expired';

const day = 86_400_000;
/** So long a file is kept. */
export const keptMs = 7 * day;
/** So long it is told that there was an export. */
export const rememberedMs = 90 * day;

export const exportJob = 'data-export';
export const jobKeyOf = (exportId: string): string => `${exportJob}:${exportId}`;
export const folderOf = (exportId: string): string => `exports/${exportId}`;
export const fileOf = (exportId: string): string => `${folderOf(exportId)}/data.zip`;

/** What holds at `now`: a file that nobody has swept away yet is expired all the same. */
export const statusAt = ({ status, endedAt }: { status: ExportStatus; endedAt: number | null }, now: number): ExportStatus =>
  status === 'complete' && endedAt !== null && endedAt + keptMs <= now ? 'expired' : status;
