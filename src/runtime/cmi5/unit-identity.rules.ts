import { createHash } from 'node:crypto';
import type { Activity, CourseStructure } from '../../courses/manifests/course-structure.rules';
import type { Agent } from '../../xapi/statements/statement.rules';
import { categories, extensions } from './cmi5-words.rules';

/** Who is at work, for content that speaks xAPI. */
export interface XapiLearner {
  id: string;
  name?: string;
  /** A UUID. */
  registration: string;
}
export type LaunchMode = 'Normal' | 'Browse' | 'Review';

/** A UUID that is the same for the same text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(`courseway ${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const agentOf = ({ id, name }: XapiLearner, homePage: string): Agent => ({ objectType: 'Agent', ...(name ? { name } : {}), account: { homePage, name: id } });

/** What content of another system must not guess from the publisher's id: our own for each unit, block and course (cmi5 8.1.5, 9.3.9). XAPI content was made for its own. */
export const activityIri = (structure: CourseStructure, versionKey: string, activityId: string, publicUrl: string): string =>
  structure.standard === 'CMI5' ? `${publicUrl}/xapi/activities/${versionKey}/${uuidOf(activityId)}` : activityId;

/** cmi5 10.2.2: nothing that counts is taken in the other two. */
export const launchModeOf = ({ m, t }: { m: string; t: 0 | 1 }): LaunchMode => (m === 'review' ? 'Review' : t === 1 && m !== 'preview' ? 'Normal' : 'Browse');

/** What every statement of a session begins with (cmi5 10.2.1). */
const contextTemplateOf = (activity: Activity, sessionId: string) => ({ contextActivities: { grouping: [{ id: activity.id }] }, extensions: { [extensions.sessionId]: sessionId } });

export const masteryOf = ({ masteryScore }: Activity): number | undefined => (masteryScore === undefined ? undefined : Math.round(masteryScore * 1e4) / 1e6);

interface LaunchDataParts {
  activity: Activity;
  sessionId: string;
  mode: LaunchMode;
  returnUrl: string;
  /** Of the settings: the key for content that wants another one. */
  alternateKey: string;
}

/** The document LMS.LaunchData (cmi5 10.2). */
export function launchDataOf({ activity, sessionId, mode, returnUrl, alternateKey }: LaunchDataParts) {
  const { cmi5 } = activity;
  const mastery = masteryOf(activity);
  const key = cmi5?.entitlementKey || alternateKey ? { entitlementKey: { ...(cmi5?.entitlementKey ? { courseStructure: cmi5.entitlementKey } : {}), ...(alternateKey ? { alternate: alternateKey } : {}) } } : {};
  return {
    contextTemplate: contextTemplateOf(activity, sessionId), launchMode: mode, moveOn: cmi5?.moveOn ?? 'NotApplicable', returnURL: returnUrl, ...(cmi5?.launchParameters ? { launchParameters: cmi5.launchParameters } : {}),
    ...(mastery === undefined ? {} : { masteryScore: mastery }), ...key,
  };
}

/** The context of a statement that the LMS makes about a session (cmi5 9.6). */
export const contextOfLms = (activity: Activity, sessionId: string, registration: string, more: Record<string, unknown> = {}) => {
  const template = contextTemplateOf(activity, sessionId);
  return { registration, contextActivities: { ...template.contextActivities, category: [{ id: categories.cmi5 }] }, extensions: { ...template.extensions, ...more } };
};
