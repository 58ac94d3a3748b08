import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';
import { ReportPages } from './report-pages';

const messageOf: Record<string, { key: string; status: number }> = {
  'report-link-expired': { key: 'expired', status: 410 },
  'report-link-invalid': { key: 'invalid', status: 404 },
  'report-not-allowed': { key: 'forbidden', status: 403 },
};

/** Refusals and faults as pages in the reader's language with a reference. */
@Catch()
export class ReportFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('ReportPages');
  constructor(private readonly pages: ReportPages) {}

  async catch(fault: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const known = fault instanceof Failure ? messageOf[fault.code] : undefined;
    const message = known ?? { key: 'fault', status: fault instanceof Failure ? 500 : answerToFault(fault).status };
    if (message.status === 500) logFault(this.log, fault, request.id);
    if (message.status === 503) void reply.header('retry-after', '2');
    await this.pages.sendMessage(request, reply, message);
  }
}
