import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import type { FailureCode } from '../failure-code';
import { answerToFault, logFault } from '../unhandled-failures.filter';

/** The HTTP status of every expected refusal (SEMANTICS 3). */
const statusOf = {
  'invalid-input': 400,
  'body-too-large': 413,
  'outgoing-address-refused': 400,
  'outgoing-request-failed': 400,
  'archive-refused': 400,
  busy: 503,
  'storage-full': 507,
  'not-offered': 501,
  'idempotency-key-reused': 409,
  'request-in-progress': 409,
  'too-many-requests': 429,
  unauthorized: 401,
  'scope-missing': 403,
  'scope-unknown': 400,
  'token-expiry-invalid': 400,
  'management-only': 403,
  'not-for-management': 403,
  'application-unknown': 404,
  'application-not-empty': 409,
  'credential-unknown': 404,
  'credentials-full': 400,
  'credential-last': 409,
  'deletion-not-allowed': 403,
  'api-key-invalid': 401,
  'api-key-expired': 401,
  'api-key-unknown': 404,
  'api-keys-full': 400,
  'tenant-mismatch': 403,
  'external-token-refused': 401,
  'issuer-not-trusted': 403,
  'session-id-taken': 409,
  'version-stale': 409,
  'hook-unknown': 404,
  'hooks-full': 400,
  'signed-out': 401,
  'console-token-wrong': 403,
  'sign-in-refused': 401,
  'totp-required': 401,
  'sign-in-locked': 429,
  'link-refused': 403,
  'password-refused': 400,
  'password-wrong': 403,
  'role-missing': 403,
  'administrator-unknown': 404,
  'administrator-exists': 409,
  'last-owner': 409,
  'console-session-unknown': 404,
  'totp-code-wrong': 400,
  'totp-not-offered': 409,
  'totp-already-on': 409,
  'course-unknown': 404,
  'course-version-unknown': 404,
  'course-exists': 409,
  'import-job-unknown': 404,
  'package-refused': 400,
  'course-file-unknown': 404,
  'course-file-refused': 400,
  'connector-not-offered': 501,
  'file-token-invalid': 404,
  'upload-unknown': 404,
  'uploads-full': 409,
  'import-unfinished': 504,
  'course-link-invalid': 404,
  'course-link-expired': 410,
  'registration-unknown': 404,
  'registration-id-taken': 400,
  'instance-unknown': 404,
  'launch-expiry-invalid': 400,
  'launch-link-expired': 410,
  'launch-link-invalid': 404,
  'session-expired': 401,
  'session-invalid': 401,
  'unit-unknown': 404,
  'unit-launch-unknown': 404,
  'session-gone': 410,
  'launch-unknown': 404,
  'destination-unknown': 404,
  'destination-id-taken': 400,
  'dispatch-unknown': 404,
  'dispatch-id-taken': 400,
  'dispatch-pair-taken': 400,
  'dispatch-filter-missing': 400,
  'package-type-unknown': 400,
  'package-key-unknown': 404,
  'seat-unknown': 404,
  'seat-released': 409,
  'no-earlier-version': 409,
  'lti-registration-refused': 400,
  'launch-refused': 403,
  'relay-gone': 410,
  'timeline-unknown': 404,
  'invitation-unknown': 404,
  'recipient-unknown': 404,
  'invitation-link-unknown': 404,
  'invitation-refused': 403,
  'invitation-too-many': 429,
  'invitation-code-wrong': 403,
  'invitation-code-expired': 410,
  'recipients-refused': 400,
  'postback-unknown': 404,
  'events-not-configured': 404,
  'postback-test-failed': 400,
  'learner-unknown': 404,
  'report-link-invalid': 404,
  'report-link-expired': 410,
  'report-not-allowed': 403,
  'export-unknown': 404,
  'export-running': 409,
  'export-without-file': 409,
  'setting-unknown': 400,
  'setting-value-refused': 400,
  'xapi-credential-unknown': 404,
  'statement-pipe-unknown': 404,
  'statement-pipes-full': 400,
  'statement-pipe-without-target': 400,
  'xapi-invalid': 400,
  'xapi-unauthorized': 401,
  'xapi-forbidden': 403,
  'xapi-unknown': 404,
  'xapi-conflict': 409,
  'xapi-precondition': 412,
} satisfies Record<FailureCode, number>;

/** `{message, error, code, reference}`: both wordings, because clients of either generation read one of them. */
@Catch()
export class V2FailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('V2Api');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const reference = http.getRequest<FastifyRequest>().id;
    if (reply.sent) return;
    const answer =
      fault instanceof Failure
        ? { status: (statusOf as Record<string, number>)[fault.code] ?? 500, message: fault.publicMessage, code: fault.code }
        : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 401 && answer.code !== 'signed-out') void reply.header('www-authenticate', 'Basic realm="Courseway", Bearer');
    if (answer.status === 503 || answer.code === 'request-in-progress') void reply.header('retry-after', '2');
    void reply.code(answer.status).type('application/json').send({ message: answer.message, error: answer.message, code: answer.code, reference });
  }
}
