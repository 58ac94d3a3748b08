import type { Activity, LearningStandard, RuleCondition, RollupRule as ManifestRollupRule, Sequencing, SequencingObjective, SequencingRule as ManifestRule } from '../../courses/manifests/course-structure.rules';

export interface SequencingCondition {
  condition: string;
  not: boolean;
  referencedObjective?: string;
  measureThreshold: number;
}
export interface SequencingRule {
  action: string;
  combination: 'all' | 'any';
  conditions: SequencingCondition[];
}
export interface RollupCondition {
  condition: string;
  not: boolean;
}
export interface RollupRule {
  action: 'satisfied' | 'notSatisfied' | 'completed' | 'incomplete';
  childSet: 'all' | 'any' | 'none' | 'atLeastCount' | 'atLeastPercent';
  minimumCount: number;
  minimumPercent: number;
  combination: 'all' | 'any';
  conditions: RollupCondition[];
}
/** What an objective can share. */
export type SharedField = 'satisfied' | 'measure' | 'completed' | 'progressMeasure';
interface ObjectiveMap {
  target: string;
  reads: SharedField[];
  writes: SharedField[];
}
export interface ObjectiveRules {
  id?: string;
  satisfiedByMeasure: boolean;
  minNormalizedMeasure: number;
  maps: ObjectiveMap[];
}

/** An activity's sequencing with every default of the standard filled in. */
export interface ActivityRules {
  choice: boolean;
  choiceExit: boolean;
  flow: boolean;
  forwardOnly: boolean;
  preventActivation: boolean;
  constrainChoice: boolean;
  pre: SequencingRule[];
  post: SequencingRule[];
  exit: SequencingRule[];
  attemptLimit?: number;
  rollupObjectiveSatisfied: boolean;
  rollupProgressCompletion: boolean;
  objectiveMeasureWeight: number;
  rollupRules: RollupRule[];
  required: Record<RollupRule['action'], string>;
  tracked: boolean;
  completionSetByContent: boolean;
  objectiveSetByContent: boolean;
  primary: ObjectiveRules;
  objectives: ObjectiveRules[];
  progressWeight: number;
  /** Set when cmi.progress_measure decides on completion. */
  minProgressMeasure?: number;
  completedByMeasure: boolean;
}

/** Reads an activity's rules. Outside SCORM 2004 there are none: everything may be chosen and the units flow in manifest order. */
export function rulesOf(activity: Activity, standard: LearningStandard): ActivityRules {
  const is2004 = standard.startsWith('SCORM2004');
  const sequencing: Sequencing = (is2004 && activity.sequencing) || {};
  const { rollupRules = { rules: [] }, rollupConsiderations = {}, delivery = {}, rules = { pre: [], post: [], exit: [] } } = sequencing;
  const objectives = sequencing.objectives ?? [];
  const primary = objectives.find((objective) => objective.primary);
  return {
    ...controlsOf(sequencing, is2004),
    pre: rules.pre.map(ruleOf), post: rules.post.map(ruleOf), exit: rules.exit.map(ruleOf),
    ...(sequencing.limits?.attemptLimit === undefined ? {} : { attemptLimit: sequencing.limits.attemptLimit }),
    rollupObjectiveSatisfied: rollupRules.rollupObjectiveSatisfied ?? true,
    rollupProgressCompletion: rollupRules.rollupProgressCompletion ?? true,
    objectiveMeasureWeight: rollupRules.objectiveMeasureWeight ?? 1,
    rollupRules: rollupRules.rules.map(rollupRuleOf),
    required: {
      satisfied: rollupConsiderations.requiredForSatisfied ?? 'always', notSatisfied: rollupConsiderations.requiredForNotSatisfied ?? 'always',
      completed: rollupConsiderations.requiredForCompleted ?? 'always', incomplete: rollupConsiderations.requiredForIncomplete ?? 'always',
    },
    tracked: delivery.tracked ?? true,
    completionSetByContent: delivery.completionSetByContent ?? false,
    objectiveSetByContent: delivery.objectiveSetByContent ?? false,
    primary: primary ? objectiveOf(primary) : { satisfiedByMeasure: false, minNormalizedMeasure: 1, maps: [] },
    objectives: objectives.filter((objective) => !objective.primary).map(objectiveOf),
    ...thresholdOf(activity, standard),
  };
}

function controlsOf({ controlMode, constrainedChoice }: Sequencing, is2004: boolean) {
  return {
    choice: controlMode?.choice ?? true, choiceExit: controlMode?.choiceExit ?? true, flow: controlMode?.flow ?? !is2004, forwardOnly: controlMode?.forwardOnly ?? false,
    preventActivation: constrainedChoice?.preventActivation ?? false, constrainChoice: constrainedChoice?.constrainChoice ?? false,
  };
}

/** 4th edition needs completedByMeasure; earlier editions mean it when they give a threshold (CAM 3.4.1.13, RTE 4.2.5). */
function thresholdOf({ completionThreshold = {} }: Activity, standard: LearningStandard) {
  const completedByMeasure = standard === 'SCORM20044THEDITION' && completionThreshold.completedByMeasure === true;
  const decides = completedByMeasure || (standard !== 'SCORM20044THEDITION' && completionThreshold.minProgressMeasure !== undefined);
  return { completedByMeasure, progressWeight: completionThreshold.progressWeight ?? 1, ...(decides ? { minProgressMeasure: completionThreshold.minProgressMeasure ?? 1 } : {}) };
}

const conditionOf = ({ condition, operator }: RuleCondition): RollupCondition => ({ condition, not: operator === 'not' });

const ruleOf = ({ action, conditionCombination, conditions }: ManifestRule): SequencingRule => ({
  action, combination: conditionCombination,
  conditions: conditions.map((condition) => ({
    ...conditionOf(condition), measureThreshold: condition.measureThreshold ?? 0, ...(condition.referencedObjective ? { referencedObjective: condition.referencedObjective } : {}),
  })),
});

const rollupRuleOf = ({ action, childActivitySet, minimumCount, minimumPercent, conditionCombination, conditions }: ManifestRollupRule): RollupRule => ({
  action, childSet: childActivitySet, minimumCount: minimumCount ?? 0, minimumPercent: minimumPercent ?? 0, combination: conditionCombination, conditions: conditions.map(conditionOf),
});

const objectiveOf = ({ id, satisfiedByMeasure, minNormalizedMeasure, maps }: SequencingObjective): ObjectiveRules => ({
  ...(id ? { id } : {}), satisfiedByMeasure: satisfiedByMeasure ?? false, minNormalizedMeasure: minNormalizedMeasure ?? 1, maps: maps.map(mapOf),
});

/** Reads are on and writes are off unless said otherwise; completion and progress travel only by an adlseq map (SN 3.10.3). */
function mapOf(map: SequencingObjective['maps'][number]): ObjectiveMap {
  const isAdl = [map.readCompletionStatus, map.writeCompletionStatus, map.readProgressMeasure, map.writeProgressMeasure].some((flag) => flag !== undefined);
  return {
    target: map.targetObjectiveId,
    reads: named({ satisfied: map.readSatisfiedStatus ?? true, measure: map.readNormalizedMeasure ?? true, completed: map.readCompletionStatus ?? isAdl, progressMeasure: map.readProgressMeasure ?? isAdl }),
    writes: named({ satisfied: map.writeSatisfiedStatus, measure: map.writeNormalizedMeasure, completed: map.writeCompletionStatus, progressMeasure: map.writeProgressMeasure }),
  };
}

const named = (flags: Record<SharedField, boolean | undefined>) => (Object.keys(flags) as SharedField[]).filter((field) => flags[field]);
