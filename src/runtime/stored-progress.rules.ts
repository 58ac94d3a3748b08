import type { Progress, RuntimeState } from './scorm/runtime-state.rules';

/** The stored form of what a state rolls up to. */
export const storedProgress = (state: RuntimeState, progress: Progress) => ({
  runtime: JSON.stringify(state), completion: progress.completion, success: progress.success, score: progress.score ?? null, seconds: progress.seconds,
  location: progress.location?.slice(0, 255) ?? null,
});
