import type { Activity } from '../../courses/manifests/course-structure.rules';
import { type AiccTable, readAiccSections } from '../../courses/manifests/read-aicc-tables.rules';
import { asTimespan, secondsOf } from '../scorm/cmi-durations.rules';
import { statusAtFinish12 } from '../scorm/cmi-data-model.rules';
import type { ActivityState } from '../scorm/runtime-state.rules';
import { isSuspended, totalSeconds } from '../scorm/track-activities.rules';

type Cmi = Record<string, string>;

export interface AiccContext {
  activity: Activity;
  courseId: string;
  learner: { id: string; firstName: string | null; lastName: string | null };
  review: boolean;
  saved: ActivityState | undefined;
}

const most = { list: 1000, comments: 64 * 1024, value: 64 * 1024 } as const;
const words: Record<string, string> = { p: 'passed', c: 'completed', f: 'failed', i: 'incomplete', b: 'browsed', n: 'not attempted' };
const exits: Record<string, string> = { s: 'suspend', l: 'logout', t: 'time-out' };
const oneLine = (text: string | undefined) => (text ?? '').replace(/[\r\n]+/g, ' ');

const entryOf = (saved: ActivityState | undefined) => (!saved || Object.keys(saved.cmi).length === 0 ? 'ab-initio' : isSuspended(saved) ? 'resume' : '');

/** What a launch starts with; the exit word and time of the launch before do not speak for this one. */
export function startOfUnit({ saved, review }: AiccContext): Cmi {
  const { 'cmi.core.exit': _, 'cmi.core.session_time': __, ...kept } = saved?.cmi ?? {};
  return { ...kept, 'cmi.core.entry': entryOf(saved), 'cmi.core.credit': review ? 'no-credit' : 'credit', 'cmi.core.lesson_mode': review ? 'review' : 'normal' };
}

/** The data of GetParam (CMI001 6.1). */
export function writeParam(context: AiccContext): string {
  const { activity, saved, learner } = context;
  const cmi = saved?.cmi ?? {};
  const entry = entryOf(saved);
  const score = [cmi['cmi.core.score.raw'], cmi['cmi.core.score.max'], cmi['cmi.core.score.min']];
  const lines = [
    '[Core]', `Student_ID=${oneLine(learner.id)}`, `Student_Name=${oneLine([learner.lastName, learner.firstName].filter(Boolean).join(', '))}`, 'Output_File=', `Credit=${context.review ? 'no-credit' : 'credit'}`,
    `Lesson_Location=${oneLine(cmi['cmi.core.lesson_location'])}`, `Lesson_Mode=${context.review ? 'review' : 'normal'}`, `Lesson_Status=${cmi['cmi.core.lesson_status'] || 'not attempted'}${entry ? `, ${entry}` : ''}`, 'Path=',
    `Score=${score[0] === undefined ? '' : score.slice(0, score[2] !== undefined ? 3 : score[1] !== undefined ? 2 : 1).map((one) => one ?? '').join(',')}`, `Time=${asTimespan(saved ? totalSeconds(saved) : 0)}`,
    '[Core_Lesson]', cmi['cmi.suspend_data'] ?? '', '[Core_Vendor]', activity.dataFromLms ?? '', '[Evaluation]', `Course_ID=${oneLine(context.courseId)}`,
    '[Objectives_Status]', ...objectiveLines(cmi),
    '[Student_Data]', ...listed({ Mastery_Score: activity.masteryScore?.toString(), Max_Time_Allowed: activity.maxTimeAllowed, Time_Limit_Action: activity.timeLimitAction }),
    '[Student_Preferences]', ...listed({ Audio: cmi['cmi.student_preference.audio'], Language: cmi['cmi.student_preference.language'], Speed: cmi['cmi.student_preference.speed'], Text: cmi['cmi.student_preference.text'] }),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

const listed = (values: Record<string, string | undefined>) => Object.entries(values).flatMap(([name, value]) => (value ? [`${name}=${oneLine(value)}`] : []));

function objectiveLines(cmi: Cmi): string[] {
  return objectivesIn(cmi).flatMap((id, n) => {
    const prefix = `cmi.objectives.${n}.`;
    return [`J_ID.${n + 1}=${oneLine(id)}`, `J_Score.${n + 1}=${oneLine(cmi[`${prefix}score.raw`])}`, `J_Status.${n + 1}=${oneLine(cmi[`${prefix}status`])}`];
  });
}

function objectivesIn(cmi: Cmi): string[] {
  const ids: string[] = [];
  for (let id = cmi['cmi.objectives.0.id']; id !== undefined; id = cmi[`cmi.objectives.${ids.length}.id`]) ids.push(id);
  return ids;
}

const short = (text: string | undefined, longest = 255) => text?.trim().slice(0, longest);
const isNumber = (text: string | undefined) => text !== undefined && text.trim() !== '' && Number.isFinite(Number(text));

/** The snapshot after PutParam (CMI001 6.2): what the data names changes, all else stays. */
export function takeParam(before: Cmi, data: string): Cmi {
  const sections = readAiccSections(data);
  const core = sections.get('core')?.values ?? new Map<string, string>();
  const cmi = { ...before };
  if (core.has('lesson_location')) cmi['cmi.core.lesson_location'] = short(core.get('lesson_location'), 4000) ?? '';
  takeStatus(cmi, core.get('lesson_status'));
  takeScore(cmi, 'cmi.core.score.', core.get('score'));
  const time = core.get('time');
  if (time && secondsOf(time) !== undefined) cmi['cmi.core.session_time'] = time;
  const suspend = sections.get('core_lesson')?.text;
  if (suspend !== undefined) cmi['cmi.suspend_data'] = suspend.replace(/\n+$/, '');
  const comments = sections.get('comments')?.text.trim();
  if (comments) cmi['cmi.comments'] = comments.slice(0, most.comments);
  const preferences = sections.get('student_preferences')?.values;
  for (const name of ['audio', 'language', 'speed', 'text']) if (preferences?.get(name)) cmi[`cmi.student_preference.${name}`] = short(preferences.get(name)) ?? '';
  takeObjectives(cmi, sections.get('objectives_status')?.values);
  return cmi;
}

/** `C, S`: the status by its first letter, then how it ends. */
function takeStatus(cmi: Cmi, text: string | undefined): void {
  const [status = '', exit] = (text ?? '').toLowerCase().split(',').map((part) => part.trim());
  const word = words[status.charAt(0)];
  if (word) cmi['cmi.core.lesson_status'] = word;
  if (exit !== undefined) cmi['cmi.core.exit'] = exits[exit.charAt(0)] ?? '';
}

/** `raw, max, min`. */
function takeScore(cmi: Cmi, prefix: string, text: string | undefined): void {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  for (const [n, name] of ['raw', 'max', 'min'].entries()) if (isNumber(parts[n])) cmi[prefix + name] = short(parts[n], 50) ?? '';
}

function placeOf(cmi: Cmi, id: string): string | undefined {
  const ids = objectivesIn(cmi);
  const at = ids.indexOf(id);
  if (at < 0 && ids.length >= most.list) return undefined;
  const prefix = `cmi.objectives.${at < 0 ? ids.length : at}.`;
  cmi[`${prefix}id`] = id;
  return prefix;
}

function takeObjective(cmi: Cmi, id: string | undefined, score: string | undefined, status: string | undefined): void {
  const prefix = id && placeOf(cmi, id);
  if (!prefix) return;
  takeScore(cmi, `${prefix}score.`, score);
  const word = words[(status ?? '').trim().toLowerCase().charAt(0)];
  if (word) cmi[`${prefix}status`] = word;
}

function takeObjectives(cmi: Cmi, values: ReadonlyMap<string, string> | undefined): void {
  for (const [name, id] of [...(values ?? [])].slice(0, 3 * most.list)) {
    const number = /^j_id\.(\d{1,6})$/.exec(name)?.[1];
    if (number) takeObjective(cmi, short(id), values?.get(`j_score.${number}`), values?.get(`j_status.${number}`));
  }
}

/** PutObjectives: a table. */
export function takeObjectiveTable(before: Cmi, table: AiccTable): Cmi {
  const cmi = { ...before };
  for (const record of table.records.slice(0, most.list)) takeObjective(cmi, short(record.get('objective_id')), record.get('score'), record.get('status'));
  return cmi;
}

const types: Record<string, string> = { t: 'true-false', c: 'choice', f: 'fill-in', m: 'matching', p: 'performance', s: 'sequencing', l: 'likert', n: 'numeric', u: 'other' };
const results: Record<string, string> = { c: 'correct', w: 'wrong', u: 'unanticipated', n: 'neutral' };

/** PutInteractions: each record is one answer more. */
export function takeInteractions(before: Cmi, table: AiccTable): Cmi {
  const cmi = { ...before };
  let count = 0;
  while (cmi[`cmi.interactions.${count}.id`] !== undefined) count++;
  for (const record of table.records.slice(0, Math.max(0, most.list - count))) {
    const prefix = `cmi.interactions.${count++}.`;
    const result = record.get('result');
    const values: Record<string, string | undefined> = {
      id: short(record.get('interaction_id')) ?? String(count), type: types[(record.get('type_interaction') ?? '').toLowerCase().charAt(0)], time: short(record.get('time')), weighting: short(record.get('weighting')), latency: short(record.get('latency')),
      student_response: record.get('student_response'), result: isNumber(result) ? result : results[(result ?? '').toLowerCase().charAt(0)], 'objectives.0.id': short(record.get('objective_id')), 'correct_responses.0.pattern': record.get('correct_response'),
    };
    for (const [name, value] of Object.entries(values)) if (value) cmi[prefix + name] = value.slice(0, most.value);
  }
  return cmi;
}

/** PutComments: added to what was said before. */
export function takeComments(before: Cmi, table: AiccTable): Cmi {
  const said = table.records.flatMap((record) => record.get('comment') ?? []);
  return said.length ? { ...before, 'cmi.comments': [before['cmi.comments'], ...said].filter(Boolean).join('\n').slice(0, most.comments) } : before;
}

/** The status with the mastery score held against the raw score: whenever the content names a final status, and always at its end (CMI001 4.4). */
export function judged(cmi: Cmi, mastery: number | undefined, { ends, overrides }: { ends: boolean; overrides: boolean }): Cmi {
  const status = cmi['cmi.core.lesson_status'] ?? '';
  if (!ends && !['passed', 'failed', 'completed'].includes(status)) return cmi;
  const decides = overrides || ['', 'not attempted'].includes(status);
  return { ...cmi, 'cmi.core.lesson_status': statusAtFinish12(cmi, decides ? mastery : undefined) };
}
