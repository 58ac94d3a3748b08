import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import type { FailureCode } from '../failure-code';
import { sessionsCodeOf, sessionsError } from '../sessions-error';
import { answerToFault, logFault } from '../unhandled-failures.filter';

type Answer = readonly [status: number, code: string, message?: string];
const invalid: Answer = [400, 'INVALID_REQUEST'];
const absent: Answer = [404, 'NOT_FOUND'];
const taken: Answer = [409, 'DUPLICATE_ENTRY'];
const forbidden: Answer = [403, 'FORBIDDEN'];
const unauthorized: Answer = [401, 'UNAUTHORIZED', 'An API key is needed, in X-API-Key or as Authorization: Bearer'];
const noPackage: Answer = [404, 'PACKAGE_NOT_FOUND', 'There is no such package; one that was just uploaded is there when its status is ready'];
const noSession: Answer = [404, 'SESSION_NOT_FOUND', 'There is no such session'];

/** What every refusal of an operation is called here; with words of this API where the product says course and registration. */
const answers = {
  'invalid-input': invalid, 'body-too-large': [413, 'FILE_TOO_LARGE'], 'outgoing-address-refused': invalid, 'outgoing-request-failed': invalid, 'archive-refused': [400, 'PARSE_FAILED'], busy: [503, 'SERVICE_UNAVAILABLE'],
  'storage-full': [507, 'STORAGE_UNAVAILABLE'], 'not-offered': [501, 'NOT_OFFERED'], 'idempotency-key-reused': taken, 'request-in-progress': taken, 'too-many-requests': [429, 'RATE_LIMIT_EXCEEDED'], unauthorized,
  'scope-missing': [403, 'INSUFFICIENT_SCOPES'], 'scope-unknown': invalid, 'token-expiry-invalid': invalid, 'management-only': forbidden, 'not-for-management': forbidden, 'application-unknown': [404, 'TENANT_NOT_FOUND', 'There is no such tenant'],
  'application-not-empty': taken, 'credential-unknown': absent, 'credentials-full': taken, 'deletion-not-allowed': forbidden, 'api-key-invalid': [401, 'INVALID_API_KEY'], 'api-key-expired': [401, 'EXPIRED_API_KEY'],
  'api-key-unknown': [404, 'API_KEY_NOT_FOUND'], 'api-keys-full': [403, 'QUOTA_EXCEEDED'], 'tenant-mismatch': [403, 'TENANT_MISMATCH'], 'external-token-refused': [401, 'UNAUTHORIZED'], 'issuer-not-trusted': forbidden,
  'course-unknown': noPackage, 'course-version-unknown': noPackage, 'course-exists': taken, 'import-job-unknown': absent, 'package-refused': [400, 'PARSE_FAILED'], 'course-file-unknown': absent, 'course-file-refused': invalid,
  'connector-not-offered': [501, 'NOT_OFFERED'], 'file-token-invalid': absent, 'registration-unknown': noSession, 'registration-id-taken': taken, 'instance-unknown': noSession, 'launch-expiry-invalid': invalid, 'launch-link-expired': noSession,
  'launch-link-invalid': noSession, 'session-expired': noSession, 'session-invalid': noSession, 'session-gone': noSession, 'unit-unknown': absent, 'unit-launch-unknown': absent, 'session-id-taken': taken, 'version-stale': [409, 'VERSION_CONFLICT'],
  'destination-unknown': absent, 'destination-id-taken': taken, 'dispatch-unknown': [404, 'DISPATCH_NOT_FOUND'], 'dispatch-id-taken': taken, 'dispatch-pair-taken': taken, 'dispatch-filter-missing': invalid, 'package-type-unknown': invalid,
  'package-key-unknown': absent, 'seat-unknown': absent, 'seat-released': taken, 'no-earlier-version': taken, 'lti-registration-refused': invalid, 'launch-refused': [403, 'DISPATCH_NOT_ACTIVE'], 'relay-gone': absent, 'timeline-unknown': absent,
  'invitation-unknown': absent, 'recipient-unknown': absent, 'invitation-link-unknown': absent, 'invitation-refused': forbidden, 'invitation-too-many': [429, 'RATE_LIMIT_EXCEEDED'], 'invitation-code-wrong': forbidden,
  'invitation-code-expired': absent, 'recipients-refused': invalid, 'postback-unknown': absent, 'events-not-configured': absent, 'postback-test-failed': invalid, 'hook-unknown': [404, 'WEBHOOK_NOT_FOUND'], 'hooks-full': [403, 'QUOTA_EXCEEDED'],
  'learner-unknown': absent, 'report-link-invalid': absent, 'report-link-expired': absent, 'report-not-allowed': forbidden, 'setting-unknown': invalid, 'setting-value-refused': invalid, 'xapi-credential-unknown': absent,
  'statement-pipe-unknown': absent, 'statement-pipes-full': taken, 'statement-pipe-without-target': invalid, 'xapi-invalid': invalid, 'xapi-unauthorized': unauthorized, 'xapi-forbidden': forbidden, 'xapi-unknown': absent, 'xapi-conflict': taken,
  'xapi-precondition': taken, 'credential-last': taken, 'upload-unknown': absent, 'uploads-full': [403, 'QUOTA_EXCEEDED'], 'import-unfinished': [503, 'SERVICE_UNAVAILABLE'], 'course-link-invalid': absent, 'course-link-expired': absent,
  'launch-unknown': absent, 'export-unknown': absent, 'export-running': taken, 'export-without-file': taken,
  'signed-out': unauthorized, 'console-token-wrong': forbidden, 'sign-in-refused': unauthorized, 'totp-required': unauthorized, 'sign-in-locked': [429, 'RATE_LIMIT_EXCEEDED'], 'link-refused': forbidden, 'password-refused': invalid,
  'password-wrong': forbidden, 'role-missing': forbidden, 'administrator-unknown': absent, 'administrator-exists': taken, 'last-owner': taken, 'console-session-unknown': absent, 'totp-code-wrong': invalid, 'totp-not-offered': taken,
  'totp-already-on': taken, 'provider-off': absent, 'provider-unreachable': [503, 'SERVICE_UNAVAILABLE'], 'provider-declined': forbidden, 'provider-refused': forbidden, 'provider-stale': forbidden, 'provider-email': forbidden, 'provider-no-access': forbidden, 'provider-taken': forbidden, 'password-off': forbidden, 'rights-by-groups': taken,
} satisfies Record<FailureCode, Answer>;

/** The place that is wrong, and the version that is right. */
const shownOf = ({ where, current_version: version }: Failure['details']) => ({ ...(where !== undefined && { where }), ...(version !== undefined && { current_version: version }) });

/** What a token of a list is called here. */
const inOurNames = (message: string) => message.replace(/^more: /, 'cursor: ');

function told(fault: Failure): { status: number; code: string; message: string } {
  const [status, code, words]: Answer = (answers as Record<string, Answer>)[fault.code] ?? [500, 'INTERNAL_ERROR'];
  const isMissingFile = fault.code === 'invalid-input' && fault.details['where'] === 'file';
  return { status, code: isMissingFile ? 'MISSING_FILE' : code, message: words ?? inOurNames(fault.publicMessage) };
}

/** `{error: {code, message}, code, message, details, reference}` (docs/decisions/0014). */
@Catch()
export class SessionsFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('SessionsApi');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { id: reference } = http.getRequest<FastifyRequest>();
    if (reply.sent) return;
    const answer = fault instanceof Failure ? told(fault) : inCodes(answerToFault(fault));
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 401) void reply.header('www-authenticate', 'Bearer realm="Courseway"');
    if (answer.status === 503) void reply.header('retry-after', '2');
    void reply.code(answer.status).type('application/json').send(sessionsError(answer.code, answer.message, reference, fault instanceof Failure ? shownOf(fault.details) : {}));
  }
}

const inCodes = (answer: ReturnType<typeof answerToFault>) => ({ ...answer, code: sessionsCodeOf(answer.code) });
