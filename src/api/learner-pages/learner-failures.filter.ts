import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { logFault } from '../unhandled-failures.filter';
import { LearnerPages } from './learner-pages';

const pageOf: Record<string, { words: string; status: number }> = {
  'launch-link-expired': { words: 'launch.expired', status: 410 },
  'launch-link-invalid': { words: 'launch.invalid', status: 404 },
  'session-expired': { words: 'session.ended', status: 410 },
  'session-invalid': { words: 'launch.invalid', status: 404 },
  'session-gone': { words: 'session.gone', status: 410 },
};

/** Refusals and faults as pages in the learner's language with a reference, never a stack or an id. */
@Catch()
export class LearnerFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('LearnerPages');
  constructor(private readonly pages: LearnerPages) {}

  async catch(fault: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const page = fault instanceof Failure ? pageOf[fault.code] : undefined;
    if (!page) logFault(this.log, fault, request.id);
    await this.pages.sendMessage(request, http.getResponse<FastifyReply>(), { ...(page ?? { words: 'fault', status: 500 }), reference: request.id });
  }
}
