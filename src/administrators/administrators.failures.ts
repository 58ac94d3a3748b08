import { Failure } from '../platform/failure';

export type AdministratorsFailureCode =
  | 'signed-out' | 'console-token-wrong' | 'sign-in-refused' | 'totp-required' | 'sign-in-locked' | 'link-refused' | 'password-refused' | 'password-wrong' | 'role-missing' | 'administrator-unknown' | 'administrator-exists'
  | 'last-owner' | 'console-session-unknown' | 'totp-code-wrong' | 'totp-not-offered' | 'totp-already-on'
  | 'provider-off' | 'provider-unreachable' | 'provider-declined' | 'provider-refused' | 'provider-stale' | 'provider-email' | 'provider-no-access' | 'provider-taken' | 'password-off' | 'rights-by-groups';

const failure = (code: AdministratorsFailureCode, message: string, details?: Record<string, unknown>) => new Failure(code, message, details);

/** How people get in, for the page that asks. */
export interface WaysIn {
  firstAdministrator: boolean;
  provider?: { name: string; passwords: 'all' | 'owners' };
}
export const signedOut = (details?: WaysIn) => failure('signed-out', 'Nobody is signed in, or the session has ended; sign in', details && { ...details });
export const consoleTokenWrong = () => failure('console-token-wrong', 'X-Console-Token: is missing or not the one of this session; load the page again');
/** The same words for an unknown address, a wrong password and a wrong code. */
export const signInRefused = () => failure('sign-in-refused', 'Mail address, password or code is wrong');
export const totpRequired = () => failure('totp-required', 'code: is required; type the code of your authenticator, or a recovery code');
export const signInLocked = (seconds: number) => failure('sign-in-locked', 'There were too many attempts; go on when Retry-After says so', { retryAfter: seconds });
/** The same words for a wrong, a used and an expired link. */
export const linkRefused = () => failure('link-refused', 'This link is wrong, expired or was used already; ask for a new one');
export const passwordRefused = (why: string) => failure('password-refused', `password: ${why}`);
export const passwordWrong = () => failure('password-wrong', 'The current password is wrong');
export const roleMissing = (what: string) => failure('role-missing', `Your role does not allow this; ${what}`);
export const administratorUnknown = (id: string) => failure('administrator-unknown', `Could not find administrator [${id}]`);
export const administratorExists = () => failure('administrator-exists', 'email: there is an administrator with this address already');
export const lastOwner = () => failure('last-owner', 'The last owner of the installation who can sign in must stay one; make another one first');
export const consoleSessionUnknown = (id: string) => failure('console-session-unknown', `Could not find session [${id}]`);
export const totpCodeWrong = () => failure('totp-code-wrong', 'code: is not the one of this moment; check the clock of the device');
export const totpNotOffered = () => failure('totp-not-offered', 'There is no secret to confirm; ask for one first');
export const totpAlreadyOn = () => failure('totp-already-on', 'The second factor is on already; turn it off first');

export const providerOff = () => failure('provider-off', 'Nobody signs in here by a provider; use your password');
export const providerUnreachable = (why: string) => failure('provider-unreachable', 'The provider cannot be reached at the moment; try again, or use a password', { why });
export const providerDeclined = (why: string) => failure('provider-declined', 'The provider did not sign you in, or you went back; try again', { why });
export const providerRefused = (why: string) => failure('provider-refused', 'What the provider sent back is not valid; try again, and show an operator the reference if it stays so', { why });
export const providerStale = () => failure('provider-stale', 'This sign-in was not begun in this browser, or too long ago; begin it again');
export const providerEmail = () => failure('provider-email', 'The provider does not say that your mail address is checked, so it opens no account here');
export const providerNoAccess = () => failure('provider-no-access', 'You are signed in at the provider, but nobody has given you access here; ask an owner of the installation');
export const providerTaken = () => failure('provider-taken', 'The account with your mail address belongs to another identity at the provider; ask an owner of the installation');
export const passwordOff = (provider: string) => failure('password-off', `Passwords are for owners of the installation only; use ${provider}`);
export const rightsByGroups = () => failure('rights-by-groups', 'The groups of the provider say what this person may; change them there');
