/** One element of the SCORM 1.2 data model: who may read and write it, and which values it takes. */
interface Element {
  read: boolean;
  write: boolean;
  takes(value: string): boolean;
  /** A wrong value of a vocabulary is error 405 like any other; setting one of these names is 402. */
  keyword?: true;
}

const longest = (most: number) => (value: string) => value.length <= most;
const oneOf = (...words: string[]) => (value: string) => words.indexOf(value) >= 0;
const matching = (pattern: RegExp) => (value: string) => pattern.test(value);
const identifier = matching(/^[\w-]{1,255}$/);
const timespan = matching(/^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/);
const clockTime = matching(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/);
const integer = (least: number, most: number) => (value: string) => /^-?\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= most;
const decimal = matching(/^-?\d{1,10}(\.\d+)?$/);
/** CMIDecimal of a score: blank, or 0 to 100 without exponent (RTE 1.2, 3.4.4). */
const isScore = (value: string): boolean => value === '' || (/^\d{1,3}(\.\d+)?$/.test(value) && Number(value) <= 100);
/** What a SCO may set; `not attempted` is the LMS's word only. */
const status = oneOf('passed', 'completed', 'failed', 'incomplete', 'browsed');

const readOnly: Element = { read: true, write: false, takes: () => true };
const keyword: Element = { ...readOnly, keyword: true };
const both = (takes: Element['takes']): Element => ({ read: true, write: true, takes });
const writeOnly = (takes: Element['takes']): Element => ({ read: false, write: true, takes });

/** Every element of the SCORM 1.2 data model; `n` stands for an index (RTE 1.2, 3.4). */
export const elements: Readonly<Record<string, Element>> = {
  'cmi.core._children': keyword, 'cmi.core.score._children': keyword, 'cmi.objectives._children': keyword, 'cmi.objectives._count': keyword, 'cmi.objectives.n.score._children': keyword,
  'cmi.student_data._children': keyword, 'cmi.student_preference._children': keyword, 'cmi.interactions._children': keyword, 'cmi.interactions._count': keyword,
  'cmi.interactions.n.objectives._count': keyword, 'cmi.interactions.n.correct_responses._count': keyword,
  'cmi.core.student_id': readOnly, 'cmi.core.student_name': readOnly, 'cmi.core.credit': readOnly, 'cmi.core.entry': readOnly, 'cmi.core.total_time': readOnly, 'cmi.core.lesson_mode': readOnly,
  'cmi.core.lesson_location': both(longest(255)), 'cmi.core.lesson_status': both(status), 'cmi.core.score.raw': both(isScore), 'cmi.core.score.max': both(isScore), 'cmi.core.score.min': both(isScore),
  'cmi.core.exit': writeOnly(oneOf('time-out', 'suspend', 'logout', '')), 'cmi.core.session_time': writeOnly(timespan),
  'cmi.suspend_data': both(longest(4096)), 'cmi.launch_data': readOnly, 'cmi.comments': both(longest(4096)), 'cmi.comments_from_lms': readOnly,
  'cmi.objectives.n.id': both(identifier), 'cmi.objectives.n.status': both(oneOf('passed', 'completed', 'failed', 'incomplete', 'browsed', 'not attempted')),
  'cmi.objectives.n.score.raw': both(isScore), 'cmi.objectives.n.score.max': both(isScore), 'cmi.objectives.n.score.min': both(isScore),
  'cmi.student_data.mastery_score': readOnly, 'cmi.student_data.max_time_allowed': readOnly, 'cmi.student_data.time_limit_action': readOnly,
  'cmi.student_preference.audio': both(integer(-1, 100)), 'cmi.student_preference.language': both(longest(255)), 'cmi.student_preference.speed': both(integer(-100, 100)), 'cmi.student_preference.text': both(integer(-1, 1)),
  'cmi.interactions.n.id': writeOnly(identifier), 'cmi.interactions.n.objectives.n.id': writeOnly(identifier), 'cmi.interactions.n.time': writeOnly(clockTime),
  'cmi.interactions.n.type': writeOnly(oneOf('true-false', 'choice', 'fill-in', 'matching', 'performance', 'sequencing', 'likert', 'numeric')),
  'cmi.interactions.n.correct_responses.n.pattern': writeOnly(longest(255)), 'cmi.interactions.n.weighting': writeOnly(decimal), 'cmi.interactions.n.student_response': writeOnly(longest(255)),
  'cmi.interactions.n.result': writeOnly((value) => oneOf('correct', 'wrong', 'unanticipated', 'neutral')(value) || decimal(value)), 'cmi.interactions.n.latency': writeOnly(timespan),
};

/** The answers of `_children`, which are the same in every record. */
export const children: Readonly<Record<string, string>> = {
  'cmi.core._children': 'student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time',
  'cmi.core.score._children': 'raw,min,max', 'cmi.objectives._children': 'id,score,status', 'cmi.objectives.n.score._children': 'raw,min,max',
  'cmi.student_data._children': 'mastery_score,max_time_allowed,time_limit_action', 'cmi.student_preference._children': 'audio,language,speed,text',
  'cmi.interactions._children': 'id,objectives,time,type,correct_responses,weighting,student_response,result,latency',
};

/** `cmi.interactions.3.id` as the model names it: `cmi.interactions.n.id`. */
export const modelName = (element: string): string => element.replace(/\.\d+(?=\.)/g, '.n');

/** How many entries a list of the record has. */
export function countIn(record: Readonly<Record<string, string>>, list: string): number {
  let count = 0;
  const has = (n: number) => Object.keys(record).some((name) => name.indexOf(`${list}.${n}.`) === 0);
  while (has(count)) count++;
  return count;
}

/** Whether every index of the element is at most the next free one of its list. */
export function indexesAreInOrder(record: Readonly<Record<string, string>>, element: string, mayBeNext: boolean): boolean {
  const steps = element.split('.');
  return steps.every((step, i) => {
    if (!/^\d+$/.test(step)) return true;
    const count = countIn(record, steps.slice(0, i).join('.'));
    return Number(step) < count || (mayBeNext && Number(step) === count);
  });
}

/** Hundredths of a second of `HHHH:MM:SS.SS`; 0 for anything else. */
export function hundredthsOf(time: string): number {
  const found = /^(\d{2,4}):(\d{2}):(\d{2}(?:\.\d{1,2})?)$/.exec(time);
  return found ? Math.round((Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3])) * 100) : 0;
}

/** `HHHH:MM:SS.SS`. */
export function timeOf(hundredths: number): string {
  const digits = (value: number, count: number) => `000${value}`.slice(-count);
  const seconds = Math.floor(hundredths / 100);
  return `${digits(Math.floor(seconds / 3600), 4)}:${digits(Math.floor(seconds / 60) % 60, 2)}:${digits(seconds % 60, 2)}.${digits(hundredths % 100, 2)}`;
}
