import { z } from 'zod';
import { secondsOf } from '../../../runtime/scorm/cmi-durations.rules';
import { completionOf } from '../../../runtime/scorm/cmi-data-model.rules';
import { commitLimits } from '../../../runtime/scorm/commit-body.rules';
import type { EarlierActivity, EarlierRegistration } from '../../../runtime/scorm/earlier-state.rules';
import type { CmiToWrite } from '../../../runtime/scorm/write-cmi.rules';
import { parseInput } from '../../read-body';
import { momentOf } from '../v2-lists';
import { plain } from '../v2-shapes';

/** The v2 API's names of kinds of interaction, in lower case, as the data models spell them; a word of the content's own stays. */
const interactionTypes = new Map([['truefalse', 'true-false'], ['fillin', 'fill-in'], ['longfillin', 'long-fill-in'], ...['choice', 'likert', 'matching', 'performance', 'sequencing', 'numeric', 'other'].map((type): [string, string] => [type, type])]);
const typeFrom = (type: string | null | undefined) => (type == null ? undefined : (interactionTypes.get(type.toLowerCase()) ?? type));

const words = plain(commitLimits.id).nullish();
/** Numbers of the activity tree travel as texts. */
const figure = z.union([z.number(), plain(64).regex(/^\s*$|^-?\d+(\.\d+)?$/, 'must be a number')]).nullish();
const completion = z.enum(['UNKNOWN', 'COMPLETED', 'INCOMPLETE']).nullish();
const success = z.enum(['UNKNOWN', 'PASSED', 'FAILED']).nullish();
const score = z.object({ scaled: z.number().min(-100).max(100).nullish() }).nullish();
const seconds = z.number().min(0).max(1e9).nullish();
const listOf = <T extends z.ZodType>(one: T) => z.array(one).max(5000).nullish();
const scores = { scoreScaled: figure, scoreRaw: figure, scoreMin: figure, scoreMax: figure };

const runtimeSchema = z.object({
  completionStatus: words, exit: words, location: words, progressMeasure: figure, ...scores, totalTime: words, timeTracked: words, runtimeSuccessStatus: success,
  suspendData: plain(commitLimits.suspendData).nullish(),
  learnerComments: listOf(z.object({ value: words, location: words, dateTime: words })),
  runtimeInteractions: listOf(z.object({
    id: words, type: words, objectives: listOf(plain(commitLimits.id)), timestamp: words, correctResponses: listOf(plain(commitLimits.id)), weighting: words, learnerResponse: words, result: words, latency: words,
    description: words,
  })),
  runtimeObjectives: listOf(z.object({
    id: words, ...scores, runtimeObjectiveSuccessStatus: success, runtimeObjectiveCompletionStatus: z.enum(['UNKNOWN', 'COMPLETED', 'INCOMPLETE', 'NOT_ATTEMPTED', 'BROWSED']).nullish(), progressMeasure: figure,
    description: words,
  })),
});
type Runtime = z.output<typeof runtimeSchema>;

const activitySchema = z.object({
  id: words, attempts: z.number().int().min(0).max(1e6).nullish(), activityCompletion: completion, activitySuccess: success, score, timeTracked: words, runtime: runtimeSchema.nullish(),
  get children() {
    return z.array(activitySchema).max(5000).nullish();
  },
}).meta({ id: 'ActivityResultSchema' });
type GivenActivity = z.output<typeof activitySchema>;

const moment = words;
const registrationSchema = z.object({
  registrationCompletion: completion, registrationSuccess: success, score, totalSecondsTracked: seconds, firstAccessDate: moment, lastAccessDate: moment, completedDate: moment, suspendedActivityId: words,
  activityDetails: activitySchema.nullish(),
}).meta({ id: 'RegistrationSchema' });
export const withEarlierState = z.object({ initialRegistrationState: registrationSchema.nullish() });
export const newInstance = z.object({ ...withEarlierState.shape, courseVersion: z.number().int().min(0).nullish() }).meta({ id: 'NewInstanceSchema' });

const numberFrom = (value: string | number | null | undefined): number | undefined => (value == null || String(value).trim() === '' ? undefined : Number(value));
const textFrom = (value: string | number | null | undefined): string | undefined => numberFrom(value)?.toString();
const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
/** The API counts to 100. */
const scaledOf = (of: z.output<typeof score>): number | undefined => (of?.scaled == null ? undefined : of.scaled / 100);
const scoreFrom = (of: { scoreScaled?: string | number | null; scoreRaw?: string | number | null; scoreMin?: string | number | null; scoreMax?: string | number | null }) => ({
  scaled: numberFrom(of.scoreScaled), raw: textFrom(of.scoreRaw), min: textFrom(of.scoreMin), max: textFrom(of.scoreMax),
});

const interactionsOf = (runtime: Runtime): CmiToWrite['interactions'] =>
  runtime.runtimeInteractions?.map((one) => ({
    id: one.id ?? '', type: typeFrom(one.type), objectives: one.objectives ?? [], timestamp: given(one.timestamp), correctResponses: one.correctResponses ?? [], weighting: given(one.weighting),
    learnerResponse: given(one.learnerResponse), result: one.result?.toLowerCase(), latency: given(one.latency), description: given(one.description),
  }));

const objectivesOf = (runtime: Runtime): CmiToWrite['objectives'] =>
  runtime.runtimeObjectives?.map((one) => ({
    id: one.id ?? '', score: scoreFrom(one), completion: completionOf(one.runtimeObjectiveCompletionStatus?.toLowerCase()), success: one.runtimeObjectiveSuccessStatus ?? 'UNKNOWN',
    progressMeasure: numberFrom(one.progressMeasure), description: given(one.description),
  }));

function dataOf({ runtime, ...activity }: GivenActivity): CmiToWrite {
  const own = runtime ? scoreFrom(runtime) : undefined;
  const hasOwn = own?.scaled !== undefined || own?.raw !== undefined;
  const word = runtime?.completionStatus?.toLowerCase().replaceAll('_', ' ');
  const ofRuntime = completionOf(word);
  return {
    completion: ofRuntime === 'UNKNOWN' ? (activity.activityCompletion ?? 'UNKNOWN') : ofRuntime,
    success: runtime?.runtimeSuccessStatus && runtime.runtimeSuccessStatus !== 'UNKNOWN' ? runtime.runtimeSuccessStatus : (activity.activitySuccess ?? 'UNKNOWN'),
    score: hasOwn ? own : activity.score ? { scaled: scaledOf(activity.score) } : undefined,
    ...(runtime && {
      location: given(runtime.location), suspendData: given(runtime.suspendData), progressMeasure: numberFrom(runtime.progressMeasure), exit: runtime.exit?.toLowerCase(), interactions: interactionsOf(runtime),
      objectives: objectivesOf(runtime), learnerComments: runtime.learnerComments?.map((one) => ({ value: one.value ?? '', location: given(one.location), timestamp: given(one.dateTime) })),
    }),
  };
}

function leavesOf(activity: GivenActivity): EarlierActivity[] {
  if (activity.children?.length) return activity.children.flatMap(leavesOf);
  const time = activity.runtime?.timeTracked ?? activity.timeTracked ?? activity.runtime?.totalTime ?? '';
  return [{ id: activity.id ?? '', attempts: given(activity.attempts), seconds: secondsOf(time) ?? 0, data: dataOf(activity) }];
}

/** `initialRegistrationState` of CreateRegistrationSchema, a whole RegistrationSchema; nothing when there is none. */
export function toEarlierRegistration(body: unknown): EarlierRegistration | undefined {
  const state = parseInput(withEarlierState, body).initialRegistrationState;
  if (!state) return undefined;
  const momentFrom = (name: 'firstAccessDate' | 'lastAccessDate' | 'completedDate') => momentOf(`initialRegistrationState.${name}`, state[name] ?? undefined);
  return {
    completion: state.registrationCompletion ?? 'UNKNOWN', success: state.registrationSuccess ?? 'UNKNOWN', score: scaledOf(state.score), seconds: state.totalSecondsTracked ?? 0,
    firstAccessAt: momentFrom('firstAccessDate'), lastAccessAt: momentFrom('lastAccessDate'), completedAt: momentFrom('completedDate'), currentActivityId: given(state.suspendedActivityId),
    activities: state.activityDetails ? leavesOf(state.activityDetails) : [],
  };
}

/** The body of a new instance, of ours: it may be left out, and the version counts only together with a state. */
export function toEarlierInstance(body: unknown): { courseVersion: number | undefined; earlier: EarlierRegistration | undefined } {
  const given = body ?? {};
  return { courseVersion: parseInput(newInstance, given).courseVersion ?? undefined, earlier: toEarlierRegistration(given) };
}
