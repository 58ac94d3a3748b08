import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';

const goneStatus: Record<string, number> = { expired: 401, invalid: 401, 'not-found': 410 };

/** Faults of the relay as the package understands them: `gone` ends a launch, everything else may be tried again. */
@Catch()
export class RelayFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('Relay');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const reference = http.getRequest<FastifyRequest>().id;
    if (reply.sent) return;
    if (fault instanceof Failure && fault.code === 'relay-gone') {
      const why = String(fault.details['why']);
      void reply.code(goneStatus[why] ?? 410).type('application/json').send({ result: 'gone', code: why, ref: reference });
      return;
    }
    const answer = fault instanceof Failure ? { status: fault.code === 'body-too-large' ? 413 : 400, code: fault.code, message: fault.publicMessage } : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 503) void reply.header('retry-after', '5');
    void reply.code(answer.status).type('application/json').send({ result: 'error', code: answer.code, message: answer.message, ref: reference });
  }
}
