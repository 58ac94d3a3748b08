import type { Progress } from '../../src/runtime/scorm/runtime-state.rules';

export type Status = 'open' | 'started' | 'completed' | 'passed' | 'failed';

/** How far a learner is in one activity, in the words of the table of contents. */
export function statusOf(progress: Progress, activityId: string): Status {
  const own = progress.activities[activityId];
  if (!own) return 'open';
  if (own.success !== 'UNKNOWN') return own.success === 'PASSED' ? 'passed' : 'failed';
  return own.completion === 'COMPLETED' ? 'completed' : own.completion === 'INCOMPLETE' ? 'started' : 'open';
}
