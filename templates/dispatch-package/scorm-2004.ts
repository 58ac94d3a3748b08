import { asInterval } from './lms-word.rules';
import type { Scorm2004Api, ScormApi } from './scorm-api';

/** Elements that only have another name. */
const names: Record<string, string> = {
  'cmi.core.student_id': 'cmi.learner_id', 'cmi.core.student_name': 'cmi.learner_name', 'cmi.core.lesson_mode': 'cmi.mode', 'cmi.core.credit': 'cmi.credit', 'cmi.core.entry': 'cmi.entry', 'cmi.core.exit': 'cmi.exit',
  'cmi.core.lesson_location': 'cmi.location', 'cmi.core.score.max': 'cmi.score.max', 'cmi.core.score.min': 'cmi.score.min', 'cmi.student_preference.language': 'cmi.learner_preference.language',
};
const status = 'cmi.core.lesson_status';
const rawScore = 'cmi.core.score.raw';
const sessionTime = 'cmi.core.session_time';

/** One status of SCORM 1.2 as the two of SCORM 2004: completion first, so that success is the last word. */
const statuses: Record<string, [completion: string, success?: string]> = {
  passed: ['completed', 'passed'], failed: ['completed', 'failed'], completed: ['completed', 'unknown'], incomplete: ['incomplete'], browsed: ['incomplete'],
};

const textOf = (answer: unknown): string => (answer === null || answer === undefined ? '' : String(answer));
const isNo = (answer: unknown): boolean => answer === false || /^(false|0)$/i.test(textOf(answer));

/** An LMS of SCORM 2004 spoken to as one of SCORM 1.2, so that what is mirrored, and how, is said once. */
export function asScorm12(api: Scorm2004Api): ScormApi {
  /** Sets one after the other until one is refused. */
  const setAll = (list: readonly (readonly [string, string])[]): unknown => {
    let answer: unknown = 'true';
    for (let i = 0; i < list.length && !isNo(answer); i++) answer = api.SetValue(...(list[i] as [string, string]));
    return answer;
  };
  const readStatus = (): string => {
    const success = textOf(api.GetValue('cmi.success_status'));
    if (success === 'passed' || success === 'failed') return success;
    const completion = textOf(api.GetValue('cmi.completion_status'));
    return completion === 'unknown' ? 'not attempted' : completion;
  };
  const writeStatus = (word: string): unknown => {
    const [completion, success] = statuses[word] || [word];
    // `unknown` takes back a success that no longer holds; an LMS that never had one is not told
    const tellsSuccess = success !== undefined && (success !== 'unknown' || textOf(api.GetValue('cmi.success_status')) === 'failed');
    return setAll([['cmi.completion_status', completion as string], ...(tellsSuccess ? ([['cmi.success_status', success]] as [string, string][]) : [])]);
  };
  return {
    LMSInitialize: () => api.Initialize(''),
    LMSGetValue: (element) => (element === status ? readStatus() : api.GetValue(element === rawScore ? 'cmi.score.raw' : names[element] || element)),
    LMSSetValue: (element, value) => {
      if (element === status) return writeStatus(value);
      // the scaled score is what a learning platform reports and sequences by (RTE 4.2.20.1); 0..100 is 0..1
      if (element === rawScore) return setAll([['cmi.score.scaled', String(Math.round(Number(value) * 100) / 10_000)], ['cmi.score.raw', value]]);
      if (element === sessionTime) return api.SetValue('cmi.session_time', asInterval(value));
      return api.SetValue(names[element] || element, value);
    },
    LMSCommit: () => api.Commit(''),
    LMSFinish: () => api.Terminate(''),
    // 406 (type) and 407 (range) are the 405 of SCORM 1.2: this element is not taken
    LMSGetLastError: () => textOf(api.GetLastError?.()).replace(/^40[67]$/, '405'),
  };
}
