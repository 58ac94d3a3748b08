/** So often is a request sent before it counts as failed: with the first pause of a second, for some four minutes. */
const mostTries = 9;
const longestPauseMs = 60_000;
/** A server may ask for more patience than we would have of ourselves, within reason. */
const longestAskedMs = 900_000;

/** 409 with a date means that the same request is still at work. */
const isWorthAnother = ({ status, retryAfter }: Tried) => status === 0 || status === 408 || status === 425 || status === 429 || (status === 409 && !!retryAfter) || (status >= 500 && status !== 501);

function askedMs(retryAfter: string | null | undefined, now: number): number {
  const text = retryAfter?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestAskedMs) : 0;
}

/** What came of a try: the status of the answer, 0 when there was none. */
export interface Tried {
  status: number;
  retryAfter?: string | null;
  /** From 1. */
  attempt: number;
  /** How many there may be. */
  most?: number;
}

/** How long to wait before the next try, in milliseconds; nothing when there should be none. 501 is no fault of the moment. */
export function pauseAfter(tried: Tried, firstPauseMs: number, now: number): number | undefined {
  if (tried.attempt >= (tried.most ?? mostTries) || !isWorthAnother(tried)) return undefined;
  return Math.max(askedMs(tried.retryAfter, now), Math.min(firstPauseMs * 2 ** (tried.attempt - 1), longestPauseMs));
}
