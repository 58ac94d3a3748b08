import type { CourseStructure } from '../../courses/manifests/course-structure.rules';
import type { ActivityProgress, Completion, EarlierResult, Progress, RuntimeState } from './runtime-state.rules';
import { followRollUpRules } from './roll-up-settings.rules';
import { completionWord, successWord, type TrackedActivity, trackActivities } from './track-activities.rules';

/**
 * What one registration instance has reached. SCORM 2004 follows the manifest's roll-up rules from the leaves to the root (SN RB.1);
 * everything else follows `rollUpFlat`, or the settings that came with the state. Anything that was opened and is not known to be complete is INCOMPLETE.
 */
export function rollUp(structure: CourseStructure, state: RuntimeState): Progress {
  const { root, byId } = trackActivities(structure, state);
  const flat = !structure.standard.startsWith('SCORM2004');
  if (flat) for (const tracked of byId.values()) if (tracked.children.length > 0) rollUpFlat(tracked, structure.standard === 'CMI5');
  const units = unitsOf(root);
  if (units.length === 1 && units[0]) fillFrom(root, units[0], flat);
  if (flat && state.rules) followRollUpRules(root, units, state.rules);
  const location = locationOf(state);
  const activities = Object.fromEntries([...byId].map(([id, tracked]) => [id, progressOf(tracked)]));
  return { ...withEarlier(progressOf(root), state.earlier), ...(location ? { location } : {}), activities };
}

/** What another system had come to holds until the work here says more; completed stays completed. */
function withEarlier(here: ActivityProgress, earlier: EarlierResult | undefined): ActivityProgress {
  if (!earlier) return here;
  const score = here.score ?? earlier.score;
  return {
    completion: here.completion === 'UNKNOWN' || earlier.completion === 'COMPLETED' ? earlier.completion : here.completion,
    success: here.success === 'UNKNOWN' ? earlier.success : here.success,
    ...(score === undefined ? {} : { score }),
    seconds: Math.round((here.seconds + earlier.seconds) * 100) / 100,
  };
}

/**
 * SCORM 1.2, AICC and others have no rules of their own. As SCORM Cloud does by default: complete when all units are complete and none failed;
 * cmi5 looks at completion alone, which its moveOn decides for each unit;
 * failed when one failed, passed when all units that report a score or success passed; score is the mean of the units that have one.
 */
function rollUpFlat(cluster: TrackedActivity, onlyUnitsCount: boolean): void {
  const units = unitsOf(cluster);
  const scores = units.flatMap(({ measure }) => (measure === undefined ? [] : [measure]));
  const judged = units.filter((unit) => unit.satisfied !== undefined || unit.measure !== undefined);
  const failed = units.some((unit) => unit.satisfied === false);
  const complete = units.length > 0 && units.every((unit) => unit.completed === true);
  cluster.completed = complete && (onlyUnitsCount || !failed) ? true : cluster.attempted ? false : undefined;
  cluster.satisfied = failed ? false : judged.length > 0 && complete && judged.every((unit) => unit.satisfied === true) ? true : undefined;
  cluster.measure = scores.length > 0 ? scores.reduce((sum, score) => sum + score, 0) / scores.length : undefined;
}

const unitsOf = (tracked: TrackedActivity): TrackedActivity[] => (tracked.children.length > 0 ? tracked.children.flatMap(unitsOf) : tracked.activity.kind === 'AGGREGATION' ? [] : [tracked]);

/** A course with one unit is that unit: what it says counts where the tree above it adds nothing, and always outside SCORM 2004. */
function fillFrom(root: TrackedActivity, only: TrackedActivity, flat: boolean): void {
  for (const key of ['completed', 'satisfied', 'measure', 'progressMeasure'] as const) {
    if (flat || root[key] === undefined) Object.assign(root, { [key]: only[key] });
  }
}

function progressOf(tracked: TrackedActivity): ActivityProgress {
  const completion = completionWord(tracked.completed);
  const opened: Completion = completion === 'UNKNOWN' && tracked.attempted ? 'INCOMPLETE' : completion;
  const score = tracked.measure === undefined ? {} : { score: Math.round(tracked.measure * 10_000) / 10_000 };
  return { completion: opened, success: successWord(tracked.satisfied), ...score, seconds: Math.round(tracked.seconds * 100) / 100 };
}

/** The bookmark of the activity that was opened last. */
function locationOf(state: RuntimeState): string | undefined {
  const cmi = state.current === undefined ? onlyActivity(state)?.cmi : state.activities[state.current]?.cmi;
  return (cmi?.['cmi.core.lesson_location'] ?? cmi?.['cmi.location']) || undefined;
}

function onlyActivity(state: RuntimeState) {
  const saved = Object.values(state.activities);
  return saved.length === 1 ? saved[0] : undefined;
}
