import { Failure } from '../platform/failure';
import type { RefusalCode } from './relay/launch-checks.rules';

export type DispatchFailureCode =
  | 'destination-unknown' | 'destination-id-taken' | 'dispatch-unknown' | 'dispatch-id-taken' | 'dispatch-pair-taken' | 'dispatch-filter-missing'
  | 'launch-refused' | 'relay-gone' | 'timeline-unknown' | 'package-type-unknown' | 'package-key-unknown' | 'seat-unknown' | 'seat-released' | 'no-earlier-version' | 'lti-registration-refused';

const failure = (code: DispatchFailureCode, message: string) => new Failure(code, message);

export const destinationUnknown = (id: string) => failure('destination-unknown', `Could not find destination [${id}]`);
export const destinationIdTaken = (id: string) => failure('destination-id-taken', `Destination [${id}] already exists`);
export const dispatchUnknown = (id: string) => failure('dispatch-unknown', `Could not find dispatch [${id}]`);
export const dispatchIdTaken = (id: string) => failure('dispatch-id-taken', `Dispatch [${id}] already exists`);
export const dispatchPairTaken = (courseId: string, destinationId: string) =>
  failure('dispatch-pair-taken', `A dispatch of course [${courseId}] to destination [${destinationId}] already exists`);
export const dispatchFilterMissing = () => failure('dispatch-filter-missing', 'Name the dispatches by at least one of courseId, since, until, tags or filter');
export const packageTypeUnknown = (type: string, offered: readonly string[]) => failure('package-type-unknown', `type: [${type.slice(0, 100)}] is not offered; use ${offered.join(', ')}`);

export const packageKeyUnknown = (id: string) => failure('package-key-unknown', `Could not find package key [${id}]`);
export const seatUnknown = (id: string) => failure('seat-unknown', `Could not find seat [${id}]`);
export const seatReleased = (id: string) => failure('seat-released', `Seat [${id}] does not count any more; it was given back or taken away before`);
export const noEarlierVersion = (courseId: string, version: number) => failure('no-earlier-version', `Course [${courseId}] has no version before ${version}`);

export const ltiRegistrationRefused = (why: string) => failure('lti-registration-refused', `The registration did not succeed: ${why}`);

/** What a refused learner is told about; the destination's words are given only to callers with a key of the dispatch. */
export interface RefusalDetails {
  refusal: RefusalCode;
  language?: string;
  support?: string;
  /** Whose dispatch it is, and whether its destination keeps learners' ids. */
  applicationId?: string;
  keepsNames?: boolean;
  /** Under which the launch is found again. */
  reference?: string;
}
export const launchRefused = (details: RefusalDetails) => new Failure('launch-refused' satisfies DispatchFailureCode, `The launch was refused: ${details.refusal}`, { ...details });

export const timelineUnknown = () => failure('timeline-unknown', 'No launch is kept under this reference');

/** The relay token is no longer good, or what it speaks of is gone. */
export const relayGone = (why: 'expired' | 'invalid' | 'not-found') => new Failure('relay-gone' satisfies DispatchFailureCode, 'Open the course again from your learning platform', { why });
