import { Failure } from '../platform/failure';
import type { InvitationRefusal } from './invitation-state.rules';

export type InvitationsFailureCode =
  | 'invitation-unknown' | 'recipient-unknown' | 'invitation-link-unknown' | 'invitation-refused' | 'invitation-too-many' | 'invitation-code-wrong' | 'invitation-code-expired' | 'recipients-refused';

const failure = (code: InvitationsFailureCode, message: string, details?: Record<string, unknown>) => new Failure(code, message, details);

export const invitationUnknown = (id: string) => failure('invitation-unknown', `Could not find invitation [${id}]`);
export const recipientUnknown = (id: string) => failure('recipient-unknown', `Could not find recipient [${id}] of this invitation`);
export const invitationLinkUnknown = () => failure('invitation-link-unknown', 'This link is not known; check that it is complete');
/** `view` is what the page of the refusal shows. */
export const invitationRefused = (refusal: InvitationRefusal, view: object) => failure('invitation-refused', `The invitation lets nobody in: ${refusal}`, { refusal, view });
export const invitationTooMany = (retryAfterSeconds: number) => failure('invitation-too-many', 'Too many requests from this address; try again later', { retryAfterSeconds });
export const invitationCodeWrong = (left: number) => failure('invitation-code-wrong', 'This is not the code that was mailed', { left });
export const invitationCodeExpired = () => failure('invitation-code-expired', 'The code has expired; ask for a new one');
/** A CSV that cannot be read as one, or of which no row is good; nothing was stored. */
export const recipientsRefused = (message: string) => failure('recipients-refused', message);
