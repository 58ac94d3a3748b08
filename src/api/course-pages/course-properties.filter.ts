import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { pageOfFault } from '../page-of-fault';
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
    const { request, reply, message } = pageOfFault(fault, host, messageOf, this.log);
    await this.pages.sendMessage(request, reply, message);
  }
}
