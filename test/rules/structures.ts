import type { Activity, CourseStructure, LearningStandard, Sequencing, SequencingRule } from '../../src/courses/manifests/course-structure.rules';
import type { ActivityState, RuntimeState } from '../../src/runtime/scorm/runtime-state.rules';

/** A course out of a few words: `unit('a')`, `cluster('m', [...])`. */
export const unit = (id: string, more: Partial<Activity> = {}): Activity => ({ id, title: `Unit ${id}`, kind: 'SCO', href: `${id}/index.html`, visible: true, children: [], ...more });
export const cluster = (id: string, children: Activity[], more: Partial<Activity> = {}): Activity => ({ id, title: `Part ${id}`, kind: 'AGGREGATION', visible: true, children, ...more });

export const course = (standard: LearningStandard, children: Activity[], root: Partial<Activity> = {}): CourseStructure => ({
  standard, identifier: 'manifest', title: 'A course', metadata: { titles: [], descriptions: [], keywords: [] }, root: { ...cluster('root', children), ...root },
});

let revision = 0;
/** A snapshot as the player leaves it; later ones are newer. */
export const did = (cmi: Record<string, string>, more: Partial<ActivityState> = {}): ActivityState => ({ epoch: 1, revision: ++revision, cmi, seconds: { 1: 10 }, attempts: 1, ended: true, ...more });
export const stateOf = (activities: Record<string, ActivityState>, more: Partial<RuntimeState> = {}): RuntimeState => ({ activities, ...more });

export const when = (action: string, ...conditions: [condition: string, not?: boolean, objective?: string][]): SequencingRule => ({
  action, conditionCombination: 'any',
  conditions: conditions.map(([condition, not, referencedObjective]) => ({ condition, ...(not ? { operator: 'not' } : {}), ...(referencedObjective ? { referencedObjective } : {}) })),
});

/** The rules of "Golf Explained - 4th Edition Features": units in order, the quiz by jump at any time, score from the quiz only. */
export function golfPostTest(): CourseStructure {
  const shared = (name: string) => `com.example.golf.${name}`;
  const content: Partial<Sequencing> = {
    rollupRules: { rollupObjectiveSatisfied: false, rollupProgressCompletion: false, objectiveMeasureWeight: 0, rules: [] }, delivery: { completionSetByContent: true, objectiveSetByContent: true },
  };
  const lesson = (name: string, before: string | undefined, weight: number) => unit(name, {
    completionThreshold: { progressWeight: weight },
    sequencing: {
      ...content,
      ...(before ? { rules: { pre: [when('disabled', ['completed', true, 'before'], ['activityProgressKnown', true, 'before'])], post: [], exit: [] } } : {}),
      objectives: [
        { id: `${name}_done`, primary: true, maps: [{ targetObjectiveId: shared(name), readCompletionStatus: true, writeCompletionStatus: true }] },
        ...(before ? [{ id: 'before', primary: false, maps: [{ targetObjectiveId: shared(before), readCompletionStatus: true, writeCompletionStatus: false }] }] : []),
      ],
    },
  });
  const all = (rule: SequencingRule): SequencingRule => ({ ...rule, conditionCombination: 'all' });
  const quiz = unit('quiz', {
    completionThreshold: { progressWeight: 0.1 },
    sequencing: {
      rules: { pre: [all(when('hiddenFromChoice', ['completed', true, 'before'], ['attempted', true])), all(when('hiddenFromChoice', ['activityProgressKnown', true, 'before'], ['attempted', true]))], post: [], exit: [] },
      rollupRules: { rollupObjectiveSatisfied: true, rollupProgressCompletion: true, objectiveMeasureWeight: 1, rules: [] },
      objectives: [{ primary: true, maps: [] }, { id: 'before', primary: false, maps: [{ targetObjectiveId: shared('fun'), readCompletionStatus: true, writeCompletionStatus: false }] }],
      delivery: { completionSetByContent: true, objectiveSetByContent: true },
    },
  });
  return course('SCORM20044THEDITION', [lesson('playing', undefined, 0.5), lesson('etiquette', 'playing', 0.3), lesson('handicapping', 'etiquette', 0.4), lesson('fun', 'handicapping', 0.3), quiz], {
    sequencing: { controlMode: { choice: true, flow: true } },
  });
}
