import { Failure } from '../platform/failure';

export type XapiFailureCode =
  | 'xapi-credential-unknown' | 'statement-pipe-unknown' | 'statement-pipes-full' | 'statement-pipe-without-target'
  | 'xapi-invalid' | 'xapi-unauthorized' | 'xapi-forbidden' | 'xapi-unknown' | 'xapi-conflict' | 'xapi-precondition';

const failure = (code: XapiFailureCode, message: string) => new Failure(code, message);

export const xapiCredentialUnknown = (id: string) => failure('xapi-credential-unknown', `Could not find xAPI credential [${id}]`);
export const statementPipeUnknown = (id: string) => failure('statement-pipe-unknown', `Could not find statement pipe [${id}]`);
export const statementPipesFull = (most: number) => failure('statement-pipes-full', `An application has at most ${most} statement pipes; delete one first`);
export const statementPipeWithoutTarget = () => failure('statement-pipe-without-target', 'target: is required for a new statement pipe');
/** What content asked of the store of statements: each message names the place or the clause. */
export const xapiInvalid = (message: string) => failure('xapi-invalid', message);
export const xapiUnauthorized = () => failure('xapi-unauthorized', 'These credentials are not those of a running session');
export const xapiForbidden = (message: string) => failure('xapi-forbidden', message);
export const xapiUnknown = (message: string) => failure('xapi-unknown', message);
export const xapiConflict = (message: string) => failure('xapi-conflict', message);
export const xapiPrecondition = () => failure('xapi-precondition', 'The document is not the one that If-Match or If-None-Match names; read it again');
