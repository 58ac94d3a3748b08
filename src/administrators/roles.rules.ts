export const roles = ['viewer', 'sender', 'author', 'owner'] as const;
export type Role = (typeof roles)[number];

/** Keys of xAPI credentials are shown by reading them, so that is for owners. */
const viewer = ['read:course', 'read:dispatch', 'read:invitation', 'read:registration', 'read:xapipipe', 'read:learner', 'read:reporting', 'read:about', 'read:ping', 'read:appmgmt'];
const sender = [...viewer, 'write:invitation', 'write:registration'];
const author = [...sender, 'write:course', 'write:dispatch'];
const owner = ['read', 'write', 'delete', 'admin', 'read:appmgmt', 'write:appmgmt', 'delete:appmgmt'];
const scopes: Readonly<Record<Role, readonly string[]>> = { viewer, sender, author, owner };

/** What a role may do with an application, in the scopes of the API. */
export const scopesOf = (role: Role): readonly string[] => scopes[role];

export interface Rights {
  isInstallationOwner: boolean;
  roles: Readonly<Record<string, Role>>;
}

/** Nothing: the application is none of theirs. */
export function roleIn({ isInstallationOwner, roles: given }: Rights, applicationId: string): Role | undefined {
  if (isInstallationOwner) return 'owner';
  return Object.hasOwn(given, applicationId) ? given[applicationId] : undefined;
}

/** Links in mails act as the people they were sent to. */
export const maySeeMails = (role: Role): boolean => role !== 'viewer';

/** Where results go, and with what secret, is the owner's affair, and so is a result set by hand. */
const ownersOnly = /^[A-Z]+ \/postbacks\/(secret|events)(\/|$)|^(PUT|DELETE) \/registrations\/\{\}\/resultOverride$/;

/**
 * What opens an operation of the API to a console session, where that differs from what opens it to a token: who makes a link that acts as a learner writes.
 * @param operation such as `POST /registrations/{}/launchLink`
 */
export function accessForSession(operation: string, access: string): string {
  if (ownersOnly.test(operation)) return 'admin';
  return access === 'read:registration' && operation.startsWith('POST ') ? 'write:registration' : access;
}

/** Operations of application management: all of them for owners of the installation, the keys of an application for its owners. */
export const mayManage = (rights: Rights, applicationId: string, operation: string, managedId: string | undefined): boolean =>
  rights.isInstallationOwner || (roleIn(rights, applicationId) === 'owner' && managedId === applicationId && /^[A-Z]+ \/appManagement\/\{\}\/credentials(\/|$)/.test(operation));
