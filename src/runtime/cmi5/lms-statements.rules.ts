import type { Activity } from '../../courses/manifests/course-structure.rules';
import { asTimeInterval } from '../scorm/cmi-durations.rules';
import type { Statement } from '../../xapi/statements/statement.rules';
import { extensions, types, verbs } from './cmi5-words.rules';
import { contextOfLms, type LaunchMode, masteryOf } from './unit-identity.rules';

/** What the LMS's own statements about a session have in common. */
export interface LmsStatementParts {
  id: string;
  actor: Statement['actor'];
  registration: string;
  sessionId: string;
  activity: Activity;
  activityIri: string;
  timestamp: string;
}
type LmsStatement = Statement & { id: string };

const made = ({ id, actor, timestamp, registration, sessionId, activity }: LmsStatementParts, word: 'launched' | 'abandoned' | 'satisfied', more: Pick<Statement, 'object' | 'result'>, inContext: Record<string, unknown> = {}): LmsStatement =>
  ({ id, actor, verb: { id: verbs[word], display: { en: word } }, context: contextOfLms(activity, sessionId, registration, inContext), timestamp, ...more });

/** cmi5 9.3.1. */
export function launchedStatement(parts: LmsStatementParts, mode: LaunchMode, launchUrl: string): LmsStatement {
  const { activity } = parts;
  const mastery = masteryOf(activity);
  const more = {
    [extensions.launchMode]: mode, [extensions.launchUrl]: launchUrl, [extensions.moveOn]: activity.cmi5?.moveOn ?? 'NotApplicable', ...(mastery === undefined ? {} : { [extensions.masteryScore]: mastery }),
    ...(activity.cmi5?.launchParameters ? { [extensions.launchParameters]: activity.cmi5.launchParameters } : {}),
  };
  return made(parts, 'launched', { object: { objectType: 'Activity', id: parts.activityIri } }, more);
}

/** cmi5 9.3.6: the session lasted until its last statement. */
export const abandonedStatement = (parts: LmsStatementParts, seconds: number): LmsStatement => made(parts, 'abandoned', { object: { objectType: 'Activity', id: parts.activityIri }, result: { duration: asTimeInterval(seconds) } });

/** cmi5 9.3.9: all units of a block, or of the course, have met their moveOn. */
export const satisfiedStatement = (parts: LmsStatementParts, what: { iri: string; publisherId: string; isCourse: boolean }): LmsStatement => {
  const statement = made(parts, 'satisfied', { object: { objectType: 'Activity', id: what.iri, definition: { type: what.isCourse ? types.course : types.block } } });
  return { ...statement, context: { ...statement.context, contextActivities: { ...statement.context?.contextActivities, grouping: [{ id: what.publisherId }] } } };
};
