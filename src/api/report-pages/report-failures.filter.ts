import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { pageOfFault } from '../page-of-fault';
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
    const { request, reply, message } = pageOfFault(fault, host, messageOf, this.log);
    await this.pages.sendMessage(request, reply, message);
  }
}
