import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';
import { PropertiesPages } from './properties-pages';

const messageOf: Record<string, { key: string; status: number }> = {
  'course-link-expired': { key: 'expired', status: 410 },
  'course-link-invalid': { key: 'invalid', status: 404 },
  'course-unknown': { key: 'gone', status: 404 },
};

/** Refusals and faults as pages in the reader's language with a reference. */
@Catch()
export class CoursePropertiesFilter implements ExceptionFilter {
  private readonly log = new Logger('CoursePages');
  constructor(private readonly pages: PropertiesPages) {}

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
