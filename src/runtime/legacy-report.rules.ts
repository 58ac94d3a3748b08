/** How much the old API tells of a registration. */
export type ReportFormat = 'course' | 'activity' | 'full';

/** An element of a report, before it is written as XML or JSON. */
export interface ReportNode {
  name: string;
  attributes?: Readonly<Record<string, string | number>>;
  /** A text, or the elements inside. */
  content: string | readonly ReportNode[];
  /** Of a list: the name of every element inside. */
  of?: string;
  /** A text of the content's own making, which may be long. */
  isRaw?: true;
}

/** What is told of a registration (RegistrationSchema), as far as the old reports have a place for it; the tree only where it is told. */
export interface ReportedRegistration {
  id: string;
  instance: number;
  registrationCompletion: string;
  registrationSuccess: string;
  score?: { scaled: number };
  totalSecondsTracked: number;
  learner?: { id: string; firstName?: string; lastName?: string };
  activityDetails?: object;
}
interface ReportedActivity {
  id: string;
  title: string;
  attempts: number;
  activityCompletion: string;
  activitySuccess: string;
  score?: { scaled: number };
  timeTracked: string;
  suspended: boolean;
  children: ReportedActivity[];
  objectives?: ReportedObjective[];
  staticProperties?: Fields;
  runtime?: ReportedRuntime;
}
interface ReportedObjective {
  id?: string;
  score?: { scaled: number };
  objectiveSuccess: string;
}
type Fields = Readonly<Record<string, unknown>>;
interface ReportedRuntime extends Fields {
  learnerPreference?: Fields;
  learnerComments?: Fields[];
  lmsComments?: Fields[];
  runtimeInteractions?: Fields[];
  runtimeObjectives?: Fields[];
}
type Learner = { id: string; name: string };

const text = (name: string, value: unknown): ReportNode => ({ name, content: value === undefined || value === null ? '' : String(value) });
const raw = (name: string, value: unknown): ReportNode => ({ ...text(name, value), isRaw: true });
const nest = (name: string, content: readonly ReportNode[], id?: unknown): ReportNode => ({ name, ...(id !== undefined && { attributes: { id: String(id) } }), content });
const list = (name: string, of: string, content: readonly ReportNode[]): ReportNode => ({ name, of, content });

export const completeOf = (word: string): string => ({ COMPLETED: 'complete', INCOMPLETE: 'incomplete' })[word] ?? 'unknown';
export const successOf = (word: string): string => ({ PASSED: 'passed', FAILED: 'failed' })[word] ?? 'unknown';
const scoreOf = (score: { scaled: number } | undefined) => (score === undefined ? 'unknown' : score.scaled);
/** The old API counts a scaled score to 100. */
const hundredfold = (scaled: unknown) => (typeof scaled === 'string' && scaled !== '' ? Math.round(Number(scaled) * 10_000) / 100 : undefined);
/** `no-credit` and `PASSED` as the old API writes them: `NoCredit`, `Passed`. */
const titled = (value: unknown, otherwise: string) =>
  (typeof value === 'string' ? value : '').split(/[^A-Za-z0-9]+/).map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()).join('') || otherwise;

/** `0000:15:41.98` from a timespan of either SCORM. */
function clockOf(timespan: unknown): string {
  const [, h = '0', m = '0', s = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(String(timespan)) ?? /^(\d+):(\d+):([\d.]+)$/.exec(String(timespan)) ?? [];
  return `${h.padStart(4, '0')}:${m.padStart(2, '0')}:${Number(s).toFixed(2).padStart(5, '0')}`;
}

function shortActivity(a: ReportedActivity): ReportNode {
  const time = clockOf(a.timeTracked);
  return nest('activity', [
    text('title', a.title), text('attempts', a.attempts), text('complete', completeOf(a.activityCompletion)), text('success', successOf(a.activitySuccess)), text('timeacrossattempts', time), text('time', time),
    text('score', scoreOf(a.score)), list('children', 'activity', a.children.map(shortActivity)),
  ], a.id);
}

/** The old API spells kinds of interaction as the data models do: `true-false`. */
const kindOf = (type: unknown) => (typeof type === 'string' ? type.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase() : type);
const idsOf = (name: string, of: string, ids: unknown) => list(name, of, (Array.isArray(ids) ? ids : []).map((id) => nest(of, [], id)));

const commentsOf = (name: string, comments: readonly Fields[] = []) =>
  list(name, 'comment', comments.map((one) => nest('comment', [raw('value', one['value']), text('location', one['location']), text('date_time', one['dateTime'])])));

const interactionOf = (i: Fields) =>
  nest('interaction', [
    text('type', kindOf(i['type'])), idsOf('objectives', 'objective', i['objectives']), text('timestamp', i['timestamp']), idsOf('correct_responses', 'response', i['correctResponses']), text('weighting', i['weighting']),
    text('learner_response', i['learnerResponse']), text('result', i['result']), text('latency', i['latency']), text('description', i['description']),
  ], i['id']);

const scoresOf = (o: Fields) => [text('score_scaled', hundredfold(o['scoreScaled'])), text('score_raw', o['scoreRaw']), text('score_min', o['scoreMin']), text('score_max', o['scoreMax'])];

const runtimeObjectiveOf = (o: Fields) =>
  nest('objective', [
    ...scoresOf(o), text('success_status', titled(o['runtimeObjectiveSuccessStatus'], 'Unknown')), text('completion_status', String(o['runtimeObjectiveCompletionStatus'] ?? 'unknown').toLowerCase()),
    text('progress_measure', o['progressMeasure']), text('description', o['description']),
  ], o['id']);

const preferenceOf = (p: Fields = {}) =>
  nest('learnerpreference', [text('audio_level', p['audioLevel']), text('language', p['language']), text('delivery_speed', p['deliverySpeed']), text('audio_captioning', p['audioCaptioning'])]);

const staticOf = (s: Fields, learner: Learner) =>
  nest('static', [
    text('completion_threshold', s['completionThreshold']), raw('launch_data', s['launchData']), text('learner_id', learner.id), text('learner_name', learner.name), text('max_time_allowed', s['maxTimeAllowed']),
    text('scaled_passing_score', s['scaledPassingScore']), text('time_limit_action', titled(s['timeLimitAction'], 'Undefined')),
  ]);

const runtimeOf = (r: ReportedRuntime, statics: Fields, learner: Learner): ReportNode =>
  nest('runtime', [
    text('completion_status', r['completionStatus']), text('credit', titled(r['credit'], 'Credit')), text('entry', titled(r['entry'], 'AbInitio')), text('exit', titled(r['exit'], 'Unknown')), preferenceOf(r.learnerPreference),
    text('location', r['location']), text('mode', titled(r['mode'], 'Normal')), text('progress_measure', r['progressMeasure']), ...scoresOf(r), text('total_time', clockOf(r['totalTime'])), text('timetracked', clockOf(r['timeTracked'])),
    text('success_status', titled(r['runtimeSuccessStatus'], 'Unknown')), raw('suspend_data', r['suspendData']), commentsOf('comments_from_learner', r.learnerComments), commentsOf('comments_from_lms', r.lmsComments),
    list('interactions', 'interaction', (r.runtimeInteractions ?? []).map(interactionOf)), list('objectives', 'objective', (r.runtimeObjectives ?? []).map(runtimeObjectiveOf)), staticOf(statics, learner),
  ]);

const objectiveOf = ({ id, score, objectiveSuccess }: ReportedObjective) =>
  nest('objective', [
    text('measurestatus', score !== undefined), text('normalizedmeasure', (score?.scaled ?? 0) / 100), text('progressstatus', objectiveSuccess !== 'UNKNOWN'), text('satisfiedstatus', objectiveSuccess === 'PASSED'),
  ], id ?? '');

function fullActivity(a: ReportedActivity, learner: Learner): ReportNode {
  const isKnown = a.activityCompletion !== 'UNKNOWN';
  return nest('activity', [
    text('title', a.title), text('satisfied', a.activitySuccess === 'PASSED'), text('completed', a.activityCompletion === 'COMPLETED'), text('timeacrossattempts', clockOf(a.timeTracked)), text('progressstatus', isKnown),
    text('attemptprogressstatus', isKnown), text('attempts', a.attempts), text('suspended', a.suspended), list('objectives', 'objective', (a.objectives ?? []).map(objectiveOf)),
    ...(a.runtime ? [runtimeOf(a.runtime, a.staticProperties ?? {}, learner)] : []), list('children', 'activity', a.children.map((child) => fullActivity(child, learner))),
  ], a.id);
}

function contentOf(r: ReportedRegistration, format: ReportFormat): ReportNode[] {
  const root = r.activityDetails as ReportedActivity | undefined;
  if (!root || format === 'course') return [text('complete', completeOf(r.registrationCompletion)), text('success', successOf(r.registrationSuccess)), text('totaltime', Math.round(r.totalSecondsTracked)), text('score', scoreOf(r.score))];
  if (format === 'activity') return [shortActivity(root)];
  return [fullActivity(root, { id: r.learner?.id ?? '', name: [r.learner?.firstName, r.learner?.lastName].filter(Boolean).join(' ') })];
}

/** What the old API tells of a registration, in its answers and in postbacks (PROTOCOL 6). */
export const registrationReport = (r: ReportedRegistration, format: ReportFormat): ReportNode => ({
  name: 'registrationreport', attributes: { format, regid: r.id, instanceid: r.instance }, content: contentOf(r, format),
});
