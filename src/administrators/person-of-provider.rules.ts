import type { OidcProvider } from '../platform/config/oidc-config.rules';
import { type Rights, type Role, roles } from './roles.rules';

/** What a provider says of somebody, as far as it is to be believed. */
export interface ProvidedPerson {
  issuer: string;
  subject: string;
  name: string;
  /** Absent: there is none that the provider says is checked. */
  email?: string;
  groups: string[];
}

type Claims = Readonly<Record<string, unknown>> & { iss: string; sub: string };
const longest = 255;
const wordIn = (claims: Claims, name: string): string => {
  const value = claims[name];
  return typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, longest) : '';
};

/** A claim by its name, which may have dots in it, or by a path such as `realm_access.roles`. */
function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((found, part) => (typeof found === 'object' && found !== null && Object.hasOwn(found, part) ? (found as Record<string, unknown>)[part] : undefined), claims);
}

/** An address that is said to be unchecked never counts; one of which nothing is said counts only where the operator vouches for the provider. */
function emailOf(claims: Claims, trusts: boolean): string | undefined {
  const { email, email_verified: said } = claims;
  const isChecked = said === true || said === 'true' || (said === undefined && trusts);
  return isChecked && typeof email === 'string' && email.length <= longest && /^[^\s@\0]+@[^\s@\0]+$/.test(email) ? email.toLowerCase() : undefined;
}

export function personOf(claims: Claims, { groupsClaim, trustsEmail }: Pick<OidcProvider, 'groupsClaim' | 'trustsEmail'>): ProvidedPerson {
  const found = claimAt(claims, groupsClaim);
  const email = emailOf(claims, trustsEmail);
  return {
    issuer: claims.iss, subject: claims.sub, name: wordIn(claims, 'name') || wordIn(claims, 'preferred_username') || (email ?? ''), ...(email && { email }),
    groups: (Array.isArray(found) ? found : [found]).filter((one) => typeof one === 'string'),
  };
}

const highest = (given: readonly (Role | undefined)[]): Role | undefined => roles.findLast((role) => given.includes(role));

/** What the groups give together: the highest role in each application. */
export function rightsOfGroups(groups: readonly string[], given: OidcProvider['groups'], applicationIds: readonly string[]): Rights {
  const mine = groups.flatMap((group) => (Object.hasOwn(given, group) ? [given[group]] : []));
  const byGroup = mine.filter((rights) => typeof rights === 'object');
  const roleOf = (id: string) => highest(byGroup.flatMap((rights) => [rights['*'], Object.hasOwn(rights, id) ? rights[id] : undefined]));
  return {
    isInstallationOwner: mine.includes('installation'),
    roles: Object.fromEntries(applicationIds.flatMap((id) => {
      const role = roleOf(id);
      return role ? [[id, role]] : [];
    })),
  };
}

export const hasRights = ({ isInstallationOwner, roles: given }: Rights): boolean => isInstallationOwner || Object.keys(given).length > 0;

/** Whether both give the same. */
export const sameRights = (a: Rights, b: Rights): boolean => {
  const ids = Object.keys({ ...a.roles, ...b.roles });
  return a.isInstallationOwner === b.isInstallationOwner && ids.every((id) => a.roles[id] === b.roles[id]);
};
