const [second, minute, hour] = [1000, 60_000, 3_600_000];

/** Pauses after the first, second ... failed try: 12 tries over 75 hours. */
const pauses = [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const longestAsked = 24 * hour;

export const mostAttempts = pauses.length + 1;

/** Milliseconds to the next try after `attempts` failed ones, up to a fifth more by `random` (0 to 1), never less than the receiver asked for; nothing after the last one. */
export function pauseAfter(attempts: number, random: number, askedMs = 0): number | undefined {
  const pause = pauses[attempts - 1];
  return pause === undefined ? undefined : Math.round(Math.max(pause * (1 + random / 5), Math.min(askedMs, longestAsked)));
}

/** Milliseconds of a Retry-After header: seconds or a date. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * second;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
