import { Failure } from '../../platform/failure';
import type { FailureCode } from '../failure-code';

/** A refusal of the protocol itself, by its own number (PROTOCOL 3). */
export class V1Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export const v1 = {
  notOffered: (what: string) => new V1Refusal(201, `${what} is not offered by this server`),
  methodMissing: () => new V1Refusal(200, 'The parameter method is missing or malformed; it looks like rustici.debug.ping'),
  methodUnknown: (method: string) => new V1Refusal(202, `There is no method [${method.slice(0, 200)}]`),
  wrongValue: (name: string, expected: string) => new V1Refusal(205, `The parameter ${name} must be ${expected}`),
  missing: (name: string) => new V1Refusal(203, `The parameter ${name} is required`),
};

const absent = 1;
const taken = 2;
const value = 205;
const service = 201;
const security = 100;

/** The number of every refusal of an operation. */
const numberOf = {
  'invalid-input': value, 'body-too-large': value, 'outgoing-address-refused': value, 'outgoing-request-failed': value, 'archive-refused': value, busy: service, 'storage-full': service, 'not-offered': service,
  'idempotency-key-reused': value, 'request-in-progress': service, 'too-many-requests': service, unauthorized: security, 'scope-missing': security, 'scope-unknown': value, 'token-expiry-invalid': value, 'management-only': security,
  'not-for-management': security, 'application-unknown': absent, 'application-not-empty': taken, 'credential-unknown': absent, 'credentials-full': taken, 'credential-last': taken, 'deletion-not-allowed': security, 'course-unknown': absent,
  'course-version-unknown': absent, 'course-exists': taken, 'import-job-unknown': absent, 'package-refused': value, 'course-file-unknown': absent, 'course-file-refused': value, 'connector-not-offered': service,
  'file-token-invalid': absent, 'registration-unknown': absent, 'registration-id-taken': taken, 'instance-unknown': absent, 'launch-expiry-invalid': value, 'launch-link-expired': absent, 'launch-link-invalid': absent,
  'session-expired': absent, 'session-invalid': absent, 'session-gone': absent, 'launch-unknown': absent, 'destination-unknown': absent, 'destination-id-taken': taken, 'dispatch-unknown': absent, 'dispatch-id-taken': taken, 'dispatch-pair-taken': taken,
  'dispatch-filter-missing': 203, 'package-type-unknown': value, 'package-key-unknown': absent, 'seat-unknown': absent, 'seat-released': taken, 'no-earlier-version': absent, 'lti-registration-refused': value, 'timeline-unknown': absent,
  'launch-refused': security, 'relay-gone': absent, 'invitation-unknown': absent, 'recipient-unknown': absent, 'invitation-link-unknown': absent, 'invitation-refused': security, 'invitation-too-many': service,
  'invitation-code-wrong': security, 'invitation-code-expired': security, 'recipients-refused': value, 'postback-unknown': absent, 'events-not-configured': absent, 'postback-test-failed': value, 'learner-unknown': absent,
  'report-link-invalid': absent, 'report-link-expired': absent, 'report-not-allowed': security, 'export-unknown': absent, 'export-running': taken, 'export-without-file': taken, 'setting-unknown': absent, 'setting-value-refused': value, 'xapi-credential-unknown': absent, 'statement-pipe-unknown': absent,
  'xapi-invalid': value, 'xapi-unauthorized': security, 'xapi-forbidden': security, 'xapi-unknown': absent, 'xapi-conflict': taken, 'xapi-precondition': taken, 'unit-unknown': absent, 'unit-launch-unknown': absent,
  'upload-unknown': absent, 'uploads-full': service, 'import-unfinished': service, 'course-link-invalid': absent, 'course-link-expired': absent,
  'statement-pipes-full': taken, 'api-key-invalid': security, 'api-key-expired': security, 'api-key-unknown': absent, 'api-keys-full': taken, 'tenant-mismatch': security, 'external-token-refused': security,
  'issuer-not-trusted': security, 'session-id-taken': taken, 'version-stale': taken, 'hook-unknown': absent, 'hooks-full': taken, 'statement-pipe-without-target': value,
  'signed-out': security, 'console-token-wrong': security, 'sign-in-refused': security, 'totp-required': security, 'sign-in-locked': service, 'link-refused': security, 'password-refused': value, 'password-wrong': security,
  'role-missing': security, 'administrator-unknown': absent, 'administrator-exists': taken, 'last-owner': taken, 'console-session-unknown': absent, 'totp-code-wrong': value, 'totp-not-offered': taken, 'totp-already-on': taken,
  'provider-off': absent, 'provider-unreachable': service, 'provider-declined': security, 'provider-refused': security, 'provider-stale': security, 'provider-email': security, 'provider-no-access': security, 'provider-taken': security, 'password-off': security, 'rights-by-groups': taken,
} satisfies Record<FailureCode, number>;

/** What is told of a fault; nothing for one that is ours and belongs into the log. */
export function toldOf(fault: unknown): { code: number; message: string } | undefined {
  if (fault instanceof V1Refusal) return { code: fault.code, message: fault.message };
  return fault instanceof Failure ? { code: numberOf[fault.code as FailureCode], message: fault.publicMessage } : undefined;
}
