import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AdministratorsFailureCode, WaysIn } from '../../administrators/administrators.failures';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';

const statusOf = {
  'signed-out': 401, 'console-token-wrong': 403, 'sign-in-refused': 401, 'totp-required': 401, 'sign-in-locked': 429, 'link-refused': 403, 'password-refused': 400, 'password-wrong': 403, 'role-missing': 403, 'administrator-unknown': 404,
  'administrator-exists': 409, 'last-owner': 409, 'console-session-unknown': 404, 'totp-code-wrong': 400, 'totp-not-offered': 409, 'totp-already-on': 409,
  'provider-off': 404, 'provider-unreachable': 503, 'provider-declined': 403, 'provider-refused': 403, 'provider-stale': 403, 'provider-email': 403, 'provider-no-access': 403, 'provider-taken': 403, 'password-off': 403, 'rights-by-groups': 409,
} satisfies Record<AdministratorsFailureCode, number>;
/** Of other features the console meets these. */
const others: Record<string, number> = { 'application-unknown': 404, 'invalid-input': 400, 'body-too-large': 413 };

/** `{message, error, code, reference}`, as in the API. */
@Catch()
export class ConsoleFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('Console');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const reference = http.getRequest<FastifyRequest>().id;
    if (reply.sent) return;
    const answer = fault instanceof Failure ? { status: { ...others, ...statusOf }[fault.code] ?? 400, message: fault.publicMessage, code: fault.code } : answerToFault(fault);
    const { retryAfter, firstAdministrator, provider } = (fault instanceof Failure ? fault.details : {}) as Partial<WaysIn> & { retryAfter?: number };
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 503) void reply.header('retry-after', '2');
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    void reply.code(answer.status).header('cache-control', 'no-store').type('application/json').send({ message: answer.message, error: answer.message, code: answer.code, reference, firstAdministrator, provider });
  }
}
