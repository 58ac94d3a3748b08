import type { Activity, CourseStructure } from '../../courses/manifests/course-structure.rules';
import { type ActivityRules, type ObjectiveRules, rulesOf, type SharedField } from './activity-rules.rules';
import { completionOf, fourDecimals, isScorm12, numberOf, readScore, successOf } from './cmi-data-model.rules';
import type { ActivityState, Completion, RuntimeState, Success } from './runtime-state.rules';
import { rollUpActivity } from './roll-up-activity.rules';

/** Tracking data of one objective; absent means not known. */
export interface TrackedObjective {
  satisfied?: boolean;
  measure?: number;
  completed?: boolean;
  progressMeasure?: number;
}

/** Tracking data of one activity (SN 4.2): what sequencing rules and roll-up look at. */
export interface TrackedActivity extends TrackedObjective {
  activity: Activity;
  rules: ActivityRules;
  parent?: TrackedActivity;
  children: TrackedActivity[];
  attempted: boolean;
  attempts: number;
  suspended: boolean;
  seconds: number;
  /** By objective id; the primary objective is the activity itself. */
  objectives: Record<string, TrackedObjective>;
}

export interface TrackedCourse {
  root: TrackedActivity;
  byId: Map<string, TrackedActivity>;
  /** Shared objectives by target id, as the newest writer left them. */
  globals: Record<string, TrackedObjective>;
}

/** Works out the tracking data of every activity from the snapshots alone: nothing is remembered besides them. */
export function trackActivities(structure: CourseStructure, state: RuntimeState): TrackedCourse {
  const byId = new Map<string, TrackedActivity>();
  const root = plant(structure, structure.root, state, byId);
  const globals: Record<string, TrackedObjective> = {};
  for (const leaf of oldestFirst([...byId.values()].filter(({ children }) => children.length === 0), state)) {
    publish(leaf, globals);
  }
  adoptGlobals(root, globals);
  rollUpTree(root, globals);
  return { root, byId, globals };
}

function plant(structure: CourseStructure, activity: Activity, state: RuntimeState, byId: Map<string, TrackedActivity>): TrackedActivity {
  const rules = rulesOf(activity, structure.standard);
  const saved = savedOf(activity, state);
  const tracked: TrackedActivity = {
    activity, rules, children: [], objectives: {}, attempted: saved !== undefined, attempts: attemptsOf(state, activity.id) ?? saved?.attempts ?? 0, suspended: isSuspended(saved),
    seconds: saved ? totalSeconds(saved) : 0, ...ownData(structure, activity, rules, state),
  };
  for (const objective of rules.objectives) if (objective.id) tracked.objectives[objective.id] = saved && rules.tracked ? readObjective(objective, saved.cmi) : {};
  byId.set(activity.id, tracked);
  tracked.children = activity.children.map((child) => plant(structure, child, state, byId));
  for (const child of tracked.children) child.parent = tracked;
  if (tracked.children.length > 0) sumChildren(tracked);
  return tracked;
}

const savedOf = (activity: Activity, state: RuntimeState) => (Object.hasOwn(state.activities, activity.id) ? state.activities[activity.id] : undefined);

function ownData({ standard }: CourseStructure, activity: Activity, rules: ActivityRules, state: RuntimeState): TrackedObjective {
  const saved = savedOf(activity, state);
  if (!saved) return isFree(activity, state) ? { completed: true } : {};
  if (!rules.tracked) return {};
  if (standard === 'CMI5') return readCmi5(activity, rules, saved);
  if (standard === 'XAPI' && Object.keys(saved.cmi).length === 0) return { completed: false };
  return readLeaf(activity, rules, saved, standard);
}

/** Attempts as the player counted them: coming back to a suspended unit is not a new one. */
function attemptsOf(state: RuntimeState, activityId: string): number | undefined {
  const counted = (state.sequencing as { attempts?: Record<string, unknown> } | undefined)?.attempts?.[activityId];
  return typeof counted === 'number' ? counted : undefined;
}

function sumChildren(cluster: TrackedActivity): void {
  cluster.seconds = cluster.children.reduce((sum, child) => sum + child.seconds, 0);
  cluster.attempted = cluster.children.some((child) => child.attempted);
  cluster.attempts = Math.max(0, ...cluster.children.map((child) => child.attempts));
  cluster.suspended = cluster.children.some((child) => child.suspended);
}

/** Time spent over all sessions, each of which counts its biggest figure once, and outside of them. */
export const totalSeconds = (saved: ActivityState) => Object.values(saved.seconds).reduce((sum, seconds) => sum + seconds, saved.outside?.seconds ?? 0);

/** The learner may come back to where they were: the content asked for it, or its session never ended. */
export const isSuspended = (saved: ActivityState | undefined) =>
  saved !== undefined && Object.keys(saved.cmi).length > 0 && (!saved.ended || (saved.cmi['cmi.exit'] ?? saved.cmi['cmi.core.exit']) === 'suspend');

/**
 * A leaf's own data. Content without a single API call is completed once it was opened (asset) or left again (SCO).
 * SCORM 2004: content that ended without suspending and set neither status is completed and satisfied, unless the manifest
 * says that content sets them (SN UP.4); a score without a word on success is left unknown.
 */
function readLeaf(activity: Activity, rules: ActivityRules, saved: ActivityState, standard: string): TrackedObjective {
  const silent = Object.keys(saved.cmi).length === 0;
  const is2004 = standard.startsWith('SCORM2004');
  if (silent) return activity.kind === 'ASSET' || saved.ended ? { completed: true, ...(is2004 && !rules.objectiveSetByContent ? { satisfied: true } : {}) } : { completed: false };
  const own = isScorm12(saved.cmi) ? readStatus12(saved.cmi) : readStatus2004(saved.cmi, rules);
  const endedForGood = saved.ended && saved.cmi['cmi.exit'] !== 'suspend' && is2004;
  if (endedForGood && own.completed === undefined && !rules.completionSetByContent) own.completed = true;
  if (endedForGood && own.satisfied === undefined && own.measure === undefined && !rules.objectiveSetByContent) own.satisfied = true;
  return own;
}

/** A unit of cmi5 that nobody has to do counts as done once the course was opened (cmi5 13.1.4, moveOn). */
const isFree = (activity: Activity, state: RuntimeState) => activity.cmi5?.moveOn === 'NotApplicable' && Object.keys(state.activities).length > 0;

/** A unit of cmi5 is complete when its moveOn is met, whatever it said besides. */
function readCmi5(activity: Activity, rules: ActivityRules, saved: ActivityState): TrackedObjective {
  const own = readStatus2004(saved.cmi, rules);
  const [completed, passed] = [own.completed === true, own.satisfied === true];
  const isMet = { NotApplicable: true, Completed: completed, Passed: passed, CompletedAndPassed: completed && passed, CompletedOrPassed: completed || passed };
  return { ...own, completed: isMet[activity.cmi5?.moveOn ?? 'NotApplicable'] };
}

type Cmi = Record<string, string>;

function readStatus12(cmi: Cmi): TrackedObjective {
  const status = cmi['cmi.core.lesson_status'];
  return known({ completed: completionFlag(completionOf(status)), satisfied: successFlag(successOf(status)), measure: readScore(cmi, 'cmi.core.score.').scaled });
}

function readStatus2004(cmi: Cmi, rules: ActivityRules): TrackedObjective {
  const measure = readScore(cmi, 'cmi.score.').scaled;
  const progressMeasure = numberOf(cmi['cmi.progress_measure']);
  const byMeasure = rules.minProgressMeasure !== undefined && progressMeasure !== undefined ? progressMeasure >= rules.minProgressMeasure : undefined;
  const { satisfiedByMeasure, minNormalizedMeasure } = rules.primary;
  const bySatisfaction = measure === undefined ? undefined : measure >= minNormalizedMeasure;
  return known({
    completed: byMeasure ?? completionFlag(completionOf(cmi['cmi.completion_status'])),
    satisfied: satisfiedByMeasure ? bySatisfaction : successFlag(successOf(cmi['cmi.success_status'])),
    measure, progressMeasure,
  });
}

/** Data of a secondary objective, found by its id in cmi.objectives. */
function readObjective(objective: ObjectiveRules, cmi: Cmi): TrackedObjective {
  for (let n = 0; cmi[`cmi.objectives.${n}.id`] !== undefined; n++) {
    if (cmi[`cmi.objectives.${n}.id`] !== objective.id) continue;
    const prefix = `cmi.objectives.${n}.`;
    const measure = readScore(cmi, `${prefix}score.`).scaled;
    const bySatisfaction = measure === undefined ? undefined : measure >= objective.minNormalizedMeasure;
    const word = successFlag(successOf(cmi[`${prefix}success_status`] ?? cmi[`${prefix}status`]));
    return known({
      satisfied: objective.satisfiedByMeasure ? bySatisfaction : word, measure,
      completed: completionFlag(completionOf(cmi[`${prefix}completion_status`])), progressMeasure: numberOf(cmi[`${prefix}progress_measure`]),
    });
  }
  return {};
}

const completionFlag = (completion: Completion) => (completion === 'UNKNOWN' ? undefined : completion === 'COMPLETED');
const successFlag = (success: Success) => (success === 'UNKNOWN' ? undefined : success === 'PASSED');
export const completionWord = (completed: boolean | undefined): Completion => (completed === undefined ? 'UNKNOWN' : completed ? 'COMPLETED' : 'INCOMPLETE');
export const successWord = (satisfied: boolean | undefined): Success => (satisfied === undefined ? 'UNKNOWN' : satisfied ? 'PASSED' : 'FAILED');

function known(fields: { [K in keyof TrackedObjective]: TrackedObjective[K] | undefined }): TrackedObjective {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Snapshots in the order they were made, so that the last writer of a shared objective wins. */
function oldestFirst(leaves: TrackedActivity[], state: RuntimeState): TrackedActivity[] {
  const stamp = ({ activity }: TrackedActivity) => state.activities[activity.id];
  return leaves.filter((leaf) => leaf.attempted).sort((a, b) => (stamp(a)?.epoch ?? 0) - (stamp(b)?.epoch ?? 0) || (stamp(a)?.revision ?? 0) - (stamp(b)?.revision ?? 0));
}

const objectivesOf = (tracked: TrackedActivity): [ObjectiveRules, TrackedObjective][] => [
  [tracked.rules.primary, tracked],
  ...tracked.rules.objectives.map((objective): [ObjectiveRules, TrackedObjective] => [objective, tracked.objectives[objective.id ?? ''] ?? {}]),
];

/** Writes an activity's known objective data to the shared objectives its maps name (SN 3.10.3). */
function publish(tracked: TrackedActivity, globals: Record<string, TrackedObjective>): void {
  for (const [rules, data] of objectivesOf(tracked)) {
    for (const { target, writes } of rules.maps) {
      globals[target] = { ...globals[target], ...knownOf(data, writes) };
    }
  }
}

/** Reads shared objectives into local ones that have no data of their own (SN 3.10.3). */
function adoptGlobals(tracked: TrackedActivity, globals: Record<string, TrackedObjective>): void {
  for (const [rules, data] of objectivesOf(tracked)) {
    for (const { target, reads } of rules.maps) {
      const missing = reads.filter((field) => data[field] === undefined);
      Object.assign(data, knownOf(globals[target] ?? {}, missing));
    }
    if (rules.satisfiedByMeasure && data.measure !== undefined) data.satisfied = data.measure >= rules.minNormalizedMeasure;
  }
  for (const child of tracked.children) adoptGlobals(child, globals);
}

const knownOf = (data: TrackedObjective, fields: SharedField[]): TrackedObjective =>
  Object.fromEntries(fields.filter((field) => data[field] !== undefined).map((field) => [field, data[field]]));

function rollUpTree(tracked: TrackedActivity, globals: Record<string, TrackedObjective>): void {
  if (tracked.children.length === 0) return;
  for (const child of tracked.children) rollUpTree(child, globals);
  rollUpActivity(tracked);
  if (tracked.measure !== undefined) tracked.measure = fourDecimals(tracked.measure);
  publish(tracked, globals);
}
