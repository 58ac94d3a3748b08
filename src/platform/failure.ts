/** An expected refusal: a stable code, one public sentence that says what and how to mend it, and details for the log. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly publicMessage: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(publicMessage);
    this.name = 'Failure';
  }
}

/** Codes of refusals that belong to no feature. */
export type PlatformFailureCode =
  | 'invalid-input'
  | 'body-too-large'
  | 'outgoing-address-refused'
  | 'outgoing-request-failed'
  | 'archive-refused'
  | 'busy'
  | 'storage-full'
  | 'idempotency-key-reused'
  | 'request-in-progress'
  | 'not-offered';

const platformFailure = (code: PlatformFailureCode, message: string, details?: Record<string, unknown>) => new Failure(code, message, details);

/** `where` is the path of the field, such as `dispatches[2].data.courseId`. */
export const invalidInput = (where: string, problem: string) => platformFailure('invalid-input', where ? `${where}: ${problem}` : problem, { where });
export const bodyTooLarge = (limitBytes: number) =>
  platformFailure('body-too-large', `The body is larger than the limit of ${limitBytes} bytes`, { limitBytes });
export const outgoingAddressRefused = (host: string) =>
  platformFailure('outgoing-address-refused', `The address of [${host}] is private or reserved; an operator can permit it with OUTGOING_ALLOW`);
export const outgoingRequestFailed = (host: string, why: string) => platformFailure('outgoing-request-failed', `The request to [${host}] failed: ${why}`);
/** `message` names the entry and the mend. */
export const archiveRefused = (message: string) => platformFailure('archive-refused', message);
/** An operation of the API this one is compatible with, of a service that is not part of this product. */
export const notOffered = (service: string) => platformFailure('not-offered', `${service}: this server does not offer this service`);
export const keyReused = () => platformFailure('idempotency-key-reused', 'Idempotency-Key: was used for another request within the last 24 hours; use a new one for a new request');
export const requestInProgress = () => platformFailure('request-in-progress', 'Idempotency-Key: the first request with it is still being worked on; send it again in a moment');
