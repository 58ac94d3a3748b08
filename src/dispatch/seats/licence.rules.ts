/** `taken` by a launch; `voided` and `refunded` by hand; `reset` and `set`: the counter of the dispatch was changed; `opening`: what was counted before there was a ledger. */
export const ledgerKinds = ['taken', 'voided', 'refunded', 'reset', 'set', 'opening'] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** How far a dispatch, or all dispatches of a destination together, may be used. 0 or `null` is without limit. */
export interface Licence {
  registrationCap: number | null;
  learnerCap: number | null;
  /** Percents of a cap at which the vendor is told. */
  warnAt: readonly number[] | null;
}
export interface LicenceUse {
  registrations: number;
  learners: number;
}
export interface Crossing {
  counted: 'registrations' | 'learners';
  percent: number;
  count: number;
  cap: number;
}

export const isCapped = ({ registrationCap, learnerCap }: Pick<Licence, 'registrationCap' | 'learnerCap'>): boolean => Boolean(registrationCap) || Boolean(learnerCap);

const dayMs = 86_400_000;

/** The count at which a threshold is reached: the first whole number that is at least that share of the cap. */
const countAt = (cap: number, percent: number) => Math.max(1, Math.ceil((cap * percent) / 100));

/** Thresholds that one more registration, and perhaps one more learner, has just reached. Counts rise by one, so each is met exactly once on the way up. */
export function crossings({ registrationCap, learnerCap, warnAt }: Licence, { registrations, learners }: LicenceUse, newLearner: boolean): Crossing[] {
  const met = (counted: Crossing['counted'], cap: number | null, count: number): Crossing[] =>
    cap ? [...new Set(warnAt ?? [])].filter((percent) => countAt(cap, percent) === count).map((percent) => ({ counted, percent, count, cap })) : [];
  return [...met('registrations', registrationCap, registrations), ...(newLearner ? met('learners', learnerCap, learners) : [])].sort((a, b) => a.percent - b.percent);
}

/** Until when a learner may launch who launched first at `firstAt`; `undefined`: without limit. */
export const accessEnds = (firstAt: number | undefined, accessDays: number | null): number | undefined => (firstAt === undefined || !accessDays ? undefined : firstAt + accessDays * dayMs);

/** Which of two moments binds: the later beginning, the earlier end. */
export const laterOf = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
export const earlierOf = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** Whether a learner is among the share that gets the newest version; always the same answer for one learner. */
export const isInShare = (learnerKey: string, percent: number): boolean => Number.parseInt(learnerKey.slice(0, 8), 16) % 10_000 < percent * 100;
