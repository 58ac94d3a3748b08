import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InvitationView } from '../../invitations/describe-invitation';
import type { InvitationRefusal } from '../../invitations/invitation-state.rules';
import { Failure } from '../../platform/failure';
import { answerToFault, logFault } from '../unhandled-failures.filter';
import { type LearnerPage, LearnerPages } from './learner-pages';
import { refusalPage, tooManyPage, unknownLinkPage } from './refusal-page';

const messageOf: Record<string, { words: string; status: number }> = {
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
    const reply = http.getResponse<FastifyReply>();
    const page = fault instanceof Failure ? invitationPage(fault, request.id) : undefined;
    if (page) return this.pages.send(request, reply, page);
    const message = (fault instanceof Failure && messageOf[fault.code]) || { words: 'fault', status: fault instanceof Failure ? 500 : answerToFault(fault).status };
    if (message.status === 500) logFault(this.log, fault, request.id);
    if (message.status === 503) void reply.header('retry-after', '2');
    await this.pages.sendMessage(request, reply, { ...message, reference: request.id });
  }
}

function invitationPage({ code, details }: Failure, reference: string): LearnerPage | undefined {
  if (code === 'invitation-link-unknown') return unknownLinkPage(reference);
  if (code === 'invitation-refused') return refusalPage(details['refusal'] as InvitationRefusal, details['view'] as InvitationView, reference);
  return code === 'invitation-too-many' ? tooManyPage(Number(details['retryAfterSeconds']), reference) : undefined;
}
