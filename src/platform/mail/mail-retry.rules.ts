const minuteMs = 60_000;
const longestMs = 60 * minuteMs;
/** A mail that is put off so long after its first try has failed. */
export const giveUpAfterMs = 48 * 60 * minuteMs;

/** Milliseconds to the next try: 1, 2, 4 ... minutes to an hour, and up to a quarter more. `random` is between 0 and 1. */
export const backOff = (attempts: number, random: number): number => Math.round(Math.min(longestMs, minuteMs * 2 ** Math.min(attempts, 10)) * (1 + random / 4));
