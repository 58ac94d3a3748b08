import type { Activity, CourseStructure } from '../../courses/manifests/course-structure.rules';
import type { ActivityState, Completion, RuntimeState, Success } from './runtime-state.rules';
import { type CmiToWrite, writeCmi } from './write-cmi.rules';

/** One unit of a course as another system knew it. */
export interface EarlierActivity {
  id: string;
  attempts?: number;
  seconds: number;
  data: CmiToWrite;
}

/** A registration as another system knew it. `score` is scaled, -1 to 1. */
export interface EarlierRegistration {
  completion: Completion;
  success: Success;
  score?: number;
  seconds: number;
  /** Milliseconds UTC. */
  firstAccessAt?: number;
  lastAccessAt?: number;
  completedAt?: number;
  currentActivityId?: string;
  /** The leaves of the activity tree. */
  activities: EarlierActivity[];
}

const unitsOf = (activity: Activity): Activity[] => (activity.children.length ? activity.children.flatMap(unitsOf) : activity.kind === 'AGGREGATION' ? [] : [activity]);
const isKnown = ({ data, seconds, attempts }: EarlierActivity) => seconds > 0 || (attempts ?? 0) > 0 || Object.values(data).some((value) => value !== undefined && value !== 'UNKNOWN');

/**
 * The state that a registration of this course goes on with. Units are matched by their ids, the only unit of a course with the only one given;
 * what no unit tells stays beside them as the earlier result.
 */
export function stateOfEarlier(structure: CourseStructure, earlier: EarlierRegistration): RuntimeState {
  const units = new Map(unitsOf(structure.root).map((unit) => [unit.id, unit]));
  const given = earlier.activities.filter(isKnown);
  const [onlyUnit, onlyGiven] = [[...units.keys()][0], given[0]];
  const matched = units.size === 1 && given.length === 1 && onlyUnit !== undefined && onlyGiven ? [{ ...onlyGiven, id: onlyUnit }] : given.filter(({ id }) => units.has(id));
  const is2004 = structure.standard.startsWith('SCORM2004');
  const activities = Object.fromEntries(matched.map((one): [string, ActivityState] => [
    one.id, { epoch: 0, revision: 0, cmi: writeCmi(one.data, is2004), seconds: one.seconds > 0 ? { '0': one.seconds } : {}, attempts: Math.max(1, one.attempts ?? 1) },
  ]));
  const told = matched.reduce((sum, { seconds }) => sum + seconds, 0);
  const { completion, success, score, currentActivityId } = earlier;
  return {
    activities,
    ...(currentActivityId !== undefined && units.has(currentActivityId) ? { current: currentActivityId } : {}),
    earlier: { completion, success, ...(score === undefined ? {} : { score }), seconds: Math.max(0, Math.round((earlier.seconds - told) * 100) / 100) },
  };
}
