import { type CmiScore, numberOf, readCmi, readScore } from './cmi-data-model.rules';
import { secondsOf } from './cmi-durations.rules';
import { commitLimits } from './commit-body.rules';
import { writeCmi } from './write-cmi.rules';

type Cmi = Readonly<Record<string, string>>;

/** What somebody tells of a unit besides its elements; what is absent stays as it is. */
export interface ToldResult {
  completion?: 'COMPLETED' | 'INCOMPLETE';
  success?: 'PASSED' | 'FAILED';
  score?: { scaled?: number; raw?: number; min?: number; max?: number };
}

/** Elements that only the server writes; a caller who sends back what it was shown sends them along. */
const readOnly = /^(cmi\.core\.(student_id|student_name|credit|entry|total_time|lesson_mode)|cmi\.(learner_id|learner_name|credit|entry|total_time|mode|launch_data|scaled_passing_score|completion_threshold|max_time_allowed|time_limit_action)|cmi\.student_data\..*|cmi\.comments_from_lms.*|.*\._(children|count|version))$/;

const words12 = ['passed', 'completed', 'failed', 'incomplete', 'browsed', 'not attempted'];
const words: Readonly<Record<string, readonly string[]>> = {
  'cmi.core.lesson_status': words12, 'cmi.completion_status': ['completed', 'incomplete', 'not attempted', 'unknown'], 'cmi.success_status': ['passed', 'failed', 'unknown'],
  'cmi.core.exit': ['time-out', 'suspend', 'logout', ''], 'cmi.exit': ['time-out', 'suspend', 'logout', 'normal', ''],
};
const durations = new Set(['cmi.core.session_time', 'cmi.session_time']);
const scores = /^cmi\.(core\.|objectives\.\d+\.)?score\.(raw|min|max|scaled)$/;

/** What is wrong with an element that somebody sends; nothing when it can be kept. */
export function problemWith(element: string, value: string): string | undefined {
  if (element.length > 500 || !/^(cmi|adl)\.[^\u0000]+$/.test(element)) return 'must be the name of an element of cmi or adl';
  if (value.includes('\0')) return 'may not contain U+0000';
  const limit = element === 'cmi.suspend_data' ? commitLimits.suspendData : commitLimits.value;
  if (value.length > limit) return `is longer than ${limit} characters`;
  return readOnly.test(element) ? undefined : problemWithValue(element, value);
}

function problemWithValue(element: string, value: string): string | undefined {
  const known = Object.hasOwn(words, element) ? words[element] : undefined;
  if (known && !known.includes(value)) return `must be one of ${known.filter(Boolean).join(', ')}`;
  if (durations.has(element) && value !== '' && secondsOf(value) === undefined) return 'must be a duration such as 00:15:30 or PT15M30S';
  if (scores.test(element) && value !== '' && numberOf(value) === undefined) return 'must be a number';
  const number = numberOf(value) ?? 0;
  if (/\.scaled$/.test(element) && (number < -1 || number > 1)) return 'must be between -1 and 1';
  return element === 'cmi.progress_measure' && value !== '' && (numberOf(value) === undefined || number < 0 || number > 1) ? 'must be a number between 0 and 1' : undefined;
}

const pairs: readonly [of12: string, of2004: string][] = [
  ['cmi.core.lesson_location', 'cmi.location'], ['cmi.core.exit', 'cmi.exit'], ['cmi.core.session_time', 'cmi.session_time'], ['cmi.core.score.raw', 'cmi.score.raw'], ['cmi.core.score.min', 'cmi.score.min'], ['cmi.core.score.max', 'cmi.score.max'],
];
const to2004 = new Map(pairs);
const to12 = new Map(pairs.map(([of12, of2004]) => [of2004, of12]));
const isOf12 = (element: string) => element.startsWith('cmi.core.') || element.startsWith('cmi.student_');
const isOf2004 = (element: string) => /^cmi\.(completion_status|success_status|location|exit|session_time|score\.|progress_measure)/.test(element);

/**
 * Checked elements in the names of the unit's own standard. Callers may write those of the other edition: where both have the thing it is translated, else it is left out,
 * for a unit with elements of both would be read wrongly.
 */
export function inOwnNames(given: Cmi, is2004: boolean): { cmi: Record<string, string>; result: ToldResult } {
  const cmi: Record<string, string> = {};
  const foreign: Record<string, string> = {};
  for (const [element, value] of Object.entries(given)) {
    if (readOnly.test(element)) continue;
    if (!(is2004 ? isOf12 : isOf2004)(element)) cmi[element] = value;
    else foreign[element] = value;
  }
  for (const [element, value] of Object.entries(foreign)) {
    const own = (is2004 ? to2004 : to12).get(element);
    if (own !== undefined && !(own in given)) cmi[own] = value;
  }
  return { cmi, result: resultOf(foreign) };
}

/** The result that elements of the other edition tell. */
function resultOf(foreign: Cmi): ToldResult {
  const { completion, success } = readCmi(foreign);
  const { scaled } = readScore({ 'cmi.score.scaled': foreign['cmi.score.scaled'] ?? '' }, 'cmi.score.');
  return { ...(completion !== 'UNKNOWN' && { completion }), ...(success !== 'UNKNOWN' && { success }), ...(scaled !== undefined && { score: { scaled } }) };
}

/** The elements in which a unit keeps a result, given what it holds already. */
export function resultElements(before: Cmi, told: ToldResult, is2004: boolean): Record<string, string> {
  const [status, score] = [is2004 ? told : statusOf12(before, told), scoreOf(told.score)];
  return writeCmi({ ...(status.completion && { completion: status.completion }), ...(status.success && { success: status.success }), ...(score && { score }) }, is2004);
}

/** SCORM 1.2 has one word for both: passed and failed say more than completed, and stay unless something else is told. */
function statusOf12(before: Cmi, { completion, success }: ToldResult): ToldResult {
  if (success) return { success };
  const isJudged = ['passed', 'failed'].includes(before['cmi.core.lesson_status'] ?? '');
  return completion === undefined || (completion === 'COMPLETED' && isJudged) ? {} : { completion };
}

const four = (value: number) => Math.round(value * 10_000) / 10_000;
const text = (value: number | undefined) => (value === undefined ? undefined : String(value));

/** A score with its scaled value, where it can be told. */
function scoreOf(told: ToldResult['score']): CmiScore | undefined {
  if (!told) return undefined;
  const [raw, min, max] = [text(told.raw), text(told.min), text(told.max)];
  const parts = Object.entries({ raw, min, max }).flatMap(([name, value]) => (value === undefined ? [] : [[`s.${name}`, value]]));
  const scaled = told.scaled ?? readScore(Object.fromEntries(parts) as Cmi, 's.').scaled;
  return { ...(scaled !== undefined && { scaled: four(scaled) }), ...(raw !== undefined && { raw }), ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}
