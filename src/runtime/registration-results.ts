import type { Activity, CourseStructure } from '../courses/manifests/course-structure.rules';
import type { RegistrationRow } from '../registrations/find-registrations';
import { asTimespan } from './scorm/cmi-durations.rules';
import { type CmiReading, numberOf, readCmi } from './scorm/cmi-data-model.rules';
import type { ActivityProgress, ActivityState, Progress, RuntimeState } from './scorm/runtime-state.rules';

/** How much is told of a registration. */
export interface RegistrationDetails {
  children: boolean;
  runtime: boolean;
  interactions: boolean;
}

/** ScoreSchema: the API counts 0..100, we keep -1..1 with four decimals. */
export const scoreOf = (scaled: number | null | undefined) => (scaled == null ? undefined : { scaled: Math.round(Math.max(0, Number(scaled)) * 10_000) / 100 });

const isoOf = (moment: number | string | null | undefined): string | undefined => (moment == null ? undefined : new Date(Number(moment)).toISOString());

/** The names that the v2 API gives to the kinds of interaction of the data models. */
const interactionTypes: Readonly<Record<string, string>> = {
  'true-false': 'TrueFalse', choice: 'Choice', 'fill-in': 'FillIn', 'long-fill-in': 'LongFillIn', likert: 'Likert', matching: 'Matching', performance: 'Performance', sequencing: 'Sequencing', numeric: 'Numeric',
};
const typeOf = (word: string | undefined) => (word === undefined ? undefined : Object.hasOwn(interactionTypes, word) ? interactionTypes[word] : 'Other');

/** A moment with a date, told in UTC; SCORM 1.2 keeps a time of day alone. */
function utcOf(timestamp: string | undefined): string | undefined {
  const moment = timestamp?.includes('T') ? Date.parse(/(Z|[+-]\d\d(:?\d\d)?)$/.test(timestamp) ? timestamp : `${timestamp}Z`) : Number.NaN;
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString();
}

const text = (value: number | undefined) => (value === undefined ? undefined : String(value));

const preferenceOf = ({ audioLevel, language, deliverySpeed, audioCaptioning }: CmiReading['preference']) => ({
  audioLevel: numberOf(audioLevel), language, deliverySpeed: numberOf(deliverySpeed), audioCaptioning: audioCaptioning === undefined ? undefined : Math.round(numberOf(audioCaptioning) ?? 0),
});
const commentOf = ({ value, location, timestamp }: CmiReading['learnerComments'][number]) => ({ value, location, dateTime: timestamp });

/** What sequencing looks at in an activity: its primary objective comes to what the activity came to. */
const objectivesOf = (activity: Activity, own: ActivityProgress | undefined) =>
  (activity.sequencing?.objectives ?? [])
    .filter(({ primary }) => primary)
    .map(({ id }) => ({ id, primary: true, score: scoreOf(own?.score), objectiveCompletion: own?.completion ?? ('UNKNOWN' as const), objectiveSuccess: own?.success ?? ('UNKNOWN' as const) }));

function staticPropertiesOf(activity: Activity) {
  const measured = activity.sequencing?.objectives?.find(({ primary, satisfiedByMeasure }) => primary && satisfiedByMeasure);
  const mastery = activity.masteryScore === undefined ? undefined : activity.masteryScore / 100;
  const passing = measured ? (measured.minNormalizedMeasure ?? 1) : mastery; // 1 is the standard's default (SN 3.10.1)
  return {
    completionThreshold: text(activity.completionThreshold?.minProgressMeasure), launchData: activity.dataFromLms, maxTimeAllowed: activity.maxTimeAllowed, scaledPassingScore: passing, scaledPassingScoreUsed: passing !== undefined,
    timeLimitAction: activity.timeLimitAction,
  };
}

function runtimeOf(state: ActivityState, totalSeconds: number, withInteractions: boolean) {
  const cmi = state.cmi;
  const read = readCmi(cmi);
  const time = asTimespan(totalSeconds);
  return {
    completionStatus: read.statusWord ?? cmi['cmi.completion_status'] ?? 'unknown', credit: cmi['cmi.core.credit'] ?? cmi['cmi.credit'], entry: cmi['cmi.core.entry'] ?? cmi['cmi.entry'],
    exit: cmi['cmi.core.exit'] ?? cmi['cmi.exit'], location: read.location, mode: cmi['cmi.core.lesson_mode'] ?? cmi['cmi.mode'], progressMeasure: cmi['cmi.progress_measure'],
    scoreScaled: text(read.score.scaled), scoreRaw: read.score.raw, scoreMin: read.score.min, scoreMax: read.score.max, totalTime: time, timeTracked: time, runtimeSuccessStatus: read.success,
    suspendData: cmi['cmi.suspend_data'], learnerPreference: preferenceOf(read.preference), learnerComments: read.learnerComments.map(commentOf), lmsComments: read.lmsComments.map(commentOf),
    ...(withInteractions && {
      runtimeInteractions: read.interactions.map((i) => ({
        id: i.id, type: typeOf(i.type), objectives: i.objectives, timestamp: i.timestamp, timestampUtc: utcOf(i.timestamp), correctResponses: i.correctResponses, weighting: i.weighting, learnerResponse: i.learnerResponse, result: i.result,
        latency: i.latency, description: i.description,
      })),
      runtimeObjectives: read.objectives.map((o) => ({
        id: o.id, scoreScaled: text(o.score.scaled), scoreMin: o.score.min, scoreMax: o.score.max, scoreRaw: o.score.raw, runtimeObjectiveSuccessStatus: o.success,
        runtimeObjectiveCompletionStatus: o.completion, progressMeasure: text(o.progressMeasure), description: o.description,
      })),
    }),
  };
}

function activityOf(activity: Activity, progress: Progress, state: RuntimeState, details: RegistrationDetails): object {
  const own: ActivityProgress | undefined = progress.activities[activity.id];
  const runtime = state.activities[activity.id];
  const measure = numberOf(runtime?.cmi['cmi.progress_measure']);
  return {
    id: activity.id, title: activity.title, attempts: runtime?.attempts ?? 0, activityCompletion: own?.completion ?? 'UNKNOWN', activitySuccess: own?.success ?? 'UNKNOWN', score: scoreOf(own?.score),
    timeTracked: asTimespan(own?.seconds ?? 0), suspended: runtime !== undefined && !runtime.ended && state.current === activity.id,
    children: details.children ? activity.children.map((child) => activityOf(child, progress, state, details)) : [],
    ...(measure !== undefined && { completionAmount: { scaled: measure } }),
    ...(details.interactions && { objectives: objectivesOf(activity, own) }),
    staticProperties: staticPropertiesOf(activity),
    ...(details.runtime && runtime && { runtime: runtimeOf(runtime, own?.seconds ?? 0, details.interactions) }),
  };
}

/** Where a result was set, the root of the tree says it too: the old reports and some clients read only that. The units below keep what the learner did. */
function toldTree(row: RegistrationRow, { structure, progress }: { structure: CourseStructure; progress: Progress }): Progress {
  if (!Number(row.is_overridden)) return progress;
  const { score: _, ...own } = progress.activities[structure.root.id] ?? { seconds: 0 };
  const root: ActivityProgress = { ...own, completion: row.completion, success: row.success, ...(row.score !== null && { score: Number(row.score) }) };
  return { ...progress, activities: { ...progress.activities, [structure.root.id]: root } };
}

/** A registration as the v2 API and postbacks tell it (RegistrationSchema). `tree` is needed for anything below the root. */
export function registrationResults(row: RegistrationRow, tree: { structure: CourseStructure; progress: Progress; state: RuntimeState }, details: RegistrationDetails) {
  return {
    id: row.id, instance: Number(row.instance), xapiRegistrationId: row.xapi_registration_id, dispatchId: row.dispatch_id ?? undefined, updated: isoOf(row.updated_at),
    registrationCompletion: row.completion, registrationSuccess: row.success, score: scoreOf(row.score), totalSecondsTracked: Number(row.seconds), firstAccessDate: isoOf(row.first_access_at),
    lastAccessDate: isoOf(row.last_access_at), completedDate: isoOf(row.completed_at), createdDate: isoOf(row.created_at),
    course: { id: row.course_id, title: row.course_title, version: Number(row.course_version) },
    learner: { id: row.learner_id, email: row.email ?? undefined, firstName: row.first_name ?? undefined, lastName: row.last_name ?? undefined },
    suspendedActivityId: tree.state.current, activityDetails: activityOf(tree.structure.root, toldTree(row, tree), tree.state, details),
  };
}
