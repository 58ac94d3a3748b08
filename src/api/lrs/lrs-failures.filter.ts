import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';

const statusOf: Record<string, number> = {
  'xapi-invalid': 400, 'invalid-input': 400, 'body-too-large': 413, 'xapi-unauthorized': 401, 'xapi-forbidden': 403, 'xapi-unknown': 404, 'xapi-conflict': 409, 'xapi-precondition': 412, 'session-gone': 410, 'course-unknown': 410,
};

/** What content is refused, with the reason it can show: the place in the statement, or the clause. */
@Catch()
export class LrsFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('LRS');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { id: reference } = http.getRequest<FastifyRequest>();
    const status = fault instanceof Failure ? statusOf[fault.code] : undefined;
    const answer = fault instanceof Failure && status ? { status, message: fault.publicMessage, code: fault.code } : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 503) void reply.header('retry-after', '2');
    if (answer.status === 401) void reply.header('www-authenticate', 'Basic realm="session"');
    void reply.code(answer.status).send({ message: answer.message, error: answer.message, code: answer.code, reference });
  }
}
