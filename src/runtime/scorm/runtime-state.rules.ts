/**
 * What the runtime remembers of one registration instance, and what it tells about it.
 * Both shapes travel: `RuntimeState` to the player and back in pieces, `Progress` to the API, the relay and postbacks.
 */

/** The state of one SCO or asset: the newest snapshot of its data model and the time spent in it. */
export interface ActivityState {
  /** Session epoch of the newest snapshot; with `revision` it orders snapshots. */
  epoch: number;
  /** Counts up from 1 inside one session, over all activities. */
  revision: number;
  /** Flattened data model, SCORM 1.2 (`cmi.core.lesson_status`) or 2004 (`cmi.completion_status`) names. */
  cmi: Record<string, string>;
  /** Biggest cumulative seconds seen per session epoch; the total time is their sum. */
  seconds: Record<string, number>;
  /** Sessions in which this activity was opened. */
  attempts: number;
  /** The newest snapshot was the last of its session: the content said Terminate or LMSFinish, or its page was left. */
  ended?: boolean;
}

/** Place of a snapshot in the history of an instance. */
export interface Stamp {
  epoch: number;
  revision: number;
}

export interface RuntimeState {
  activities: Record<string, ActivityState>;
  /** Activity that was opened last. */
  current?: string;
  /** Opaque to the server: written and read by the player only. */
  sequencing?: unknown;
  globalObjectives?: Record<string, unknown>;
  /** Which commit wrote the three fields above; keeps the outcome independent of the order of arrival. */
  stamps?: { current?: Stamp; sequencing?: Stamp; globalObjectives?: Stamp };
}

export type Completion = 'UNKNOWN' | 'COMPLETED' | 'INCOMPLETE';
export type Success = 'UNKNOWN' | 'PASSED' | 'FAILED';

/** `score` is scaled, 0..1 (SCORM 2004 allows -1..1), at most 4 decimals. */
export interface ActivityProgress {
  completion: Completion;
  success: Success;
  score?: number;
  seconds: number;
}

export interface Progress extends ActivityProgress {
  location?: string;
  activities: Record<string, ActivityProgress>;
}

/** A registration nobody opened yet. */
export const emptyRuntimeState = (): RuntimeState => ({ activities: {} });
