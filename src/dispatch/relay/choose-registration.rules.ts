/** One seat a caller may be meant to have. */
export interface KnownSeat {
  seatKey: string;
  /** Completed, passed or failed. */
  finished: boolean;
  createdAt: number;
  /** A later launch showed its proof, so this LMS does keep it. */
  proofShown: boolean;
}

export interface LaunchFacts {
  now: number;
  /** The seat whose proof the caller showed; `badProof` when a pointer was shown that proves nothing. */
  proven?: KnownSeat;
  badProof: boolean;
  /** Seats of the caller's learner id, newest first. */
  known: readonly KnownSeat[];
  /** Whether any learner of this destination ever came back with a proof. */
  destinationKeepsProofs: boolean;
  instanced: boolean;
  lms: { status: string; entry: string; mode: string };
}

/**
 * `create`: a new learner, who needs a free seat. `fresh`: a known learner id without proof starts anew, and the old registration stays
 * closed to this caller. `new-instance`: a known learner's next attempt in the same registration. `untracked`: nothing is stored.
 */
export type Choice =
  | { kind: 'resume'; seatKey: string; unproven: boolean; readOnly: boolean }
  | { kind: 'create' }
  | { kind: 'fresh'; after: string }
  | { kind: 'new-instance'; after: string }
  | { kind: 'untracked' };

const doubleClickMs = 10 * 60_000;
const isDone = (status: string) => status === 'passed' || status === 'completed';
const isUntouched = (lms: LaunchFacts['lms']) => (lms.status === '' || lms.status === 'not attempted') && lms.entry !== 'resume';

function chooseForFinished(newest: KnownSeat, facts: LaunchFacts): Choice {
  if (isDone(facts.lms.status)) return { kind: 'untracked' };
  const unproven: Choice = { kind: 'resume', seatKey: newest.seatKey, unproven: true, readOnly: false };
  if (facts.destinationKeepsProofs) return { kind: 'fresh', after: newest.seatKey };
  return isUntouched(facts.lms) && facts.instanced ? { kind: 'new-instance', after: newest.seatKey } : unproven;
}

/** Which registration a launch opens: the table of RELAY 1.6 with its ten-minute rule, and review of 1.12. */
export function chooseRegistration(facts: LaunchFacts): Choice {
  const readOnly = facts.lms.mode === 'review' || facts.lms.mode === 'browse';
  if (facts.proven) return { kind: 'resume', seatKey: facts.proven.seatKey, unproven: false, readOnly };
  const newest = facts.known[0];
  if (!newest) return { kind: 'create' };
  const justMade = facts.known.find((seat) => !seat.finished);
  if (justMade && !justMade.proofShown && facts.now - justMade.createdAt < doubleClickMs)
    return { kind: 'resume', seatKey: justMade.seatKey, unproven: true, readOnly: false };
  if (newest.finished) return chooseForFinished(newest, facts);
  if (facts.destinationKeepsProofs) return { kind: 'fresh', after: newest.seatKey };
  return { kind: 'resume', seatKey: newest.seatKey, unproven: true, readOnly: false };
}
