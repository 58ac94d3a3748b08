import { Failure } from '../platform/failure';

export type PostbacksFailureCode = 'postback-unknown' | 'events-not-configured' | 'postback-test-failed' | 'hook-unknown' | 'hooks-full';

const failure = (code: PostbacksFailureCode, message: string) => new Failure(code, message);

export const postbackUnknown = (id: string) => failure('postback-unknown', `Could not find postback [${id}]`);
export const eventsNotConfigured = () => failure('events-not-configured', 'No address for events is set');
export const postbackTestFailed = (why: string) => failure('postback-test-failed', `The test postback failed: ${why}`);
export const hookUnknown = (id: string) => failure('hook-unknown', `Could not find webhook [${id}]`);
export const hooksFull = (most: number) => failure('hooks-full', `An application has at most ${most} webhooks; delete one first`);
