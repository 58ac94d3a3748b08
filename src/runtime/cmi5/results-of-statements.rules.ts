import { isAbout, type Statement } from '../../xapi/statements/statement.rules';
import { secondsOf } from '../scorm/cmi-durations.rules';
import { fourDecimals } from '../scorm/cmi-data-model.rules';
import { isDefined } from './check-cmi5.rules';
import { extensions, verbs } from './cmi5-words.rules';

type Cmi = Record<string, string>;

/** What a statement changes in the snapshot of its unit. */
export interface UnitChange {
  cmi: Cmi;
  final?: boolean;
}

const scoreOf = ({ result }: Statement): Cmi => {
  const { scaled, raw, min, max } = result?.score ?? {};
  return Object.fromEntries(Object.entries({ scaled, raw, min, max }).flatMap(([name, value]) => (value === undefined ? [] : [[`cmi.score.${name}`, String(name === 'scaled' ? fourDecimals(value) : value)]])));
};

const timeOf = ({ result }: Statement): Cmi => (result?.duration && secondsOf(result.duration) !== undefined ? { 'cmi.session_time': result.duration } : {});

function progressOf({ result }: Statement): Cmi {
  const progress = result?.extensions?.[extensions.progress];
  return typeof progress === 'number' && progress >= 0 && progress <= 100 ? { 'cmi.progress_measure': String(fourDecimals(progress / 100)) } : {};
}

const mode = { 'cmi.mode': 'normal', 'cmi.credit': 'credit' };

/** cmi5: only what it defines counts; progress may come with any statement about the unit. */
export function changeByCmi5(statement: Statement, activityIri: string): UnitChange | undefined {
  if (!isDefined(statement)) return isAbout(statement, activityIri, false) && Object.keys(progressOf(statement)).length ? { cmi: progressOf(statement) } : undefined;
  switch (statement.verb.id) {
    case verbs.initialized: return { cmi: { ...mode, 'cmi.exit': '' } };
    case verbs.completed: return { cmi: { ...timeOf(statement), ...progressOf(statement), 'cmi.completion_status': 'completed' } };
    case verbs.passed: return { cmi: { ...timeOf(statement), ...scoreOf(statement), 'cmi.success_status': 'passed' } };
    case verbs.failed: return { cmi: { ...timeOf(statement), ...scoreOf(statement), 'cmi.success_status': 'failed' } };
    case verbs.terminated: return { cmi: timeOf(statement), final: true };
    default: return undefined;
  }
}

/** xAPI courses: what is said of the activity that was launched, by verb or by result. */
export function changeByXapi(statement: Statement, activityId: string): UnitChange | undefined {
  if (!isAbout(statement, activityId, false)) return undefined;
  const { verb, result } = statement;
  const success = verb.id === verbs.failed ? false : verb.id === verbs.passed || verb.id === verbs.mastered ? true : result?.success;
  const isDone = verb.id === verbs.completed || verb.id === verbs.passed || verb.id === verbs.failed || verb.id === verbs.mastered || result?.completion === true;
  return {
    cmi: {
      ...mode, ...timeOf(statement), ...progressOf(statement), ...scoreOf(statement), ...(isDone ? { 'cmi.completion_status': 'completed' } : {}),
      ...(success === undefined ? {} : { 'cmi.success_status': success ? 'passed' : 'failed' }),
    },
  };
}
