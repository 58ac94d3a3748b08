import type { Config } from '../config/config';

export type CheckName = 'configuration' | 'hosts' | 'https' | 'secrets' | 'data folder' | 'storage' | 'database' | 'durability' | 'redis' | 'clock' | 'smtp' | 'mail dns' | 'own address' | 'proxy' | 'provider';

/** Something that is wrong, and what to do about it. */
export interface Finding {
  check: CheckName;
  what: string;
  mend: string;
}
/** What one look found; a check that could not be made says why. */
export interface Looked {
  findings?: Finding[];
  passed?: CheckName[];
  skipped?: { check: CheckName; why: string }[];
}
export interface Examined {
  config: Config;
  environment: Readonly<Record<string, string | undefined>>;
}

/** `findings` of checks of which each has failed or passed. */
export const outcome = (checks: readonly CheckName[], findings: Finding[]): Looked => ({ findings, passed: checks.filter((check) => !findings.some((finding) => finding.check === check)) });

export const wordsOf = (error: unknown): string => {
  const { message, code, cause } = error as { message?: string; code?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message || code || String(error);
};
