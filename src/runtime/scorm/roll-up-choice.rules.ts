export const statusModes = [
  'STATUS_PROVIDED_BY_COURSE', 'COMPLETE_WHEN_ALL_UNITS_COMPLETE', 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_NOT_FAILED', 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET',
  'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_THRESHOLD_SCORE_IS_MET', 'COMPLETE_WHEN_ALL_UNITS_ARE_PASSED',
] as const;
export const scoreModes = ['SCORE_PROVIDED_BY_COURSE', 'AVERAGE_SCORE_OF_ALL_UNITS', 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_SCORES', 'FIXED_AVERAGE', 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_NONZERO_SCORES', 'LAST_SCO_SCORE'] as const;
type StatusMode = (typeof statusModes)[number];
type ScoreMode = (typeof scoreModes)[number];

/** How a course outside SCORM 2004 rolls up where its settings say something else than the default. It travels with the session and is kept with the state, so that what was stored can be told again. */
export interface RollUpRules {
  status?: StatusMode;
  /** 0 to 1. */
  threshold?: number;
  score?: ScoreMode;
  /** By how many units FIXED_AVERAGE divides. */
  scoringUnits?: number;
  completeIsPassed?: true;
}
