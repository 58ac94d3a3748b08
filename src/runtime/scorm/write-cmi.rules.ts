import type { CmiReading, CmiScore } from './cmi-data-model.rules';

/** One activity's data that came from another system; what is absent is not known. */
export type CmiToWrite = Partial<Pick<CmiReading, 'completion' | 'success' | 'score' | 'statusWord' | 'location' | 'suspendData' | 'progressMeasure' | 'exit' | 'interactions' | 'objectives' | 'learnerComments'>>;

type Values = Record<string, string | number | undefined>;

/** A snapshot that `readCmi` reads back, in the names of SCORM 2004 or 1.2. */
export function writeCmi(data: CmiToWrite, is2004: boolean): Record<string, string> {
  const values = is2004 ? write2004(data) : write12(data);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => [name, String(value)]));
}

function write2004(data: CmiToWrite): Values {
  const { completion, success } = data;
  return {
    'cmi.completion_status': wordOf(completion) ?? data.statusWord, 'cmi.success_status': wordOf(success), ...scoreValues('cmi.score.', data.score, true), 'cmi.location': data.location,
    'cmi.suspend_data': data.suspendData, 'cmi.progress_measure': data.progressMeasure, 'cmi.exit': data.exit, ...interactions(data, { time: 'timestamp', response: 'learner_response' }, (result) => result),
    ...numbered(data.objectives, 'cmi.objectives.', (one) => ({
      id: one.id, success_status: wordOf(one.success), completion_status: wordOf(one.completion), progress_measure: one.progressMeasure, description: one.description, ...scoreValues('score.', one.score, true),
    })),
    ...numbered(data.learnerComments, 'cmi.comments_from_learner.', ({ value, location, timestamp }) => ({ comment: value, location, timestamp })),
  };
}

function write12(data: CmiToWrite): Values {
  return {
    'cmi.core.lesson_status': wordOf(data.success) ?? wordOf(data.completion) ?? data.statusWord, ...scoreValues('cmi.core.score.', data.score, false), 'cmi.core.lesson_location': data.location,
    'cmi.suspend_data': data.suspendData, 'cmi.core.exit': data.exit === 'normal' ? undefined : data.exit,
    ...interactions(data, { time: 'time', response: 'student_response' }, (result) => (result === 'incorrect' ? 'wrong' : result)),
    ...numbered(data.objectives, 'cmi.objectives.', (one) => ({ id: one.id, status: wordOf(one.success) ?? wordOf(one.completion), ...scoreValues('score.', one.score, false) })),
    'cmi.comments': data.learnerComments?.map(({ value }) => value).join('\n'),
  };
}

/** `PASSED` as data models spell it; nothing for what is not known. */
const wordOf = (word: string | undefined) => (word === undefined || word === 'UNKNOWN' ? undefined : word.toLowerCase());

/** SCORM 1.2 has no scaled score: it stands as a raw one of 0 to 100 unless the raw one says it already. */
function scoreValues(prefix: string, { scaled, raw, min, max }: CmiScore = {}, hasScaled: boolean): Values {
  if (hasScaled) return { [`${prefix}scaled`]: scaled, [`${prefix}raw`]: raw, [`${prefix}min`]: min, [`${prefix}max`]: max };
  const tellsItself = raw !== undefined && (max !== undefined || (Number(raw) >= 0 && Number(raw) <= 100));
  if (tellsItself || scaled === undefined) return { [`${prefix}raw`]: raw, [`${prefix}min`]: min, [`${prefix}max`]: max };
  return { [`${prefix}raw`]: Math.round(scaled * 10_000) / 100, [`${prefix}min`]: 0, [`${prefix}max`]: 100 };
}

function interactions(data: CmiToWrite, names: { time: string; response: string }, resultOf: (result: string | undefined) => string | undefined): Values {
  return numbered(data.interactions, 'cmi.interactions.', (one) => ({
    id: one.id, type: one.type, [names.time]: one.timestamp, weighting: one.weighting, [names.response]: one.learnerResponse, result: resultOf(one.result), latency: one.latency,
    ...numbered(one.objectives, 'objectives.', (id) => ({ id })), ...numbered(one.correctResponses, 'correct_responses.', (pattern) => ({ pattern })),
  }));
}

const numbered = <T>(list: readonly T[] | undefined, prefix: string, valuesOf: (one: T) => Values): Values =>
  Object.fromEntries((list ?? []).flatMap((one, n) => Object.entries(valuesOf(one)).map(([name, value]) => [`${prefix}${n}.${name}`, value])));
