import { callerId } from '../../caller-id';
import { parseInput } from '../../read-body';
import type { V1Call } from '../v1-call';
import { countOf, required } from '../v1-parameters';

interface CoursePlace {
  applicationId: string;
  courseId: string;
  /** Absent: the newest. */
  version?: number;
}

/** The version a call names; undefined for none and for `latest`. Throws a V1Refusal 205. */
export const versionOf = (call: V1Call): number | undefined => (call.get('versionid')?.toLowerCase() === 'latest' ? undefined : countOf(call, 'versionid'));

/** Throws a V1Refusal 203, 205. */
export function placeOf(call: V1Call): CoursePlace {
  const version = versionOf(call);
  return { applicationId: call.applicationId, courseId: required(call, 'courseid'), ...(version !== undefined && { version }) };
}

/** An id under which a course may come to be. Throws a V1Refusal 203. Failures: invalid-input. */
export const newCourseIdOf = (call: V1Call): string => parseInput(callerId, required(call, 'courseid'), 'courseid');
