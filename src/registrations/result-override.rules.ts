/** What a registration has come to. */
export interface Standing {
  completion: string;
  success: string;
  /** Scaled, -1 to 1. */
  score: number | null;
}

/** Who set or took back a result: an administrator by their mail address, or a key of the application by its id. */
export interface SetBy {
  kind: 'administrator' | 'credential';
  name: string;
}

/** A result that somebody set over what the learner did, as it is stored; what it does not name stays the learner's own. */
export interface ResultOverride extends Partial<Standing> {
  reason: string;
  by: SetBy;
  at: number;
  /** When the learner completed by themselves, which goes on being known under the override. */
  ownCompletedAt: number | null;
}

/** One that another replaced, or that was taken back. */
export type EndedOverride = Omit<ResultOverride, 'ownCompletedAt'> & { endedAt: number; endedBy: SetBy };

const mostEnded = 20;

/** The result that everybody is told. */
export const effectiveOf = (own: Standing, override: ResultOverride | null): Standing => ({
  completion: override?.completion ?? own.completion,
  success: override?.success ?? own.success,
  score: override?.score ?? own.score,
});

/** When it was completed, kept over changes that leave it completed. */
export const completedAt = (completion: string, before: number | null, now: number): number | null => (completion === 'COMPLETED' ? (before ?? now) : null);

/** The newest first. */
export function endedWith(ended: readonly EndedOverride[], last: ResultOverride | null, end: { at: number; by: SetBy }): EndedOverride[] {
  if (!last) return [...ended];
  const { ownCompletedAt: _, ...told } = last;
  return [{ ...told, endedAt: end.at, endedBy: end.by }, ...ended].slice(0, mostEnded);
}

export const readOverride = (stored: string | null): ResultOverride | null => (stored === null ? null : (JSON.parse(stored) as ResultOverride));
export const readEnded = (stored: string | null): EndedOverride[] => (stored === null ? [] : (JSON.parse(stored) as EndedOverride[]));
