import { Injectable } from '@nestjs/common';
import { ChangeInvitation } from '../../../invitations/change-invitation';
import { CreateInvitation } from '../../../invitations/create-invitation';
import { FindInvitations } from '../../../invitations/find-invitations';
import { WaitForSending } from '../../../invitations/wait-for-sending';
import { WalkInvitations } from '../../../invitations/walk-invitations';
import type { Xml } from '../../../platform/xml/xml-elements.rules';
import { element } from '../../../platform/xml/xml-elements.rules';
import { ReportRegistrations } from '../../../runtime/report-registrations';
import { elements, success, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { filterOf, flagOf, required } from '../v1-parameters';
import { changeOf, headOf, invitationXml, newInvitationOf, nothingYet, statusWord, userInvitationXml } from './invitation.wire';

/** Java gives up after 30 seconds and calls again. */
const longestWaitMs = 20_000;

/** Invitations, public and private. */
@Injectable()
export class InvitationMethods implements V1MethodGroup {
  constructor(
    private readonly create: CreateInvitation,
    private readonly change: ChangeInvitation,
    private readonly sending: WaitForSending,
    private readonly find: FindInvitations,
    private readonly walk: WalkInvitations,
    private readonly report: ReportRegistrations,
  ) {}

  readonly methods: V1Methods = {
    'rustici.invitation.createInvitation': { signedBy: 'application', run: (call) => this.add(call, true) },
    'rustici.invitation.createInvitationAsync': { signedBy: 'application', run: (call) => this.add(call, false) },
    'rustici.invitation.getInvitationStatus': { signedBy: 'application', run: (call) => this.status(call) },
    'rustici.invitation.getInvitationInfo': { signedBy: 'application', run: (call) => this.info(call) },
    'rustici.invitation.getInvitationList': { signedBy: 'application', run: (call) => this.list(call) },
    'rustici.invitation.changeStatus': { signedBy: 'application', run: (call) => this.set(call) },
  };

  private async add(call: V1Call, waits: boolean): Promise<V1Answer> {
    const id = await this.create.run(newInvitationOf(call));
    if (waits) await this.sending.run(call.applicationId, id, longestWaitMs);
    return { text: id };
  }

  private async status(call: V1Call): Promise<V1Answer> {
    const { status } = await this.find.status(call.applicationId, required(call, 'invitationId'));
    return elements(element('status', {}, statusWord[status]));
  }

  /** With reports whether or not `detail` asks for them: a client that never asks reads them, and falls over where there is none. */
  private async info(call: V1Call): Promise<V1Answer> {
    const id = required(call, 'invitationId');
    flagOf(call, 'detail');
    const found = await this.walk.one(call.applicationId, id);
    const { errors } = await this.find.status(call.applicationId, id);
    return { list: { name: 'invitationInfo', items: this.pieces([...headOf(found, errors), { markup: '<userInvitations>' }], this.people(call.applicationId, found), { markup: '</userInvitations>' }) } };
  }

  private async *pieces(before: readonly Xml[], between: AsyncIterable<Xml>, after: Xml): AsyncGenerator<Xml> {
    yield* before;
    yield* between;
    yield after;
  }

  private async *people(applicationId: string, of: Parameters<WalkInvitations['recipients']>[1]): AsyncGenerator<Xml> {
    for await (const part of this.walk.recipients(applicationId, of)) {
      const reports = new Map((await this.report.run(part.flatMap(({ registration }) => registration ?? []), 'course')).map((one) => [one.attributes?.['regid'], one]));
      yield* part.map((one) => userInvitationXml(one, reports.get(one.registration?.id) ?? nothingYet));
    }
  }

  private list(call: V1Call): V1Answer {
    const [ofId, ofCourse] = [filterOf(call, 'filter'), filterOf(call, 'coursefilter')];
    const parts = this.walk.run(call.applicationId, ({ invitation, courseId }) => ofId(invitation.invitationKey) && ofCourse(courseId));
    return { list: { name: 'invitationlist', items: this.summaries(parts) } };
  }

  private async *summaries(parts: ReturnType<WalkInvitations['run']>): AsyncGenerator<Xml> {
    for await (const part of parts) yield* part.map(invitationXml);
  }

  private async set(call: V1Call): Promise<V1Answer> {
    await this.change.run(call.applicationId, required(call, 'invitationId'), undefined, changeOf(call));
    return success();
  }
}
