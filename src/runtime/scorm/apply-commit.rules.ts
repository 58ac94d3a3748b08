import type { CommitBody } from './commit-body.rules';

export type { CommitBody } from './commit-body.rules';
import { outsideAfter } from './outside-word.rules';
import type { ActivityState, RuntimeState, Stamp } from './runtime-state.rules';

export type Commit = CommitBody & { epoch: number };

const isNewer = (a: Stamp, b: Stamp | undefined) => !b || a.epoch > b.epoch || (a.epoch === b.epoch && a.revision > b.revision);

/**
 * Adds one snapshot to the state. The highest (epoch, revision) wins per activity and seconds per epoch only grow,
 * so duplicates and any order of arrival give the same state, and time is never counted twice.
 */
export function applyCommit(state: RuntimeState, commit: Commit): { state: RuntimeState; changed: boolean } {
  const before = Object.hasOwn(state.activities, commit.activityId) ? state.activities[commit.activityId] : undefined;
  const activity = mergeActivity(before, commit);
  const shared = mergeShared(state, commit);
  if (activity === before && shared === state) return { state, changed: false };
  const activities = activity === before ? state.activities : { ...state.activities, [commit.activityId]: activity };
  return { state: { ...shared, activities }, changed: true };
}

function mergeActivity(before: ActivityState | undefined, commit: Commit): ActivityState {
  const epochKey = String(commit.epoch);
  const known = before?.seconds[epochKey];
  const seconds = known === undefined || commit.seconds > known ? { ...before?.seconds, [epochKey]: commit.seconds } : before?.seconds ?? {};
  const attempts = Object.keys(seconds).length;
  const { epoch, revision, cmi } = commit;
  if (cmi === undefined) return withoutWord(before, commit, seconds, attempts);
  const newer = isNewer(commit, before);
  if (before && !newer) return seconds === before.seconds ? before : { ...before, seconds, attempts };
  const { outside, values } = outsideAfter(before?.outside, cmi, commit.from ?? 0);
  return { epoch, revision, cmi: values ? { ...cmi, ...values } : cmi, seconds, attempts, ...(commit.final ? { ended: true } : {}), ...(outside ? { outside } : {}) };
}

/** The content's own report stands, whenever it came; content that never spoke may have ended all the same. */
function withoutWord(before: ActivityState | undefined, { epoch, final }: Commit, seconds: Record<string, number>, attempts: number): ActivityState {
  const known: ActivityState = before ?? { epoch, revision: 0, cmi: {}, seconds, attempts };
  const ends = final && !known.ended && Object.keys(known.cmi).length === 0;
  return before && seconds === before.seconds && !ends ? before : { ...known, seconds, attempts, ...(ends ? { ended: true } : {}) };
}

/** The revision that stands above all that a session has said so far. */
export function revisionAfter(state: RuntimeState, epoch: number): number {
  const stamps = [...Object.values(state.activities), ...Object.values(state.stamps ?? {})];
  return Math.max(0, ...stamps.filter((stamp) => stamp?.epoch === epoch).map((stamp) => stamp?.revision ?? 0)) + 1;
}

function mergeShared(state: RuntimeState, commit: Commit): RuntimeState {
  let merged = state;
  for (const field of ['current', 'sequencing', 'globalObjectives'] as const) {
    if (commit[field] === undefined || !isNewer(commit, state.stamps?.[field])) continue;
    const stamp = { epoch: commit.epoch, revision: commit.revision };
    merged = { ...merged, [field]: commit[field], stamps: { ...merged.stamps, [field]: stamp } };
  }
  return merged;
}
