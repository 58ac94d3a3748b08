import { type RollUpRules, scoreModes, statusModes } from './roll-up-choice.rules';
import type { TrackedActivity } from './track-activities.rules';

interface Place {
  standard: string;
  singleSco: boolean;
}

const numberIn = (value: string): number | undefined => (value === '' ? undefined : Number(value));
const asShare = (value: number | undefined) => (value === undefined ? undefined : value > 1 ? value / 100 : value);

/** The rules of a place, from the values of its settings; nothing where the default holds. A threshold mode without a threshold is the default. */
export function rollUpRulesOf(settingOf: (settingId: string) => string, { standard, singleSco }: Place): RollUpRules | undefined {
  if (!['SCORM11', 'SCORM12', 'CMI5', 'AICC'].includes(standard)) return undefined;
  const threshold = asShare(numberIn(settingOf('PlayerStatusRollupModeThresholdScore')));
  const status = statusModes.find((mode) => mode === settingOf('PlayerStatusRollupModeValue'));
  const score = scoreModes.find((mode) => mode === settingOf('PlayerScoreRollupModeValue'));
  const isUsualStatus = status === undefined || status === 'STATUS_PROVIDED_BY_COURSE' || (!singleSco && status === 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_NOT_FAILED') || (status.includes('THRESHOLD') && threshold === undefined);
  const scoringUnits = numberIn(settingOf('PlayerScoreRollupModeNumberOfScoringObjects'));
  const isUsualScore = score === undefined || score === 'SCORE_PROVIDED_BY_COURSE' || score === 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_SCORES' || (score === 'FIXED_AVERAGE' && !(scoringUnits && scoringUnits > 0));
  const completeIsPassed = /^(true|yes)$/i.test(settingOf('PlayerApplyRollupStatusToSuccess'));
  const rules: RollUpRules = {
    ...(isUsualStatus ? {} : { status, ...(status.includes('THRESHOLD') ? { threshold } : {}) }), ...(isUsualScore ? {} : { score, ...(score === 'FIXED_AVERAGE' ? { scoringUnits } : {}) }),
    ...(completeIsPassed ? { completeIsPassed } : {}),
  };
  return Object.keys(rules).length > 0 ? rules : undefined;
}

/** Changes what the root came to by default into what the rules say. */
export function followRollUpRules(root: TrackedActivity, units: readonly TrackedActivity[], rules: RollUpRules): void {
  if (rules.score) root.measure = scoreBy(rules, units);
  if (rules.status) root.completed = isComplete(rules, units, root.measure) ? true : root.attempted ? false : undefined;
  if (rules.completeIsPassed && root.completed === true) root.satisfied = true;
}

function isComplete({ status, threshold = 1 }: RollUpRules, units: readonly TrackedActivity[], measure: number | undefined): boolean {
  const all = units.length > 0 && units.every((unit) => unit.completed === true);
  const isMet = measure !== undefined && measure >= threshold;
  switch (status) {
    case 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_NOT_FAILED': return all && !units.some((unit) => unit.satisfied === false);
    case 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET': return isMet;
    case 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_THRESHOLD_SCORE_IS_MET': return all && isMet;
    case 'COMPLETE_WHEN_ALL_UNITS_ARE_PASSED': return units.length > 0 && units.every((unit) => unit.satisfied === true);
    default: return all;
  }
}

function scoreBy({ score, scoringUnits = 1 }: RollUpRules, units: readonly TrackedActivity[]): number | undefined {
  if (score === 'LAST_SCO_SCORE') return units.at(-1)?.measure;
  const known = units.flatMap(({ measure }) => (measure === undefined ? [] : [measure]));
  const counted = score === 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_NONZERO_SCORES' ? known.filter((measure) => measure !== 0) : known;
  if (counted.length === 0) return known.length > 0 ? 0 : undefined;
  const by = score === 'AVERAGE_SCORE_OF_ALL_UNITS' ? units.length : score === 'FIXED_AVERAGE' ? scoringUnits : counted.length;
  return Math.min(1, counted.reduce((sum, measure) => sum + measure, 0) / by);
}
