import { z } from 'zod';
import type { AdministratorChange } from '../../administrators/change-administrator';
import type { Administrator } from '../../administrators/administrator.entity';
import type { AuditEntry } from '../../administrators/audit-entry.entity';
import type { ConsoleSession } from '../../administrators/console-session.entity';
import type { DescribedSession } from '../../administrators/describe-console-session';
import { type Rights, roles } from '../../administrators/roles.rules';
import type { Attention } from '../../reporting/describe-attention';
import { productVersion } from '../product-version';
import { parseInput } from '../read-body';

const isoOf = (moment: number) => new Date(moment).toISOString();
const isoOrNothing = (moment: number | null) => (moment === null ? undefined : isoOf(moment));

const plain = (most: number) => z.string({ error: 'is required' }).max(most, `must have at most ${most} characters`).refine((text) => !text.includes('\0'), 'may not contain U+0000');
const email = z.email({ error: 'must be a mail address' }).max(255, 'must have at most 255 characters');
const name = plain(255).transform((text) => text.trim()).refine(Boolean, 'may not be empty');
const secret = plain(1024);
const code = plain(64).nullish().transform((text) => text || undefined);
const givenRoles = z.record(z.string().max(64), z.enum(roles, { error: `must be one of: ${roles.join(', ')}` }));

/** The page of the console that somebody wants, as a path; never one of another site. */
export function toWayBack(then: unknown, publicUrl: string): string {
  const url = typeof then === 'string' && then.length <= 1024 && URL.canParse(then, publicUrl) ? new URL(then, publicUrl) : undefined;
  const isOurs = url?.origin === new URL(publicUrl).origin && /^\/console(\/|$)/.test(url.pathname) && !url.pathname.startsWith('/console/provider/');
  return url && isOurs ? url.pathname + url.search : '/console';
}

const signIn = z.object({ email: plain(320), password: secret, code });
const first = z.object({ token: plain(1024), email, name, password: secret });
const invited = z.object({ token: plain(256), password: secret, name: name.optional(), code });
const password = z.object({ current: secret, next: secret });
const account = z.object({ name: name.optional(), language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/, 'must be a language such as "de"').nullish() });
const newAdministrator = z.object({ email, name, installation: z.boolean().optional(), roles: givenRoles.optional() });
const administratorChange = z.object({ name: name.optional(), installation: z.boolean().optional(), roles: givenRoles.optional(), totp: z.literal(false, { error: 'can only be turned off for others' }).optional(), linked: z.literal(false, { error: 'can only be ended here' }).optional() });

export const toSignIn = (body: unknown) => parseInput(signIn, body);
export const toFirst = (body: unknown) => parseInput(first, body);
export const toInvited = (body: unknown) => parseInput(invited, body);
export const toPassword = (body: unknown) => parseInput(password, body);
export const toAccount = (body: unknown) => parseInput(account, body);
export const toCode = (body: unknown) => parseInput(z.object({ code: plain(64) }), body).code;
export const toOwnPassword = (body: unknown) => parseInput(z.object({ password: secret }), body).password;
export const toApplicationName = (body: unknown) => parseInput(z.object({ name }), body).name;
export const toAuditQuery = (query: unknown) => {
  const { application, more } = parseInput(z.object({ application: z.string().max(64).optional(), more: z.string().max(4096).optional() }), query, 'query');
  return { applicationId: application || undefined, more: more || undefined };
};
/** Two letters at least: one begins too much. */
export const toSearchText = (query: unknown) => parseInput(z.object({ q: plain(255).trim().min(2, 'must have at least 2 characters') }), query, 'query').q;
export function toNewAdministrator(body: unknown): Rights & { email: string; name: string } {
  const { installation, roles: given, ...person } = parseInput(newAdministrator, body);
  return { ...person, isInstallationOwner: installation ?? false, roles: given ?? {} };
}
export function toAdministratorChange(body: unknown): AdministratorChange {
  const { installation, totp, linked, ...given } = parseInput(administratorChange, body);
  return { ...given, ...(installation === undefined ? {} : { isInstallationOwner: installation }), ...(totp === false ? { withoutSecondFactor: true as const } : {}), ...(linked === false ? { withoutIdentity: true as const } : {}) };
}

export const fromSession = ({ administrator: a, token, applications }: DescribedSession) => ({
  administrator: { id: a.administratorKey, email: a.email, name: a.name, language: a.language ?? undefined, totp: a.totpSecret !== null, password: a.passwordHash !== null }, token, installation: a.isInstallationOwner, applications, version: productVersion,
});
export const fromBrowserSession = (one: ConsoleSession, current: string) => ({
  id: one.sessionKey, current: one.sessionKey === current, createdAt: isoOf(one.createdAt), lastSeenAt: isoOf(one.lastSeenAt), address: one.address, browser: one.browser,
});
export const fromAdministrator = (one: Administrator) => ({
  id: one.administratorKey, email: one.email, name: one.name, installation: one.isInstallationOwner, roles: one.roles, totp: one.totpSecret !== null, invited: one.passwordHash === null && one.identityHash === null, linked: one.identityHash !== null, byGroups: one.isByGroups === true, createdAt: isoOf(one.createdAt), lastSeenAt: isoOrNothing(one.lastSeenAt),
});
export const fromAudit = (one: AuditEntry) => ({
  at: isoOf(one.createdAt), who: one.actor, action: one.action, subject: one.subject, application: one.applicationId ?? undefined, detail: one.detail ?? undefined, address: one.address,
});
export const fromAttention = (found: Attention) => ({
  ...found, failedImports: found.failedImports.map((one) => ({ ...one, endedAt: isoOf(one.endedAt) })), expiring: found.expiring.map(({ id, expiresAt }) => ({ id, expiresAt: isoOf(expiresAt) })),
});
