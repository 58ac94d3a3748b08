import { z } from 'zod';

const part = z.object({ name: z.string(), size: z.number(), sha256: z.string() });
const manifest = z.object({
  format: z.literal('courseway-backup'),
  formatVersion: z.literal(1, { error: 'was made by a newer version of this product; use that one' }),
  product: z.string(),
  /** Milliseconds UTC of the moment whose rows are in here. */
  takenAt: z.number(),
  database: z.enum(['sqlite', 'mysql']),
  /** Tells one secret key from another and nothing about it. */
  secretKey: z.object({ check: z.string(), isInside: z.boolean() }),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), parts: z.array(part.extend({ rows: z.number() })) })),
  files: z.array(part),
  /** Folders of files that a deletion took away between the moment of the rows and the copying. */
  removedMeanwhile: z.array(z.string()),
});

/** What is in a backup; its last entry. */
export type BackupManifest = z.infer<typeof manifest>;
export type BackupPart = z.infer<typeof part>;

export const manifestName = 'manifest.json';

/** The manifest, or what is wrong with it. */
export function readManifest(text: string): BackupManifest | { fault: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { fault: `${manifestName} is not JSON` };
  }
  const parsed = manifest.safeParse(read);
  return parsed.success ? parsed.data : { fault: parsed.error.issues.map((issue) => `${manifestName} ${issue.path.join('.')} ${issue.message}`).join('; ') };
}
