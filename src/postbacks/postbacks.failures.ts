import { Failure } from '../platform/failure';

export type PostbacksFailureCode = 'postback-unknown' | 'events-not-configured' | 'postback-test-failed';

const failure = (code: PostbacksFailureCode, message: string) => new Failure(code, message);

export const postbackUnknown = (id: string) => failure('postback-unknown', `Could not find postback [${id}]`);
export const eventsNotConfigured = () => failure('events-not-configured', 'No address for events is set');
export const postbackTestFailed = (why: string) => failure('postback-test-failed', `The test postback failed: ${why}`);
