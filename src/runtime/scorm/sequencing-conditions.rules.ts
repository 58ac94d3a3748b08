import type { SequencingCondition, SequencingRule } from './activity-rules.rules';
import type { TrackedActivity, TrackedObjective } from './track-activities.rules';

/** The first action of these rules whose conditions hold (SN UP.2). */
export function actionOf(rules: SequencingRule[], tracked: TrackedActivity): string | undefined {
  return rules.find((rule) => ruleHolds(rule, tracked))?.action;
}

export const hasAction = (rules: SequencingRule[], action: string, tracked: TrackedActivity) => actionOf(rules.filter((rule) => rule.action === action), tracked) !== undefined;

/** Unknown is neither true nor false, and its opposite is unknown too (SN UP.2.1). */
function ruleHolds(rule: SequencingRule, tracked: TrackedActivity): boolean {
  const holds = (condition: SequencingCondition) => {
    const value = conditionHolds(condition, tracked);
    return value !== undefined && value !== condition.not;
  };
  return rule.combination === 'all' ? rule.conditions.length > 0 && rule.conditions.every(holds) : rule.conditions.some(holds);
}

function conditionHolds({ condition, referencedObjective, measureThreshold }: SequencingCondition, tracked: TrackedActivity): boolean | undefined {
  const data: TrackedObjective = referencedObjective && referencedObjective !== tracked.rules.primary.id ? tracked.objectives[referencedObjective] ?? {} : tracked;
  switch (condition) {
    case 'always': return true;
    case 'satisfied': return data.satisfied;
    case 'objectiveStatusKnown': return data.satisfied !== undefined;
    case 'objectiveMeasureKnown': return data.measure !== undefined;
    case 'objectiveMeasureGreaterThan': return data.measure === undefined ? undefined : data.measure > measureThreshold;
    case 'objectiveMeasureLessThan': return data.measure === undefined ? undefined : data.measure < measureThreshold;
    case 'completed': return data.completed;
    case 'activityProgressKnown': return data.completed !== undefined;
    case 'attempted': return tracked.attempted;
    case 'attemptLimitExceeded': return limitReached(tracked);
    default: return undefined;
  }
}

/** All attempts are used and none of them waits to be resumed (SN UP.1). */
export const limitReached = ({ rules, attempts, suspended }: TrackedActivity) => rules.attemptLimit !== undefined && attempts >= rules.attemptLimit && !suspended;
