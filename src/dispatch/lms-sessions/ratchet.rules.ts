interface LmsWord {
  status: string;
  score?: string;
}

/** What an LMS holds, and whether it is our own word: that may be corrected, over others' only something better is written (RELAY 1.8). */
export interface HeldByLms extends LmsWord {
  ownStatus: boolean;
  ownScore: boolean;
  /** A new attempt whose destination wants the latest result, whatever an earlier one left. */
  liftStatus: boolean;
  liftScore: boolean;
}

interface Policies {
  statusPolicy: 'ratchet' | 'latest';
  scorePolicy: 'ratchet' | 'latest';
}

const order = ['not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed'];
const terminal = new Set(['failed', 'completed', 'passed']);
const rankOf = (status: string): number => Math.max(0, order.indexOf(status));
const isSameScore = (a = '', b = '') => a === b || (a !== '' && b !== '' && Number(a) === Number(b));

/** What was found at a launch, judged by what this LMS last read back to us. */
export function heldAtLaunch(found: LmsWord, lastAck: LmsWord | null, policies: Policies): HeldByLms {
  const isFresh = !lastAck;
  return {
    ...found, ownStatus: rankOf(found.status) === 0 || lastAck?.status === found.status, ownScore: lastAck !== null && isSameScore(lastAck.score, found.score),
    liftStatus: isFresh && policies.statusPolicy === 'latest', liftScore: isFresh && policies.scorePolicy === 'latest',
  };
}

/** `passed` stays; what is terminal never becomes unfinished again; between completed and failed the latest word wins. */
function nextStatus(held: HeldByLms, wanted: string): string {
  if (wanted === '' || wanted === held.status) return held.status;
  if (held.liftStatus && terminal.has(wanted)) return wanted;
  if (held.ownStatus && held.status !== 'passed' && terminal.has(held.status) && terminal.has(wanted)) return wanted;
  return rankOf(wanted) > rankOf(held.status) ? wanted : held.status;
}

/** The latest score until `passed`, from then on only a higher one; over a word that is not ours only a higher one, or one that comes with a better status. */
function nextScore(held: HeldByLms, wanted: string | undefined, status: string): string | undefined {
  if (wanted === undefined || !held.score) return wanted ?? held.score;
  if (held.liftScore || rankOf(status) > rankOf(held.status) || (held.ownScore && held.status !== 'passed')) return wanted;
  return Number(wanted) > Number(held.score) ? wanted : held.score;
}

/** What an LMS holds once it was told `wanted`; what is written is ours from then on. */
export function ratcheted(held: HeldByLms, wanted: LmsWord): HeldByLms {
  const status = nextStatus(held, wanted.status);
  const score = nextScore(held, wanted.score, status);
  const changes = { status: status !== held.status, score: !isSameScore(score, held.score) };
  return {
    status, ...(score === undefined ? {} : { score }), ownStatus: held.ownStatus || changes.status, ownScore: held.ownScore || changes.score, liftStatus: held.liftStatus && !changes.status, liftScore: held.liftScore && !changes.score,
  };
}
