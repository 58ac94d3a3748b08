import { Failure } from '../platform/failure';

export type ApplicationsFailureCode = 'unauthorized' | 'scope-missing' | 'token-expiry-invalid' | 'scope-unknown' | 'management-only' | 'not-for-management';

const failure = (code: ApplicationsFailureCode, message: string) => new Failure(code, message);

/** The same words for a missing, a wrong and an expired credential. */
export const unauthorized = () => failure('unauthorized', 'Authorization Required.');
export const scopeMissing = (needed: readonly string[]) => failure('scope-missing', `The token lacks a scope for this operation; it needs one of: ${needed.join(', ')}`);
export const scopeUnknown = (scope: string) => failure('scope-unknown', `scope: [${scope}] is not a scope; use for example "read write:dispatch"`);
export const tokenExpiryInvalid = () => failure('token-expiry-invalid', 'expiration: must be between 60 and 43200 seconds');
export const managementOnly = () => failure('management-only', 'This operation needs the credentials of the application management application');
export const notForManagement = () => failure('not-for-management', 'The credentials of the application management application work only for application management');
