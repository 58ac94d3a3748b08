export type InvitationRefusal = 'disabled' | 'expired' | 'revoked' | 'full' | 'closed' | 'not-open' | 'gone';

/** Whether people who were named become recipients now. */
export const makesRecipients = (sending: string): boolean => sending === 'running' || sending === 'none';

const day = 86_400_000;

interface InvitationDates {
  allowLaunch: boolean;
  opensAt: number | null;
  expiresAt: number | null;
}
interface RecipientDates {
  state: string;
  revokedAt: number | null;
  startedAt: number | null;
}

/** Why nobody gets in at `now`. */
export function closedAt(invitation: InvitationDates, now: number): InvitationRefusal | undefined {
  if (!invitation.allowLaunch) return 'disabled';
  if (invitation.expiresAt !== null && now >= invitation.expiresAt) return 'expired';
  return undefined;
}

/** When the link of a recipient ends: the invitation's date, or so many days from the first start, whichever is earlier. */
export function linkEnd(invitation: { expiresAt: number | null; daysToComplete: number | null }, startedAt: number | null): number | null {
  const windowEnd = invitation.daysToComplete !== null && startedAt !== null ? startedAt + invitation.daysToComplete * day : null;
  if (windowEnd === null || invitation.expiresAt === null) return windowEnd ?? invitation.expiresAt;
  return Math.min(windowEnd, invitation.expiresAt);
}

/** Why this recipient does not get in at `now`; seats are counted elsewhere. */
export function recipientRefusal(invitation: InvitationDates & { daysToComplete: number | null }, recipient: RecipientDates, now: number): InvitationRefusal | undefined {
  if (recipient.state === 'gone') return 'gone';
  if (recipient.revokedAt !== null) return 'revoked';
  const closed = closedAt(invitation, now);
  if (closed) return closed;
  const end = linkEnd(invitation, recipient.startedAt);
  return end !== null && now >= end ? 'expired' : undefined;
}

/** Why a newcomer may not join a public invitation at `now`; the cap is counted elsewhere. */
export function joinRefusal(invitation: InvitationDates & { allowNewRegistrations: boolean }, now: number): InvitationRefusal | undefined {
  const closed = closedAt(invitation, now);
  if (closed) return closed;
  if (invitation.opensAt !== null && now < invitation.opensAt) return 'not-open';
  return invitation.allowNewRegistrations ? undefined : 'closed';
}
