/** Kinds of jobs: telling an LMS, and looking whether a session has ended. */
export const jobs = { tell: 'lms-session', end: 'lms-session-end', left: 'lms-session-left' } as const;

/** Nothing can come of a launch that is older: its player's session has expired. */
export const lifeMs = 12 * 3_600_000 + 600_000;
/** So long after its page went away a learner has left; a reload is back sooner. */
export const leftMs = 600_000;

export const tellJob = (lmsSessionKey: string, runAt: number) => ({ kind: jobs.tell, payload: { lmsSessionKey }, uniqueKey: `${jobs.tell} ${lmsSessionKey}`, runAt });
export const endJob = (name: typeof jobs.end | typeof jobs.left, lmsSessionKey: string, runAt: number) => ({ kind: jobs.end, payload: { lmsSessionKey }, uniqueKey: `${name} ${lmsSessionKey}`, runAt });

/** When a session ended by itself; nothing while it may go on. */
export function endedBy({ leftAt, createdAt }: { leftAt: number | null; createdAt: number }, now: number): number | undefined {
  if (leftAt !== null && now >= leftAt + leftMs) return leftAt;
  return now >= createdAt + lifeMs ? now : undefined;
}
