import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';

const statusOf: Record<string, number> = { 'session-expired': 401, 'session-invalid': 401, 'session-gone': 410, 'course-unknown': 410, 'course-version-unknown': 410, 'unit-unknown': 404, 'body-too-large': 413, 'invalid-input': 400 };
const words: Record<number, string> = {
  401: 'This session has ended. Your saved work is kept: go back to the page you came from and start the course again.',
  410: 'This registration no longer exists. Ask the person who gave you the course.',
};

/** Commits get a status the player acts on; a page that cannot be shown says why in plain text. */
@Catch()
export class PlayerFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('Player');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const known = fault instanceof Failure ? statusOf[fault.code] : undefined;
    const answer = fault instanceof Failure && known ? { status: known, message: fault.publicMessage, code: fault.code } : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, request.id);
    if (answer.status === 503) void reply.header('retry-after', '2');
    if (request.method === 'GET') return void reply.code(answer.status).type('text/plain; charset=utf-8').send(`${words[answer.status] ?? answer.message}\n\n${request.id}`);
    void reply.code(answer.status).send({ message: answer.message, error: answer.message, code: answer.code, reference: request.id });
  }
}
