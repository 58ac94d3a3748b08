import type { Activity, LearningStandard } from '../../src/courses/manifests/course-structure.rules';
import { type ObjectiveRules, rulesOf } from '../../src/runtime/scorm/activity-rules.rules';
import { asTimeInterval, asTimespan } from '../../src/runtime/scorm/cmi-durations.rules';
import type { ActivityState } from '../../src/runtime/scorm/runtime-state.rules';
import { isSuspended, totalSeconds, type TrackedObjective } from '../../src/runtime/scorm/track-activities.rules';

export interface Launch {
  activity: Activity;
  standard: LearningStandard;
  saved: ActivityState | undefined;
  learner: { id: string; name: string };
  review: boolean;
}

/** AICC content may look for the API of SCORM 1.2, which its standard took over. */
export const editionOf = (standard: LearningStandard): '1.2' | '2004' | undefined =>
  standard.startsWith('SCORM2004') ? '2004' : ['SCORM12', 'SCORM11', 'AICC'].includes(standard) ? '1.2' : undefined;

/** `resume` when the learner may come back to where they were, `ab-initio` the first time, else nothing (RTE 4.2.8; 1.2 RTE 3.4.4). */
const entryOf = (saved: ActivityState | undefined) => (!saved || Object.keys(saved.cmi).length === 0 ? 'ab-initio' : isSuspended(saved) ? 'resume' : '');

/** What the content reads and cannot write. */
export function givenValues(launch: Launch): Record<string, string> {
  const { activity, saved, learner, review } = launch;
  const [mode, credit, spent] = [review ? 'review' : 'normal', review ? 'no-credit' : 'credit', saved ? totalSeconds(saved) : 0];
  if (editionOf(launch.standard) === '1.2') {
    return known({
      'cmi.core.student_id': learner.id, 'cmi.core.student_name': learner.name, 'cmi.core.lesson_mode': mode, 'cmi.core.credit': credit, 'cmi.core.entry': entryOf(saved),
      'cmi.core.total_time': asTimespan(spent), 'cmi.launch_data': activity.dataFromLms, 'cmi.student_data.mastery_score': activity.masteryScore?.toString(),
      'cmi.student_data.max_time_allowed': activity.maxTimeAllowed, 'cmi.student_data.time_limit_action': activity.timeLimitAction,
    });
  }
  const { primary, minProgressMeasure } = rulesOf(activity, launch.standard);
  return known({
    'cmi.learner_id': learner.id, 'cmi.learner_name': learner.name, 'cmi.mode': mode, 'cmi.credit': credit, 'cmi.entry': entryOf(saved), 'cmi.total_time': asTimeInterval(spent),
    'cmi.launch_data': activity.dataFromLms, 'cmi.scaled_passing_score': primary.satisfiedByMeasure ? String(primary.minNormalizedMeasure) : undefined,
    'cmi.completion_threshold': minProgressMeasure?.toString(), 'cmi.max_time_allowed': activity.sequencing?.limits?.attemptAbsoluteDurationLimit, 'cmi.time_limit_action': activity.timeLimitAction,
  });
}

const known = (values: Record<string, string | undefined>): Record<string, string> => Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));

/** Adds the objectives the manifest declares, with what shared objectives already tell about them (SCORM 2004 RTE 4.2.17). */
export function withObjectives(cmi: Record<string, string>, launch: Launch, globals: Record<string, TrackedObjective>): Record<string, string> {
  if (editionOf(launch.standard) !== '2004') return cmi;
  const result = { ...cmi };
  let count = 0;
  const ids = new Set<string>();
  for (; result[`cmi.objectives.${count}.id`] !== undefined; count++) ids.add(result[`cmi.objectives.${count}.id`] ?? '');
  const { primary, objectives } = rulesOf(launch.activity, launch.standard);
  for (const objective of [primary, ...objectives]) {
    if (!objective.id || ids.has(objective.id)) continue;
    Object.assign(result, declared(`cmi.objectives.${count++}.`, objective, globals));
  }
  return result;
}

function declared(prefix: string, objective: ObjectiveRules, globals: Record<string, TrackedObjective>): Record<string, string> {
  const values: Record<string, string | undefined> = { [`${prefix}id`]: objective.id };
  for (const { target, reads } of objective.maps) {
    const shared = Object.fromEntries(reads.map((field) => [field, globals[target]?.[field]])) as TrackedObjective;
    values[`${prefix}success_status`] ??= wordOf(shared.satisfied, 'passed', 'failed');
    values[`${prefix}score.scaled`] ??= shared.measure?.toString();
    values[`${prefix}completion_status`] ??= wordOf(shared.completed, 'completed', 'incomplete');
  }
  return known(values);
}

const wordOf = (flag: boolean | undefined, yes: string, no: string) => (flag === undefined ? undefined : flag ? yes : no);
