import { z } from 'zod';
import { completionWord, count, flag, moment, more, postBackAnswer, score, successWord, text } from '../v2-answers.wire';

export const summaryAnswer = z.object({ id: z.string(), courseId: z.string(), isPublic: z.boolean(), createDate: moment, updated: moment }).meta({ id: 'InvitationSummarySchema' });
export const summaryListAnswer = z.object({ invitations: z.array(summaryAnswer), more }).meta({ id: 'InvitationSummaryList' });

const common = {
  id: z.string(), courseId: z.string(), allowLaunch: flag, createDate: moment, updated: moment, postBack: postBackAnswer.optional(), expirationDate: moment, creatingUserEmail: text, locale: text, timeZone: text,
  daysToComplete: count, dueDate: moment, registrationCap: count, registrationCount: count,
};
const mail = z.object({ subject: text, body: text, addresses: z.array(z.string()).optional() }).meta({ id: 'InvitationEmailSchema' });

export const privateAnswer = z
  .object({
    ...common, invitationEmail: mail, duplicateRegistrationOption: z.enum(['FAIL', 'INSTANCE_EXISTING', 'SEND_EXISTING', 'CREATE_NEW']).optional(), sendDate: moment, reminders: z.array(z.number().int()).optional(),
    sending: z.enum(['running', 'paused', 'cancelled', 'none']), consumeSeat: z.enum(['send', 'launch']),
  })
  .meta({ id: 'PrivateInvitationSchema' });
export const privateListAnswer = z.object({ invitations: z.array(privateAnswer), more }).meta({ id: 'PrivateInvitationList' });

export const publicAnswer = z
  .object({ ...common, invitationEmail: mail.optional().describe('Never there: a public invitation mails nobody'), allowNewRegistrations: flag, url: text, opensDate: moment, asksCode: flag, allowedDomains: z.array(z.string()).optional() })
  .meta({ id: 'PublicInvitationSchema' });
export const publicListAnswer = z.object({ invitations: z.array(publicAnswer), more }).meta({ id: 'PublicInvitationList' });

export const jobStatusAnswer = z
  .object({ status: z.enum(['STARTED', 'CANCELLED', 'COMPLETE', 'ERROR']), errors: z.array(z.string()), errorCount: count, total: z.number().int(), processed: z.number().int() })
  .meta({ id: 'InvitationJobStatusSchema' });

const report = z
  .object({ complete: completionWord.optional(), success: successWord.optional(), totalSecondsTracked: z.number().optional(), score: score.optional() })
  .meta({ id: 'UserInvitationSchemaRegistrationReport' });
const userInvitation = z
  .object({
    email: text, url: text, isStarted: flag, updated: moment, registrationId: text, registrationReport: report.optional(), recipientId: text, firstName: text, lastName: text,
    state: z.enum(['queued', 'sent', 'bounced', 'failed', 'suppressed', 'cancelled', 'joined', 'gone']).optional(), error: text, revoked: flag, mailed: moment,
  })
  .meta({ id: 'UserInvitationSchema' });
export const userInvitationListAnswer = z.object({ userInvitations: z.array(userInvitation), more }).meta({ id: 'UserInvitationList' });

const rowFault = z.object({ row: z.number().int(), address: text, message: z.string() });
export const takenRowsAnswer = z.object({ rows: z.number().int(), accepted: count, known: count, bad: count, errors: z.array(rowFault).optional() });
export const suppressionListAnswer = z.object({ suppressions: z.array(z.object({ address: z.string(), scope: z.enum(['all', 'reminders']), reason: text, created: moment })), more });
