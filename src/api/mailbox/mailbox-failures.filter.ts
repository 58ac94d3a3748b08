import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';

const statusOf: Record<string, number> = { unauthorized: 401, 'not-for-management': 403, 'signed-out': 401, 'role-missing': 403, 'console-token-wrong': 403, 'application-unknown': 404 };

/** Refusals as JSON; a 401 makes browsers ask for the application's id and secret. */
@Catch()
export class MailboxFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('Mailbox');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const reference = http.getRequest<FastifyRequest>().id;
    if (reply.sent) return;
    const answer = fault instanceof Failure ? { status: statusOf[fault.code] ?? 400, message: fault.publicMessage, code: fault.code } : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 401 && answer.code !== 'signed-out') void reply.header('www-authenticate', 'Basic realm="Courseway mailbox", charset="UTF-8"');
    if (answer.status === 503) void reply.header('retry-after', '2');
    void reply.code(answer.status).header('cache-control', 'no-store').type('application/json').send({ message: answer.message, error: answer.message, code: answer.code, reference });
  }
}
