import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';

/** Short plain text: a course file is asked for by a course, seldom by a person. */
@Catch()
export class ContentFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('Content');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const answer = fault instanceof Failure ? { status: 404, message: fault.publicMessage } : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, request.id);
    const reply = http.getResponse<FastifyReply>();
    if (answer.status === 503) void reply.header('retry-after', '2');
    void reply.removeHeader('etag').removeHeader('content-range').code(answer.status).headers({ 'cache-control': 'no-store' }).type('text/plain; charset=utf-8').send(answer.message);
  }
}
