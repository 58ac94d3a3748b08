import { createHash } from 'node:crypto';
import type { LmsStatus } from '../relay/map-to-lms.rules';
import type { LaunchData } from './launch-data.rules';

export type Verb = 'initialized' | 'completed' | 'passed' | 'failed' | 'terminated';

const category = (name: string) => ({ id: `https://w3id.org/xapi/cmi5/context/categories/${name}` });

export interface SessionFacts {
  /** Names the session; statement ids follow from it, so a statement that is sent again is no second one. */
  key: string;
  actor: Record<string, unknown>;
  registration: string;
  activityId: string;
  launch: LaunchData;
}

export interface Statement {
  id: string;
  verb: { id: string; display: Record<string, string> };
  [name: string]: unknown;
}

/** A UUID out of a hash (RFC 9562, version 8). */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value == null ? [] : [value]);
const objectOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

const durationOf = (seconds: number): string => `PT${Math.round(seconds * 100) / 100}S`;

/** One cmi5 defined statement (cmi5 9): the context is the LMS's template with what must be added. */
export function statement(session: SessionFacts, verb: Verb, at: { timestamp: number; seconds: number; scaled?: number }): Statement {
  const judges = verb === 'completed' || verb === 'passed' || verb === 'failed';
  const template = session.launch.contextTemplate;
  const activities = objectOf(template['contextActivities']);
  const mastery = session.launch.masteryScore;
  const extensions = { ...objectOf(template['extensions']), ...(at.scaled !== undefined && mastery != null ? { 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore': mastery } : {}) };
  const result = {
    ...(verb === 'completed' ? { completion: true } : {}), ...(verb === 'passed' || verb === 'failed' ? { success: verb === 'passed', ...(at.scaled === undefined ? {} : { score: { scaled: at.scaled } }) } : {}),
    ...(verb === 'initialized' ? {} : { duration: durationOf(at.seconds) }),
  };
  return {
    id: uuidOf(`cmi5 ${session.key} ${verb}`), actor: session.actor, verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: verb } }, object: { objectType: 'Activity', id: session.activityId },
    ...(Object.keys(result).length ? { result } : {}),
    context: { ...template, registration: session.registration, contextActivities: { ...activities, category: [...listOf(activities['category']), category('cmi5'), ...(judges ? [category('moveon')] : [])] }, extensions },
    timestamp: new Date(at.timestamp).toISOString(),
  };
}

export interface Outcome {
  /** As the destination wants it told. */
  status: LmsStatus;
  /** The course was completed, whatever its verdict. */
  isComplete: boolean;
  /** -1..1, or null. */
  score: number | null;
}

const atMost4 = (value: number) => Math.round(value * 10_000) / 10_000;

/** A score goes along where it does not speak against the verdict (cmi5 9.3.4, 9.3.5). */
function scoreFor(verb: Verb, score: number | null, mastery: number | null | undefined): number | undefined {
  if (score === null || (verb !== 'passed' && verb !== 'failed')) return undefined;
  const scaled = atMost4(Math.min(1, Math.max(0, score)));
  return mastery == null || scaled >= mastery === (verb === 'passed') ? scaled : undefined;
}

/** The verdict of a course; where it gives none but a score, that of the LMS's mastery score (cmi5 13.1.4). */
function verdictOf({ status, isComplete, score }: Outcome, mastery: number | null | undefined): 'passed' | 'failed' | undefined {
  if (status === 'passed' || status === 'failed') return status;
  if (mastery == null || score === null || !isComplete) return undefined;
  return score >= mastery ? 'passed' : 'failed';
}

export interface Saying {
  verb: Verb;
  scaled?: number;
}

/**
 * What is left to say in a session, in order. Completed and passed are said once in an enrolment, failed at the end of a session alone:
 * a session has one verdict, and the learner may still pass in it.
 * @param said in this session · `before` in earlier ones of the enrolment · `outcome` absent: nothing may be said of results
 */
export function leftToSay(said: ReadonlySet<Verb>, before: ReadonlySet<Verb>, outcome: Outcome | undefined, launch: LaunchData, hasEnded: boolean): Saying[] {
  const verbs: Verb[] = ['initialized'];
  if (outcome && launch.launchMode === 'Normal') {
    const verdict = verdictOf(outcome, launch.masteryScore);
    const isCompleted = outcome.status === 'completed' || (outcome.isComplete && outcome.status !== 'incomplete' && outcome.status !== '');
    if (isCompleted && !before.has('completed')) verbs.push('completed');
    if (verdict === 'passed' && !before.has('passed') && !said.has('failed')) verbs.push('passed');
    if (verdict === 'failed' && hasEnded && !before.has('passed') && !said.has('passed')) verbs.push('failed');
  }
  if (hasEnded) verbs.push('terminated');
  return verbs.filter((verb) => !said.has(verb)).map((verb) => {
    const scaled = outcome && scoreFor(verb, outcome.score, launch.masteryScore);
    return { verb, ...(scaled === undefined ? {} : { scaled }) };
  });
}
