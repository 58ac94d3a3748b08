import type { ActivityRules, RollupCondition, RollupRule } from './activity-rules.rules';

/** What roll-up reads of a child and writes to its cluster. */
export interface RollupSubject {
  rules: ActivityRules;
  children: RollupSubject[];
  attempted: boolean;
  suspended: boolean;
  satisfied?: boolean;
  measure?: number;
  completed?: boolean;
  progressMeasure?: number;
}

type Outcome = RollupRule['action'];

/** Overall roll-up of one cluster (SN RB.1.5): measures first, then satisfaction, then completion. Children are rolled up already. */
export function rollUpActivity(cluster: RollupSubject): void {
  const children = cluster.children.filter((child) => child.rules.tracked);
  assign(cluster, 'measure', weighted(children, (child) => child.rules.objectiveMeasureWeight, (child) => child.measure));
  assign(cluster, 'progressMeasure', weighted(children, (child) => child.rules.progressWeight, (child) => child.progressMeasure ?? (child.completed ? 1 : undefined)));
  assign(cluster, 'satisfied', rolledSatisfaction(cluster, children));
  assign(cluster, 'completed', rolledCompletion(cluster, children));
}

function assign<K extends 'measure' | 'progressMeasure' | 'satisfied' | 'completed'>(cluster: RollupSubject, key: K, value: RollupSubject[K]): void {
  if (value !== undefined) cluster[key] = value;
}

/** Weighted mean over all children with a weight; a child without a measure counts as zero once any child has one (RB.1.1). */
function weighted(children: RollupSubject[], weightOf: (child: RollupSubject) => number, measureOf: (child: RollupSubject) => number | undefined): number | undefined {
  const counted = children.filter((child) => weightOf(child) > 0);
  const weight = counted.reduce((sum, child) => sum + weightOf(child), 0);
  if (!counted.some((child) => measureOf(child) !== undefined)) return undefined;
  return counted.reduce((sum, child) => sum + weightOf(child) * (measureOf(child) ?? 0), 0) / weight;
}

/** RB.1.2: by measure when the objective says so, else by rules, else by the defaults. */
function rolledSatisfaction(cluster: RollupSubject, children: RollupSubject[]): boolean | undefined {
  const { satisfiedByMeasure, minNormalizedMeasure } = cluster.rules.primary;
  if (satisfiedByMeasure) return cluster.measure === undefined ? undefined : cluster.measure >= minNormalizedMeasure;
  const rules = cluster.rules.rollupRules;
  if (rules.some(({ action }) => action === 'satisfied' || action === 'notSatisfied')) {
    if (ruleHolds(rules, 'notSatisfied', children)) return false;
    return ruleHolds(rules, 'satisfied', children) ? true : undefined;
  }
  const counting = children.filter((child) => counts(child, 'satisfied') && counts(child, 'notSatisfied'));
  return byDefault(counting.map((child) => child.satisfied));
}

/** RB.1.3: by measure (4th edition), else by rules, else by the defaults. */
function rolledCompletion(cluster: RollupSubject, children: RollupSubject[]): boolean | undefined {
  const { completedByMeasure, minProgressMeasure, rollupRules } = cluster.rules;
  if (completedByMeasure) return cluster.progressMeasure === undefined ? undefined : cluster.progressMeasure >= (minProgressMeasure ?? 1);
  if (rollupRules.some(({ action }) => action === 'completed' || action === 'incomplete')) {
    if (ruleHolds(rollupRules, 'incomplete', children)) return false;
    return ruleHolds(rollupRules, 'completed', children) ? true : undefined;
  }
  const counting = children.filter((child) => counts(child, 'completed') && counts(child, 'incomplete'));
  return byDefault(counting.map((child) => child.completed));
}

/** One "no" is a no; all "yes" is a yes; anything unknown leaves it open. */
function byDefault(flags: (boolean | undefined)[]): boolean | undefined {
  if (flags.includes(false)) return false;
  return flags.length > 0 && flags.every((flag) => flag === true) ? true : undefined;
}

/** Whether a child takes part in this kind of roll-up (RB.1.4.2). */
function counts(child: RollupSubject, action: Outcome): boolean {
  const forObjective = action === 'satisfied' || action === 'notSatisfied';
  if (forObjective ? !child.rules.rollupObjectiveSatisfied : !child.rules.rollupProgressCompletion) return false;
  const required = child.rules.required[action];
  if (required === 'ifAttempted') return child.attempted;
  return required === 'ifNotSuspended' ? child.attempted && !child.suspended : true;
}

function ruleHolds(rules: RollupRule[], action: Outcome, children: RollupSubject[]): boolean {
  return rules.some((rule) => rule.action === action && oneRuleHolds(rule, children.filter((child) => counts(child, action))));
}

function oneRuleHolds(rule: RollupRule, children: RollupSubject[]): boolean {
  const holding = children.filter((child) => conditionsHold(rule, child)).length;
  switch (rule.childSet) {
    case 'all': return children.length > 0 && holding === children.length;
    case 'any': return holding > 0;
    case 'none': return children.length > 0 && holding === 0;
    case 'atLeastCount': return holding >= rule.minimumCount;
    case 'atLeastPercent': return children.length > 0 && holding / children.length >= rule.minimumPercent;
  }
}

/** Three-valued: `not` of something unknown is still unknown, and unknown never makes a rule hold (SN UP.2.1, RB.1.4.1). */
function conditionsHold(rule: RollupRule, child: RollupSubject): boolean {
  const holds = ({ condition, not }: RollupCondition) => {
    const value = conditionHolds(condition, child);
    return value !== undefined && value !== not;
  };
  return rule.combination === 'all' ? rule.conditions.every(holds) : rule.conditions.some(holds);
}

function conditionHolds(condition: string, child: RollupSubject): boolean | undefined {
  switch (condition) {
    case 'satisfied': return child.satisfied;
    case 'objectiveStatusKnown': return child.satisfied !== undefined;
    case 'objectiveMeasureKnown': return child.measure !== undefined;
    case 'completed': return child.completed;
    case 'activityProgressKnown': return child.completed !== undefined;
    case 'attempted': return child.attempted;
    case 'never': return false;
    default: return undefined;
  }
}
