import { z } from 'zod';
import type { InvitationChange } from '../../../invitations/change-invitation';
import type { RecipientChange } from '../../../invitations/change-recipient';
import type { NewInvitation } from '../../../invitations/create-invitation';
import type { FoundInvitation, InvitationQuery, SendingStatus } from '../../../invitations/find-invitations';
import type { FoundRecipient, RecipientQuery } from '../../../invitations/find-recipients';
import { placeholders, unknownPlaceholders } from '../../../invitations/mail/placeholders.rules';
import { addressFault, allBad, errorLine, type RecipientRow } from '../../../invitations/recipient-rows.rules';
import { isTimeZone, usualReminderDays } from '../../../invitations/reminders.rules';
import { invalidInput } from '../../../platform/failure';
import type { Suppression } from '../../../platform/mail/mail-suppressions';
import { scoreOf } from '../../../runtime/registration-results';
import { parseInput } from '../../read-body';
import { callerId } from '../../caller-id';
import { isoOf, momentOf, orderOf, wordOf } from '../v2-lists';
import { given, type Params, plain, postBack, single, tagWords, tagsOf } from '../v2-shapes';

const most = 200_000;
const mailAddress = plain(255).superRefine((text, context) => {
  const fault = addressFault(text.trim());
  if (fault) context.addIssue({ code: 'custom', message: fault });
});
const mailText = (length: number) =>
  plain(length).superRefine((text, context) => {
    const unknown = unknownPlaceholders(text);
    if (unknown.length) context.addIssue({ code: 'custom', message: `has the unknown placeholder ${unknown.join(', ')}; known are ${placeholders.join(', ')}` });
  });
const subject = mailText(1000).refine((text) => !/[\r\n]/.test(text), 'may not contain a line break');
const moment = z.string().max(64).nullish();
const days = z.number().int().min(1).max(3660).nullish();
const row = z.object({
  email: z.string({ error: 'is required' }).max(1000), firstName: z.string().max(1000).nullish(), lastName: z.string().max(1000).nullish(), locale: z.string().max(64).nullish(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(), registrationId: callerId.nullish(),
});
const recipients = z.array(row).max(most);
export const recipientList = z.object({ recipients });
const mail = z.object({ subject: subject.nullish(), body: mailText(200_000).nullish(), addresses: z.array(z.string().max(1000)).max(most).nullish() });
const cap = z.number().int().min(0, 'must be 0 (without limit) or more').max(2_147_483_647).nullish();
const locale = plain(16).nullish();
const timeZone = plain(64).refine(isTimeZone, 'must be the name of a time zone such as Europe/Berlin').nullish();
const reminders = z.union([z.boolean(), z.array(z.number().int().min(-365).max(365)).max(10)]).nullish();
/** Fields of ours that both kinds have, beside those of SCORM Cloud. */
const ours = { locale, timeZone, daysToComplete: days, dueDate: moment };

export const newPrivate = z.object({
  courseId: callerId, creatingUserEmail: mailAddress, invitationEmail: mail, postBack: postBack.nullish(), expirationDate: moment, tags: tagWords.nullish(),
  duplicateRegistrationOption: z.enum(['FAIL', 'INSTANCE_EXISTING', 'SEND_EXISTING', 'CREATE_NEW']).nullish(),
  ...ours, recipients: recipients.nullish(), reminders, sendDate: moment, registrationCap: cap, consumeSeat: z.enum(['send', 'launch']).nullish(),
}).meta({ id: 'CreatePrivateInvitationSchema' });
const allowedDomains = z.array(plain(253).min(1).transform((domain) => domain.toLowerCase().replace(/^@/, ''))).max(100).nullish();
export const newPublic = z.object({
  courseId: callerId, creatingUserEmail: mailAddress, registrationCap: cap, postBack: postBack.nullish(), expirationDate: moment, tags: tagWords.nullish(),
  ...ours, opensDate: moment, asksCode: z.boolean().nullish(), allowedDomains,
}).meta({ id: 'CreatePublicInvitationSchema' });
export const changedPrivate = z.object({
  allowLaunch: z.boolean().nullish(), invitationEmail: mail.nullish(), postBack: postBack.nullish(), expirationDate: moment,
  ...ours, recipients: recipients.nullish(), reminders, sendDate: moment, registrationCap: cap, sending: z.enum(['running', 'paused', 'cancelled']).nullish(),
}).meta({ id: 'PrivateInvitationUpdateSchema' });
export const changedPublic = z.object({
  allowLaunch: z.boolean().nullish(), allowNewRegistrations: z.boolean().nullish(), postBack: postBack.nullish(), expirationDate: moment, registrationCap: cap,
  ...ours, opensDate: moment, asksCode: z.boolean().nullish(), allowedDomains,
}).meta({ id: 'PublicInvitationUpdateSchema' });
export const changedRecipient = z.object({ email: mailAddress.nullish(), firstName: plain(255).nullish(), lastName: plain(255).nullish(), locale, revoked: z.boolean().nullish() });

/** `none` clears a date, because null changes nothing. */
const dateOf = (name: string, value: string | null | undefined): number | null | undefined => (value == null || value === '' ? undefined : value.toLowerCase() === 'none' ? null : momentOf(name, value));

const rowsOf = (addresses: readonly string[] | null | undefined, people: z.infer<typeof recipients> | null | undefined): RecipientRow[] => [
  ...(addresses ?? []).map((email) => ({ email })),
  ...(people ?? []).map(({ email, firstName, lastName, locale: language, fields, registrationId }) => ({
    email, registrationId: registrationId ?? undefined, firstName: firstName ?? undefined, lastName: lastName ?? undefined, locale: language ?? undefined,
    fields: fields ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])) : undefined,
  })),
];

/** Rows are checked one by one in the job; a call in which none is good is refused as a whole. */
function refuseIfAllBad(rows: readonly RecipientRow[]): void {
  const fault = allBad(rows);
  if (fault) throw invalidInput('invitationEmail.addresses', fault);
}

const datesOf = (body: { expirationDate?: string | null; dueDate?: string | null; sendDate?: string | null; opensDate?: string | null; reminders?: boolean | number[] | null }) => ({
  expiresAt: dateOf('expirationDate', body.expirationDate), dueAt: dateOf('dueDate', body.dueDate), opensAt: dateOf('sendDate', body.sendDate) ?? dateOf('opensDate', body.opensDate),
  reminderDays: body.reminders === true ? [...usualReminderDays] : body.reminders === false ? null : (body.reminders ?? undefined),
});
const defined = <T extends object>(fields: T): T => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** CreatePrivateInvitationSchema, with fields of ours. */
export function toNewPrivate(applicationId: string, body: unknown): NewInvitation {
  const read = parseInput(newPrivate, body);
  const rows = rowsOf(read.invitationEmail.addresses, read.recipients);
  if (!rows.length && !read.recipients) throw invalidInput('invitationEmail.addresses', 'names nobody; give addresses, or an empty list of recipients to add them later');
  refuseIfAllBad(rows);
  const { courseId, creatingUserEmail, postBack: target, tags, locale: language, timeZone: zone, daysToComplete, registrationCap } = given(read);
  return {
    applicationId, courseId, creatingUserEmail, postBack: target, tags, locale: language, timeZone: zone, daysToComplete, registrationCap, ...defined(datesOf(read)),
    mail: { subject: read.invitationEmail.subject, body: read.invitationEmail.body, recipients: rows, duplicates: read.duplicateRegistrationOption ?? undefined, seatAtLaunch: read.consumeSeat === 'launch' },
  };
}

/** CreatePublicInvitationSchema, with fields of ours. */
export function toNewPublic(applicationId: string, body: unknown): NewInvitation {
  const read = parseInput(newPublic, body);
  const { courseId, creatingUserEmail, postBack: target, tags, locale: language, timeZone: zone, daysToComplete, registrationCap, asksCode, allowedDomains: domains } = given(read);
  return {
    applicationId, courseId, creatingUserEmail, postBack: target, tags, locale: language, timeZone: zone, daysToComplete, registrationCap, ...defined(datesOf(read)), joining: { asksCode, allowedDomains: domains },
  };
}

/** PrivateInvitationUpdateSchema, with fields of ours. */
export function toPrivateChange(body: unknown): InvitationChange {
  const read = parseInput(changedPrivate, body);
  const { allowLaunch, postBack: target, locale: language, timeZone: zone, daysToComplete, registrationCap, sending, invitationEmail } = given(read);
  const rows = rowsOf(invitationEmail?.addresses, read.recipients);
  refuseIfAllBad(rows);
  return defined({
    allowLaunch, postBack: target, locale: language, timeZone: zone, daysToComplete, registrationCap, sending, ...datesOf(read), subject: invitationEmail?.subject ?? undefined,
    body: invitationEmail?.body ?? undefined, recipients: rows.length ? rows : undefined,
  });
}

/** PublicInvitationUpdateSchema, with fields of ours. */
export function toPublicChange(body: unknown): InvitationChange {
  const read = parseInput(changedPublic, body);
  const { allowLaunch, allowNewRegistrations, postBack: target, locale: language, timeZone: zone, daysToComplete, registrationCap, asksCode, allowedDomains: domains } = given(read);
  return defined({ allowLaunch, allowNewRegistrations, postBack: target, locale: language, timeZone: zone, daysToComplete, registrationCap, asksCode, allowedDomains: domains, ...datesOf(read) });
}

export const toRecipientChange = (body: unknown): RecipientChange => given(parseInput(changedRecipient, body));
export const toRecipients = (body: unknown): RecipientRow[] => {
  const rows = rowsOf(undefined, parseInput(recipientList, body).recipients);
  refuseIfAllBad(rows);
  return rows;
};

/** The filters of lists (SEMANTICS 5). */
export function toInvitationQuery(q: Params, isPublic?: boolean): InvitationQuery {
  wordOf('filterBy', single(q['filterBy']), ['invitation_id'], 'invitation_id');
  return {
    courseId: single(q['courseId']), since: momentOf('since', single(q['since'])), until: momentOf('until', single(q['until'])), filter: single(q['filter']), tags: tagsOf(q['tags']), isPublic,
    dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    ...orderOf(single(q['orderBy']), ['updated', 'created'], { orderBy: 'updated', direction: 'asc' }),
  };
}

const states = ['queued', 'sent', 'bounced', 'failed', 'suppressed', 'cancelled', 'joined', 'gone'] as const;

/** The filters of user invitations; `state` and filtering by address are ours. */
export function toRecipientQuery(q: Params): RecipientQuery {
  const state = single(q['state']);
  return {
    since: momentOf('since', single(q['since'])), until: momentOf('until', single(q['until'])), filter: single(q['filter']), state: state === undefined ? undefined : wordOf('state', state, states, 'queued'),
    filterBy: wordOf('filterBy', single(q['filterBy']), ['registration_id', 'email'], 'registration_id'), dateField: wordOf('datetimeFilter', single(q['datetimeFilter']), ['created', 'updated'], 'updated'),
    ...orderOf(single(q['orderBy']), ['updated', 'created'], { orderBy: 'updated', direction: 'asc' }),
  };
}

export const suppression = z.object({ scope: z.enum(['all', 'reminders']).nullish(), reason: plain(255).nullish() });
/** `all` (the default): no mail at all; `reminders`: invitations only. */
export const toSuppression = (body: unknown): { scope: 'all' | 'reminders'; reason: string } => {
  const { scope, reason } = parseInput(suppression, body ?? {});
  return { scope: scope ?? 'all', reason: reason ?? 'asked for through the API' };
};
export const toSuppressionSchema = ({ address, scope, reason, createdAt }: Suppression) => ({ address, scope, reason, created: isoOf(createdAt) });

/** InvitationSummarySchema. */
export const toSummarySchema = ({ invitation, courseId }: FoundInvitation) => ({
  id: invitation.invitationKey, courseId, isPublic: invitation.isPublic, createDate: isoOf(invitation.createdAt), updated: isoOf(invitation.updatedAt),
});

/** A receiver's password goes in and never out. */
const postBackOf = (value: Record<string, unknown> | null) => (value ? given({ ...value, password: undefined }) : undefined);

const common = ({ invitation, courseId }: FoundInvitation, withCount: boolean) => ({
  id: invitation.invitationKey, courseId, allowLaunch: invitation.allowLaunch, createDate: isoOf(invitation.createdAt), updated: isoOf(invitation.updatedAt), postBack: postBackOf(invitation.postBack),
  expirationDate: isoOf(invitation.expiresAt), creatingUserEmail: invitation.creatingUserEmail, locale: invitation.locale ?? undefined, timeZone: invitation.timeZone,
  daysToComplete: invitation.daysToComplete ?? undefined, dueDate: isoOf(invitation.dueAt), registrationCap: invitation.registrationCap, ...(withCount && { registrationCount: invitation.registrationCount }),
});

/** PrivateInvitationSchema, with fields of ours. `addresses` only when they were asked for. */
export const toPrivateSchema = (found: FoundInvitation, options: { withCount: boolean; addresses?: string[] }) => ({
  ...common(found, options.withCount),
  invitationEmail: { subject: found.invitation.subject ?? undefined, body: found.invitation.body ?? undefined, addresses: options.addresses },
  duplicateRegistrationOption: found.invitation.duplicates, sendDate: isoOf(found.invitation.opensAt), reminders: found.invitation.reminderDays ?? undefined, sending: found.invitation.sending,
  consumeSeat: found.invitation.seatAtLaunch ? 'launch' : 'send',
});

/** PublicInvitationSchema, with fields of ours. */
export const toPublicSchema = (found: FoundInvitation, options: { withCount: boolean }) => ({
  ...common(found, options.withCount),
  allowNewRegistrations: found.invitation.allowNewRegistrations, url: found.url, opensDate: isoOf(found.invitation.opensAt), asksCode: found.invitation.asksCode,
  allowedDomains: found.invitation.allowedDomains ?? undefined,
});

/** InvitationJobStatusSchema; `errorCount` tells all of them where `errors` lists the first thousand. */
export const toJobStatusSchema = (status: SendingStatus) => ({
  status: status.status, errors: status.errors.map(errorLine), errorCount: status.errorCount, total: status.total, processed: status.processed,
});

/** UserInvitationSchema, with fields of ours. */
export const toUserInvitationSchema = ({ recipient, url, registration }: FoundRecipient) => ({
  email: recipient.email, url, isStarted: recipient.startedAt !== null, updated: isoOf(recipient.updatedAt), registrationId: recipient.registrationId ?? undefined,
  ...(registration && {
    registrationReport: { complete: registration.completion, success: registration.success, totalSecondsTracked: Number(registration.seconds), score: scoreOf(registration.score) },
  }),
  recipientId: recipient.recipientKey, firstName: recipient.firstName ?? undefined, lastName: recipient.lastName ?? undefined, state: recipient.state, error: recipient.error ?? undefined,
  revoked: recipient.revokedAt !== null, mailed: isoOf(recipient.mailedAt),
});
