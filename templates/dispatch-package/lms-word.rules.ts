import type { LmsWord, RelayPolicy, RelayState } from './relay-messages.rules';

/** What the LMS holds, and whether that is our own word. */
export interface Shown extends LmsWord {
  /** What the LMS shows was written by us: it may be corrected. Otherwise only something better is written (RELAY 1.8.3). */
  ownStatus: boolean;
  ownScore: boolean;
  /** A new attempt whose destination wants the latest result, whatever an earlier attempt left (RELAY 1.8.5). */
  liftStatus: boolean;
  liftScore: boolean;
}

const order = ['not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed'];
const terminal = ['failed', 'completed', 'passed'];

const rankOf = (status: string): number => Math.max(0, order.indexOf(status));
export const isTerminal = (status: string): boolean => terminal.indexOf(status) >= 0;
export const isUntouched = (status: string): boolean => order.indexOf(status) <= 0;

export const sameScore = (a: string | undefined, b: string | undefined): boolean => (a || '') === (b || '') || (!!a && !!b && Number(a) === Number(b));

/** What was found when the package started, judged by what this LMS last read back to us. */
export function foundIn(entry: LmsWord, lastAck: LmsWord | undefined, policy: RelayPolicy): Shown {
  const fresh = !lastAck;
  return {
    ...entry,
    ownStatus: isUntouched(entry.status) || (!!lastAck && lastAck.status === entry.status),
    ownScore: !!lastAck && sameScore(lastAck.score, entry.score),
    liftStatus: fresh && policy.statusPolicy === 'latest',
    liftScore: fresh && policy.scorePolicy === 'latest',
  };
}

/** `passed` stays; what is terminal never becomes unfinished again; between completed and failed the latest word wins (RELAY 1.8.5). */
export function nextStatus(shown: Shown, wanted: string): string {
  if (wanted === '' || wanted === shown.status) return shown.status;
  if (shown.liftStatus && isTerminal(wanted)) return wanted;
  if (shown.ownStatus && shown.status !== 'passed' && isTerminal(shown.status) && isTerminal(wanted)) return wanted;
  return rankOf(wanted) > rankOf(shown.status) ? wanted : shown.status;
}

/** The latest score until `passed`, from then on only a higher one; over a word that is not ours only a higher one or one that comes with a better status. */
export function nextScore(shown: Shown, wanted: string | undefined, status: string): string | undefined {
  if (wanted === undefined || !shown.score) return wanted ?? shown.score;
  if (shown.liftScore || rankOf(status) > rankOf(shown.status)) return wanted;
  if (shown.ownScore && shown.status !== 'passed') return wanted;
  return Number(wanted) > Number(shown.score) ? wanted : shown.score;
}

/** The LMS records something better than we know, which is left alone. */
export const isLeftAlone = (shown: Shown, wanted: string): boolean => wanted !== '' && !shown.ownStatus && nextStatus(shown, wanted) !== wanted;

/** One `LMSSetValue`. */
export type Assignment = [element: string, value: string];

/** What to set, in the order every LMS survives: score, location, status last (RELAY 1.8.4). Time goes in before the status, by the caller. */
export function assignmentsFor(shown: Shown, state: RelayState, location: { shown: string; mirrored: boolean }): Assignment[] {
  const status = nextStatus(shown, state.status);
  const score = nextScore(shown, state.score?.raw, status);
  const list: Assignment[] = [];
  if (score !== undefined && !sameScore(score, shown.score)) list.push(['cmi.core.score.raw', score], ['cmi.core.score.max', '100'], ['cmi.core.score.min', '0']);
  if (location.mirrored && state.location !== undefined && state.location !== location.shown) list.push(['cmi.core.lesson_location', state.location]);
  if (status !== shown.status) list.push(['cmi.core.lesson_status', status]);
  return list;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** Milliseconds as `HHHH:MM:SS.SS`, at most 9999:59:59.99 (RELAY 1.7). */
export function sessionTime(ms: number): string {
  const hundredths = Math.min(3_599_999_999, Math.max(0, Math.floor(ms / 10)));
  const seconds = Math.floor(hundredths / 100);
  const hours = Math.floor(seconds / 3600);
  return `${`000${hours}`.slice(-4)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}

/** `0001:02:03.45` as `PT1H2M3.45S` (ISO 8601, as timeinterval of RTE 4.1.1.7). */
export function asInterval(time: string): string {
  const [hours = '0', minutes = '0', seconds = '0'] = time.split(':');
  return `PT${Number(hours)}H${Number(minutes)}M${Number(seconds)}S`;
}

const longestGapMs = 600_000;

/** Time spent by the readings of a monotonic clock; a gap of more than 10 minutes (a closed lid) does not count. */
export class TimeSpent {
  private spent = 0;

  constructor(private last: number) {}

  read(now: number): number {
    const gap = now - this.last;
    if (gap > 0 && gap <= longestGapMs) this.spent += gap;
    this.last = now;
    return this.spent;
  }
}

/** Seconds to wait before the `attempt`th retry (from 0) of a commit. */
export const retryDelay = (attempt: number): number => [1, 2, 5, 15, 30][Math.min(attempt, 4)] ?? 30;
