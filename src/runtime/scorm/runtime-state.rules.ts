import type { RollUpRules } from './roll-up-choice.rules';

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
  /** Told by others than the content. */
  outside?: OutsideWord;
}

/** What others than the content told of an activity. */
export interface OutsideWord {
  /** Spent outside of the player's sessions. */
  seconds?: number;
  /** By element: they stand in `cmi` and hold against snapshots of pages that could not know them. */
  values?: Record<string, OutsideValue>;
}

export interface OutsideValue {
  is: string;
  /** The revisions of the instance at which it was told, and the value that stood there until then. */
  steps: { rev: number; was?: string }[];
}

/** Place of a snapshot in the history of an instance. */
export interface Stamp {
  epoch: number;
  revision: number;
}

/** The part of an earlier result that no activity tells. */
export interface EarlierResult {
  completion: Completion;
  success: Success;
  score?: number;
  seconds: number;
}

export interface RuntimeState {
  activities: Record<string, ActivityState>;
  /** Activity that was opened last. */
  current?: string;
  /** Opaque to the server: written and read by the player only. */
  sequencing?: unknown;
  globalObjectives?: Record<string, unknown>;
  /** How it rolls up, where the settings of its newest launch said something else than the default. */
  rules?: RollUpRules;
  /** Launches of lower epochs do not count: the registration was reset after them. */
  since?: number;
  /** What another system had come to before this one took over. */
  earlier?: EarlierResult;
  /** Which commit wrote `current`, `sequencing` and `globalObjectives`; keeps the outcome independent of the order of arrival. */
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

/** What the player hears of content that reports to the server by itself. */
export interface ProgressNews {
  rev: number;
  active: boolean;
  /** Absent when nothing is newer. */
  progress?: Progress;
  /** Units whose content ended in this session, with the revision at which it did. */
  ended: Record<string, number>;
}
