/** What is told of a registration (RegistrationSchema), as far as the old XML has a place for it. */
export interface ReportedRegistration {
  id: string;
  instance: number;
  registrationCompletion: string;
  registrationSuccess: string;
  score?: { scaled: number };
  totalSecondsTracked: number;
  activityDetails: object;
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
  runtime?: ReportedRuntime;
}
interface ReportedRuntime {
  [name: string]: unknown;
  runtimeInteractions?: Record<string, unknown>[];
  runtimeObjectives?: Record<string, unknown>[];
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
const element = (name: string, content: unknown) => `<${name}>${content === undefined || content === null ? '' : escaped(String(content))}</${name}>`;
const wrap = (name: string, content: string, id?: unknown) => `<${name}${id === undefined ? '' : ` id="${escaped(String(id))}"`}>${content}</${name}>`;

const completeOf = (word: string) => ({ COMPLETED: 'complete', INCOMPLETE: 'incomplete' })[word] ?? 'unknown';
const successOf = (word: string) => ({ PASSED: 'passed', FAILED: 'failed' })[word] ?? 'unknown';
const scoreOf = (score: { scaled: number } | undefined) => (score === undefined ? 'unknown' : score.scaled);

/** `0000:15:41.98` from `PT15M41.98S`, or as it is. */
function clockOf(timespan: string): string {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(timespan) ?? [];
  const plain = /^(\d+):(\d+):([\d.]+)$/.exec(timespan);
  const [h = '0', m = '0', s = '0'] = plain ? plain.slice(1) : [hours, minutes, seconds];
  return `${h.padStart(4, '0')}:${m.padStart(2, '0')}:${Number(s).toFixed(2).padStart(5, '0')}`;
}

function shortActivity(a: ReportedActivity): string {
  const time = clockOf(a.timeTracked);
  return wrap('activity', [
    element('title', a.title), element('attempts', a.attempts), element('complete', completeOf(a.activityCompletion)), element('success', successOf(a.activitySuccess)), element('timeacrossattempts', time),
    element('time', time), element('score', scoreOf(a.score)), wrap('children', a.children.map(shortActivity).join('')),
  ].join(''), a.id);
}

/** The old API spells kinds of interaction as the data models do: `true-false`. */
const kindOf = (type: unknown) => (typeof type === 'string' ? type.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase() : type);
const listed = (name: string, values: unknown) => (Array.isArray(values) ? values : []).map((one) => wrap(name, '', one)).join('');

function runtimeOf(r: ReportedRuntime): string {
  const interactions = (r.runtimeInteractions ?? []).map((i) => wrap('interaction', [
    element('type', kindOf(i['type'])), wrap('objectives', listed('objective', i['objectives'])), element('timestamp', i['timestamp']), wrap('correct_responses', listed('response', i['correctResponses'])),
    ...['weighting', 'learnerResponse', 'result', 'latency', 'description'].map((name) => element(name.replace('R', '_r'), i[name])),
  ].join(''), i['id']));
  const objectives = (r.runtimeObjectives ?? []).map((o) => wrap('objective', [
    element('score_scaled', o['scoreScaled']), element('score_min', o['scoreMin']), element('score_raw', o['scoreRaw']), element('score_max', o['scoreMax']), element('success_status', o['runtimeObjectiveSuccessStatus']),
    element('completion_status', o['runtimeObjectiveCompletionStatus']), element('progress_measure', o['progressMeasure']), element('description', o['description']),
  ].join(''), o['id']));
  const names = { completionStatus: 'completion_status', credit: 'credit', entry: 'entry', exit: 'exit', location: 'location', mode: 'mode', progressMeasure: 'progress_measure', scoreScaled: 'score_scaled', scoreRaw: 'score_raw', scoreMin: 'score_min', scoreMax: 'score_max', totalTime: 'total_time', timeTracked: 'timetracked', runtimeSuccessStatus: 'success_status', suspendData: 'suspend_data' };
  const fields = Object.entries(names).map(([field, name]) => element(name, r[field]));
  return wrap('runtime', `${fields.join('')}${wrap('interactions', interactions.join(''))}${wrap('objectives', objectives.join(''))}`);
}

function fullActivity(a: ReportedActivity): string {
  const isDone = a.activityCompletion === 'COMPLETED';
  return wrap('activity', [
    element('title', a.title), element('satisfied', a.activitySuccess === 'PASSED'), element('completed', isDone), element('timeacrossattempts', clockOf(a.timeTracked)), element('progressstatus', a.activityCompletion !== 'UNKNOWN'),
    element('attemptprogressstatus', a.activityCompletion !== 'UNKNOWN'), element('attempts', a.attempts), element('suspended', a.suspended), '<objectives></objectives>', a.runtime ? runtimeOf(a.runtime) : '',
    wrap('children', a.children.map(fullActivity).join('')),
  ].join(''), a.id);
}

/** The XML that the old API answered for a result, in its three formats. */
export function legacyReport(r: ReportedRegistration, format: 'course' | 'activity' | 'full'): string {
  const root = r.activityDetails as ReportedActivity;
  const course = [
    element('complete', completeOf(r.registrationCompletion)), element('success', successOf(r.registrationSuccess)), element('totaltime', Math.round(r.totalSecondsTracked)), element('score', scoreOf(r.score)),
  ].join('');
  const inner = format === 'course' ? course : format === 'activity' ? shortActivity(root) : fullActivity(root);
  return `<?xml version="1.0" encoding="utf-8" ?><rsp stat="ok"><registrationreport format="${format}" regid="${escaped(r.id)}" instanceid="${r.instance}">${inner}</registrationreport></rsp>`;
}
