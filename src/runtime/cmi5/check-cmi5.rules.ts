import type { Activity } from '../../courses/manifests/course-structure.rules';
import { contextIds, isSameAgent, type Statement } from '../../xapi/statements/statement.rules';
import { xapiForbidden, xapiInvalid } from '../../xapi/xapi.failures';
import { categories, extensions, verbs } from './cmi5-words.rules';
import { type LaunchMode, masteryOf } from './unit-identity.rules';

/** What a statement of a unit is held against. */
export interface Cmi5Session {
  activity: Activity;
  activityIri: string;
  actor: unknown;
  registration: string;
  sessionId: string;
  mode: LaunchMode;
  isInitialized: boolean;
  /** passed or failed, in this session. */
  verdict: string | null;
  /** In this registration, by whatever session. */
  wasCompleted: boolean;
  wasPassed: boolean;
}

const judged: readonly string[] = [verbs.completed, verbs.passed, verbs.failed];
const ofLms: readonly string[] = [verbs.launched, verbs.abandoned, verbs.waived, verbs.satisfied];
const refuse = (clause: string, what: string) => xapiForbidden(`cmi5 ${clause}: ${what}`);
type Rule = (statement: Statement, session: Cmi5Session) => [string, string] | undefined | false;

/** For all statements of a unit, defined by cmi5 or only allowed. */
const always: Rule[] = [
  ({ verb }) => verb.id === verbs.voided && ['6.3', 'a unit may not void statements'],
  ({ timestamp }) => timestamp === undefined && ['9.7', 'a statement needs a timestamp'],
  ({ timestamp }) => !/(Z|\+00:?(00)?)$/i.test(timestamp ?? '') && ['9.7', 'timestamps are in UTC'],
  ({ actor }, { actor: own }) => !isSameAgent(actor, own) && ['8.1.3', 'the actor is not the one of the launch'],
  ({ context }, { registration }) => context?.registration !== registration.toLowerCase() && ['9.6.1', 'context.registration is not the one of the launch'],
  ({ context }, { sessionId }) => context?.extensions?.[extensions.sessionId] !== sessionId && ['9.6.3.1', 'the context lacks the session id of the launch data'],
  (statement, { activity }) => !contextIds(statement, 'grouping').includes(activity.id) && ['10.2.1', 'the context does not hold the context template: grouping lacks the id of the unit'],
  ({ verb }, { isInitialized }) => !isInitialized && verb.id !== verbs.initialized && ['9.3', 'Initialized must be the first statement'],
];

/** For those that cmi5 defines. */
const defined: Rule[] = [
  ({ verb }) => ofLms.includes(verb.id) && ['9.3', 'this verb is for the LMS alone'],
  ({ actor }) => (actor.objectType === 'Group' || actor.account === undefined) && ['9.2', 'the actor is an Agent with an account'],
  ({ object }, { activityIri }) => !('id' in object && object.id === activityIri) && ['8.1.5', 'the object is not the activityId of the launch'],
  ({ verb }, { isInitialized }) => verb.id === verbs.initialized && isInitialized && ['9.3.2', 'Initialized may be sent once in a session'],
  ({ verb }, { mode }) => mode !== 'Normal' && judged.includes(verb.id) && ['10.2.2', `in the launch mode ${mode} nothing about satisfaction is recorded`],
  ({ verb }, { wasCompleted }) => verb.id === verbs.completed && wasCompleted && ['9.3.3', 'Completed may be sent once in a registration'],
  ({ verb }, { wasPassed }) => verb.id === verbs.passed && wasPassed && ['9.3.4', 'Passed may be sent once in a registration'],
  ({ verb }, { wasPassed }) => verb.id === verbs.failed && wasPassed && ['9.3.5', 'Failed may not follow Passed'],
  ({ verb }, { verdict }) => (verb.id === verbs.passed || verb.id === verbs.failed) && verdict !== null && ['9.3', 'one of Passed and Failed may be sent once in a session'],
  ({ verb, result }) => (verb.id === verbs.completed) !== (result?.completion === true) && ['9.5.3', 'completion is true in Completed, and in no other statement'],
  ({ result }) => result?.completion === false && ['9.5.3', 'completion is never false'],
  ({ verb, result }) => verb.id === verbs.passed && result?.success !== true && ['9.5.2', 'success is true in Passed'],
  ({ verb, result }) => verb.id === verbs.failed && result?.success !== false && ['9.5.2', 'success is false in Failed'],
  ({ verb, result }) => verb.id !== verbs.passed && verb.id !== verbs.failed && result?.success !== undefined && ['9.5.2', 'success belongs to Passed and Failed'],
  ({ verb, result }) => verb.id !== verbs.passed && verb.id !== verbs.failed && result?.score !== undefined && ['9.5.1', 'a score belongs to Passed and Failed'],
  ({ result }) => result?.score?.raw !== undefined && (result.score.min === undefined || result.score.max === undefined) && ['9.5.1', 'a raw score comes with min and max'],
  ({ verb, result }) => [...judged, verbs.terminated].includes(verb.id) && result?.duration === undefined && ['9.5.4.1', 'the result needs a duration'],
  (statement) => judged.includes(statement.verb.id) !== contextIds(statement, 'category').includes(categories.moveOn) && ['9.6.2.2', 'the category moveon belongs to statements with success or completion, and to no others'],
  ({ verb, result }, { activity }) => verb.id === verbs.passed && isBelow(result?.score?.scaled, masteryOf(activity)) && ['9.3.4', 'the score of Passed is below the masteryScore'],
  ({ verb, result }, { activity }) => verb.id === verbs.failed && isReached(result?.score?.scaled, masteryOf(activity)) && ['9.3.5', 'the score of Failed reaches the masteryScore'],
  ({ verb, context, result }, { activity }) =>
    (verb.id === verbs.passed || verb.id === verbs.failed) && result?.score !== undefined && masteryOf(activity) !== undefined && context?.extensions?.[extensions.masteryScore] !== masteryOf(activity) &&
    ['9.6.3.2', 'the context of a scored verdict holds the masteryScore of the launch data'],
];

const isBelow = (score: number | undefined, mastery: number | undefined) => score !== undefined && mastery !== undefined && score < mastery;
const isReached = (score: number | undefined, mastery: number | undefined) => score !== undefined && mastery !== undefined && score >= mastery;

export const isDefined = (statement: Statement): boolean => contextIds(statement, 'category').includes(categories.cmi5);

/** Refuses what cmi5 does not let a unit say, naming the clause. Failures: xapi-invalid, xapi-forbidden. */
export function checkCmi5(statement: Statement, session: Cmi5Session): void {
  if (statement.id === undefined) throw xapiInvalid('cmi5 9.1: a unit gives each statement an id');
  if (!isDefined(statement) && contextIds(statement, 'category').includes(categories.moveOn)) throw refuse('9.6.2.2', 'the category moveon belongs to statements that cmi5 defines');
  for (const rule of isDefined(statement) ? [...always, ...defined] : always) {
    const fault = rule(statement, session);
    if (fault) throw refuse(...fault);
  }
}
