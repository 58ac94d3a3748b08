import type { InvitationChange } from '../../../invitations/change-invitation';
import type { NewInvitation } from '../../../invitations/create-invitation';
import type { SendingStatus } from '../../../invitations/find-invitations';
import type { FoundRecipient } from '../../../invitations/find-recipients';
import { addressFault, allBad, errorLine } from '../../../invitations/recipient-rows.rules';
import type { WalkedInvitation } from '../../../invitations/walk-invitations';
import { cdata, element, type Xml } from '../../../platform/xml/xml-elements.rules';
import { type ReportNode, registrationReport } from '../../../runtime/legacy-report.rules';
import { reportXml } from '../../../runtime/write-report.rules';
import type { V1Call } from '../v1-call';
import { v1 } from '../v1-failures';
import { countOf, dateOf, flagOf, momentOf, required, wordsOf } from '../v1-parameters';
import { tagsOf, textOf } from '../v1-texts';
import { postBackOf } from '../v1-postback';

const mostAddresses = 200_000;
const mostSeats = 2_147_483_647;

function flagIn(call: V1Call, name: string): boolean {
  const value = flagOf(call, name);
  if (value === undefined) throw v1.missing(name);
  return value;
}

/** Whom learners ask, and who is answered to; a mail needs somebody. */
function senderOf(call: V1Call, sends: boolean): string {
  const address = (textOf(call, 255, 'creatingUserEmail') ?? '').trim();
  if (!address && sends) throw v1.missing('creatingUserEmail');
  const fault = address && addressFault(address);
  if (fault) throw v1.wrongValue('creatingUserEmail', `a mail address; this one ${fault}`);
  return address;
}

function recipientsOf(call: V1Call): { email: string }[] {
  const rows = (wordsOf(call, 'addresses') ?? []).map((email) => ({ email: email.slice(0, 1000) }));
  if (rows.length > mostAddresses) throw v1.wrongValue('addresses', `at most ${mostAddresses} mail addresses`);
  const fault = allBad(rows);
  if (fault) throw v1.wrongValue('addresses', `mail addresses; ${fault}`);
  return rows;
}

function seatsOf(call: V1Call): number {
  const seats = countOf(call, 'registrationCap', 'registrationcap') ?? 0;
  if (seats > mostSeats) throw v1.wrongValue('registrationCap', `at most ${mostSeats}`);
  return seats;
}

/** What createInvitation was asked for. Who is named in a public one and shall be mailed gets a link of their own, and takes a seat with the first start. */
export function newInvitationOf(call: V1Call): NewInvitation {
  const courseId = required(call, 'courseid');
  const isPublic = flagIn(call, 'public');
  const sends = flagOf(call, 'send') ?? false;
  const creatingUserEmail = senderOf(call, sends);
  const recipients = isPublic && !sends ? [] : recipientsOf(call);
  if (!isPublic && !recipients.length) throw v1.missing('addresses');
  const mail = { subject: textOf(call, 1000, 'emailSubject') || null, body: textOf(call, 200_000, 'emailBody') || null, recipients, isSilent: !isPublic && !sends, seatAtLaunch: isPublic };
  const common = { applicationId: call.applicationId, courseId, creatingUserEmail, mail, tags: tagsOf(call, 'tags'), postBack: postBackOf(call), expiresAt: momentOf(call, 'expirationdate') };
  return isPublic ? { ...common, registrationCap: seatsOf(call), joining: {} } : common;
}

export const changeOf = (call: V1Call): InvitationChange => {
  const [allowNewRegistrations, expiresAt] = [flagOf(call, 'open'), momentOf(call, 'expirationdate')];
  return { allowLaunch: flagIn(call, 'enable'), ...(allowNewRegistrations !== undefined && { allowNewRegistrations }), ...(expiresAt !== undefined && { expiresAt }) };
};

export const statusWord: Readonly<Record<SendingStatus['status'], string>> = { STARTED: 'running', COMPLETE: 'complete', CANCELLED: 'cancelled', ERROR: 'error' };

/** What an invitation is, before its people. Some clients read texts of others only as CDATA. */
export const headOf = ({ invitation, courseId, url, isCreated }: WalkedInvitation, errors: SendingStatus['errors']): Xml[] => [
  element('id', {}, cdata(invitation.invitationKey)), element('body', {}, cdata(invitation.body ?? '')), element('courseId', {}, cdata(courseId)), element('subject', {}, cdata(invitation.subject ?? '')),
  element('url', {}, cdata(url ?? '')), element('allowLaunch', {}, invitation.allowLaunch), element('allowNewRegistrations', {}, invitation.allowNewRegistrations), element('public', {}, invitation.isPublic),
  element('created', {}, isCreated), element('createdDate', {}, dateOf(invitation.createdAt)), element('errors', {}, ...errors.map((error) => element('error', {}, errorLine(error)))),
];

/** In a list, where neither people nor what went wrong with them is told. */
export const invitationXml = (found: WalkedInvitation): Xml => element('invitationInfo', {}, ...headOf(found, []), element('userInvitations'));

/** Of who has no registration, or one that is gone. */
export const nothingYet: ReportNode = registrationReport({ id: '', instance: 0, registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN', totalSecondsTracked: 0 }, 'course');

export const userInvitationXml = ({ recipient, url }: FoundRecipient, report: ReportNode): Xml =>
  element(
    'userInvitation', {}, element('email', {}, cdata(recipient.email)), element('url', {}, cdata(url)), element('isStarted', {}, recipient.startedAt !== null),
    element('registrationId', {}, cdata(recipient.registrationId ?? '')), reportXml(report),
  );
