import { Failure } from '../platform/failure';

export type XapiFailureCode = 'xapi-credential-unknown' | 'statement-pipe-unknown' | 'statement-pipes-full' | 'statement-pipe-without-target';

const failure = (code: XapiFailureCode, message: string) => new Failure(code, message);

export const xapiCredentialUnknown = (id: string) => failure('xapi-credential-unknown', `Could not find xAPI credential [${id}]`);
export const statementPipeUnknown = (id: string) => failure('statement-pipe-unknown', `Could not find statement pipe [${id}]`);
export const statementPipesFull = (most: number) => failure('statement-pipes-full', `An application has at most ${most} statement pipes; delete one first`);
export const statementPipeWithoutTarget = () => failure('statement-pipe-without-target', 'target: is required for a new statement pipe');
