/** Why a launch is refused; the codes of RELAY 1.11 that the server decides. */
export type RefusalCode =
  | 'disabled' | 'not-started' | 'expired' | 'full' | 'closed-to-new' | 'key-revoked' | 'wrong-site'
  | 'no-learner' | 'not-found' | 'bad-signature' | 'lms-address' | 'lms-silent' | 'too-many' | 'maintenance' | 'opened-elsewhere';

export interface OpeningTimes {
  enabled: boolean;
  startsAt: number | null;
  expiresAt: number | null;
}

/** Why a dispatch lets nobody in at this moment, by the server's clock. */
export function closedAt({ enabled, startsAt, expiresAt }: OpeningTimes, now: number): 'disabled' | 'not-started' | 'expired' | undefined {
  if (!enabled) return 'disabled';
  if (startsAt !== null && now < startsAt) return 'not-started';
  return expiresAt !== null && now > expiresAt ? 'expired' : undefined;
}

export interface LaunchDoor {
  /** `undefined`: no such key, or no such dispatch. */
  key?: { revokedAt: number | null };
  dispatch?: OpeningTimes;
  site: { origins: readonly string[]; allowed: readonly string[]; enforced: boolean };
  learnerId: string;
  allowAnonymous: boolean;
  /** A pointer with a valid proof says who it is when the LMS does not. */
  proven: boolean;
}

/** Whether every origin a browser reported is one the destination listed. An empty list allows every site. */
const isAllowedSite = (origins: readonly string[], allowed: readonly string[]): boolean =>
  allowed.length === 0 || origins.every((origin) => allowed.includes(origin));

/** The first of the checks of RELAY 1.5, in its order, that a launch fails before it is known whose registration it is. */
export function refusalAtTheDoor(door: LaunchDoor, now: number): RefusalCode | undefined {
  if (!door.key || !door.dispatch) return 'not-found';
  if (door.key.revokedAt !== null && door.key.revokedAt <= now) return 'key-revoked';
  const closed = closedAt(door.dispatch, now);
  if (closed) return closed;
  if (door.site.enforced && !isAllowedSite(door.site.origins, door.site.allowed)) return 'wrong-site';
  if (!door.learnerId && !door.allowAnonymous && !door.proven) return 'no-learner';
  return undefined;
}

/** Whether asking again later can help; decides if a "Try again" button is shown. */
export const canRetry = (code: RefusalCode): boolean => ['disabled', 'not-started', 'full', 'closed-to-new', 'too-many', 'maintenance', 'no-learner', 'lms-silent'].includes(code);
