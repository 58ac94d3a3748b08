import { Failure } from '../platform/failure';

export type ApplicationsFailureCode = 'unauthorized' | 'scope-missing' | 'token-expiry-invalid' | 'scope-unknown' | 'management-only' | 'not-for-management' | 'application-unknown' | 'application-not-empty' | 'credential-unknown' | 'credentials-full' | 'credential-last' | 'deletion-not-allowed' | 'too-many-requests' | 'api-key-invalid' | 'api-key-expired' | 'api-key-unknown' | 'api-keys-full' | 'tenant-mismatch' | 'external-token-refused' | 'issuer-not-trusted';

const failure = (code: ApplicationsFailureCode, message: string) => new Failure(code, message);

/** The same words for a missing, a wrong and an expired credential. */
export const unauthorized = () => failure('unauthorized', 'Authorization Required.');
export const scopeMissing = (needed: readonly string[]) => failure('scope-missing', `The token lacks a scope for this operation; it needs one of: ${needed.join(', ')}`);
export const scopeUnknown = (scope: string) => failure('scope-unknown', `scope: [${scope}] is not a scope; use for example "read write:dispatch"`);
export const tokenExpiryInvalid = () => failure('token-expiry-invalid', 'expiration: must be between 60 and 43200 seconds');
export const managementOnly = () => failure('management-only', 'This operation needs the credentials of the application management application');
export const notForManagement = () => failure('not-for-management', 'The credentials of the application management application work only for application management');
export const applicationUnknown = (id: string) => failure('application-unknown', `Could not find application [${id}]`);
export const applicationNotEmpty = (id: string, held: { courses: number; registrations: number; others: number }) =>
  failure('application-not-empty', `Application [${id}] is not empty: ${held.courses} courses, ${held.registrations} registrations, ${held.others} destinations and running imports; delete them first`);
export const credentialUnknown = (id: string) => failure('credential-unknown', `Could not find credential [${id}]`);
export const credentialsFull = (most: number) => failure('credentials-full', `An application has at most ${most} credentials; delete one first`);
export const credentialLast = (id: string) => failure('credential-last', `Credential [${id}] is the last one that lets the application in; make another one first, or let application management delete it`);
export const tooManyRequests = (limit: number) => failure('too-many-requests', `This application made more than ${limit} requests within a minute; go on when Retry-After says so`);
export const deletionNotAllowed = () => failure('deletion-not-allowed', 'This application may not delete (allowDelete is off); its settings in application management change that');
/** The same words for an unknown and a revoked key. */
export const apiKeyInvalid = () => failure('api-key-invalid', 'This API key is not valid; it was revoked, or is not whole');
export const apiKeyExpired = () => failure('api-key-expired', 'This API key has expired; make a new one');
export const apiKeyUnknown = (id: string) => failure('api-key-unknown', `Could not find API key [${id}]`);
export const apiKeysFull = (most: number) => failure('api-keys-full', `An application has at most ${most} API keys; delete one first`);
export const tenantMismatch = () => failure('tenant-mismatch', 'tenant_id: is not the tenant of this key; leave it out');
/** `why` is for the log of whoever calls, and holds nothing of the token. */
export const externalTokenRefused = (why: string) => failure('external-token-refused', `token: ${why}`);
export const issuerNotTrusted = () => failure('issuer-not-trusted', 'This API key trusts no issuer of external tokens; make one with trusted_issuer');
