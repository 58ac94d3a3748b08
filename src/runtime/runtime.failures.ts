import { Failure } from '../platform/failure';

export type RuntimeFailureCode = 'launch-link-expired' | 'launch-link-invalid' | 'launch-expiry-invalid' | 'session-expired' | 'session-invalid' | 'session-gone' | 'launch-unknown' | 'unit-unknown' | 'unit-launch-unknown' | 'session-id-taken' | 'version-stale';

const failure = (code: RuntimeFailureCode, message: string) => new Failure(code, message);

export const launchExpiryInvalid = () => failure('launch-expiry-invalid', 'expiry: must be between 10 and 300 seconds');
export const launchLinkExpired = () => failure('launch-link-expired', 'This launch link has expired; go back and start the course again');
export const launchLinkInvalid = () => failure('launch-link-invalid', 'This launch link is not valid; go back and start the course again');
export const sessionExpired = () => failure('session-expired', 'This session has ended; start the course again');
export const sessionInvalid = () => failure('session-invalid', 'This session is not valid; start the course again');
export const sessionGone = () => failure('session-gone', 'This registration no longer exists');
export const launchUnknown = (id: string) => failure('launch-unknown', `Could not find launch [${id}]`);
export const unitUnknown = () => failure('unit-unknown', 'The course has no such unit that can be opened');
export const unitLaunchUnknown = () => failure('unit-launch-unknown', 'This session of the content is not known or has ended; start the course again');
export const sessionIdTaken = (id: string) => failure('session-id-taken', `session_id: [${id}] is the session of another package or user; use one id for each`);
/** Optimistic locking: somebody else wrote in between. */
export const versionStale = (current: number) => new Failure('version-stale' satisfies RuntimeFailureCode, `version: the session is at version ${current}; read it again, and send your change with that version`, { current_version: current });
