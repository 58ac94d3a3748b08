import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NoteLaunch } from '../../dispatch/diagnostics/note-launch';
import type { NotedLaunch } from '../../dispatch/diagnostics/reference-code.rules';
import type { RefusalDetails } from '../../dispatch/dispatch.failures';
import { AcceptDispatchLaunch } from '../../dispatch/relay/accept-dispatch-launch';
import { learnerLanguage } from '../../dispatch/relay/launch-language.rules';
import { PopupTickets } from '../../dispatch/relay/popup-tickets';
import { RelayTokens } from '../../dispatch/relay/relay-tokens';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { Failure } from '../../platform/failure';
import { Templates } from '../../platform/templates/templates';
import { answerToFault } from '../unhandled-failures.filter';
import { type LaunchBody, toDispatchLaunch, toRefused, toWelcome, type Welcome } from './relay.wire';

/** The refusal behind a fault; anything else is thrown on. */
function refusalIn(fault: unknown): RefusalDetails {
  if (fault instanceof Failure && fault.code === 'launch-refused') return fault.details as unknown as RefusalDetails;
  if (!(fault instanceof Failure) && answerToFault(fault).status === 503) return { refusal: 'maintenance' };
  throw fault;
}

/** Turns a launch of a package into what the shell or the package shows next. */
@Injectable()
export class LaunchAnswers {
  constructor(
    private readonly accept: AcceptDispatchLaunch,
    private readonly note: NoteLaunch,
    private readonly tickets: PopupTickets,
    private readonly tokens: RelayTokens,
    private readonly templates: Templates,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** A welcome, a ticket for a popup, or a refusal; of faults only a lost database is answered here. */
  async launch(dispatchKey: string, body: LaunchBody, request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const noted = this.note.run();
    try {
      const welcome = await this.welcome(dispatchKey, body, request, noted);
      return body.via === 'popup' ? await this.ticket(dispatchKey, welcome) : this.worded(welcome.answer);
    } catch (fault) {
      return this.refused(fault, body, noted.reference, request, reply);
    }
  }

  /** The welcome a ticket holds. Failures: relay-gone. */
  async redeem(dispatchKey: string, ticket: string): Promise<object> {
    return this.worded(await this.tickets.redeem<Welcome>(dispatchKey, ticket));
  }

  private async welcome(dispatchKey: string, body: LaunchBody, request: FastifyRequest, noted: NotedLaunch): Promise<{ answer: Welcome; seatKey?: string }> {
    const lang = this.language(body, request);
    const from = { address: request.ip, origin: request.headers.origin, lang, ownOrigins: this.config.ownOrigins, agent: request.headers['user-agent'], request: request.id };
    const accepted = await this.accept.run(toDispatchLaunch(dispatchKey, body, from), noted);
    const { seat, epoch } = accepted;
    const lmsMode = body.lms.mode || 'normal';
    const token = seat ? this.tokens.sign({ d: dispatchKey, s: seat.seatKey, i: seat.instanceKey, e: epoch, m: lmsMode, l: noted.timelineKey, t: this.clock.now() }) : '';
    const asked = this.language(body, request, accepted.door.settings.language);
    return { answer: toWelcome(accepted, { token, lmsMode, lang: asked, ref: noted.reference }), seatKey: seat?.seatKey };
  }

  /** The popup gets its welcome by the ticket; the package keeps what it needs to write into the LMS. */
  private async ticket(dispatchKey: string, { answer, seatKey }: { answer: Welcome; seatKey?: string }): Promise<object> {
    const ticket = await this.tickets.issue(dispatchKey, seatKey, { ...answer, pointer: '' });
    const { playUrl: _own, ...rest } = answer;
    return { ...this.worded(rest), result: 'ticket', ticket, popupUrl: `${this.config.launchUrl}/d/${dispatchKey}/popup` };
  }

  private worded<W extends { lang: Welcome['lang'] }>(answer: W): W & { texts: Record<string, string> } {
    return { ...answer, texts: this.templates.textsOf('dispatch', answer.lang) };
  }

  private refused(fault: unknown, body: LaunchBody, reference: string, request: FastifyRequest, reply: FastifyReply): object {
    const { refusal, language, support } = refusalIn(fault);
    if (refusal === 'too-many') void reply.code(429).header('retry-after', '3600');
    if (refusal === 'maintenance') void reply.code(503).header('retry-after', '60');
    const lang = this.language(body, request, language);
    const words = this.templates.textsOf('dispatch', lang);
    return { ...toRefused(refusal, reference, support, lang, this.templates.textsOf('refusals', lang)), words };
  }

  private language(body: LaunchBody, request: FastifyRequest, destination?: string) {
    return learnerLanguage({ lms: body.lms.lang, acceptLanguage: request.headers['accept-language'], destination });
  }
}
