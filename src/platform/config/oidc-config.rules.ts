import { z } from 'zod';

/** What a group of the provider may: own the installation, or have a role per application (`*`: in each one there is). */
type RightsOfGroup = 'installation' | Record<string, 'viewer' | 'sender' | 'author' | 'owner'>;

/** The OpenID provider by which people of the console may sign in. */
export interface OidcProvider {
  issuer: string;
  clientId: string;
  clientSecret?: string;
  /** What people call it. */
  name: string;
  scopes: string;
  groupsClaim: string;
  /** Empty: nobody has access by a group. */
  groups: Readonly<Record<string, RightsOfGroup>>;
  /** An address counts as checked where the provider does not say whether it is. */
  trustsEmail: boolean;
  /** Who else may use a password. */
  passwords: 'all' | 'owners';
}

const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
function isIssuer(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.search || url.hash || url.username || url.password || url.pathname.includes('/.well-known/')) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && local.test(url.hostname));
}
/** There everybody's own tenant says who they are and in which groups. */
const isForEverybody = (text: string) => /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/i.test(text);

const rights = z.union([z.literal('installation'), z.record(z.string().regex(/^(\*|[A-Za-z0-9._-]{1,64})$/), z.enum(['viewer', 'sender', 'author', 'owner']))]);
const groupsText = z.string().transform((text, context) => {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    read = undefined;
  }
  const parsed = z.record(z.string().min(1), rights).safeParse(read);
  if (parsed.success && Object.keys(parsed.data).length) return parsed.data;
  const where = parsed.error?.issues[0]?.path.join(' → ');
  context.addIssue({ code: 'custom', message: `${where ? `[${where}] ` : ''}must be JSON from group to rights, such as {"admins":"installation","trainers":{"*":"viewer","ACME":"author"}} with the roles viewer, sender, author and owner` });
  return z.NEVER;
});

export const oidcVariables = {
  OIDC_ISSUER: z.string().refine(isIssuer, 'must be the https address of an issuer such as https://login.example.com/realms/staff, without query, user or /.well-known/ (http only on this machine)').refine((text) => !isForEverybody(text), 'must be the issuer of one tenant').optional(),
  OIDC_CLIENT_ID: z.string().max(255).optional(),
  OIDC_CLIENT_SECRET: z.string().max(4096).optional(),
  OIDC_NAME: z.string().trim().min(1).max(64, 'must have at most 64 characters').default('single sign-on'),
  OIDC_SCOPES: z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes with one space between them').refine((text) => text.split(' ').includes('openid'), 'must have openid among them').default('openid email profile'),
  OIDC_GROUPS_CLAIM: z.string().max(255).default('groups'),
  OIDC_GROUPS: groupsText.optional(),
  OIDC_TRUST_EMAIL: z.enum(['true', 'false']).default('false'),
  OIDC_PASSWORDS: z.enum(['all', 'owners']).default('all'),
};

type Variables = z.infer<z.ZodObject<typeof oidcVariables>>;

/** `undefined`: nobody signs in by a provider. What is missing of the two that belong together is empty. */
export function oidcOf(v: Variables): OidcProvider | undefined {
  if (!v.OIDC_ISSUER && !v.OIDC_CLIENT_ID) return undefined;
  return {
    issuer: v.OIDC_ISSUER ?? '', clientId: v.OIDC_CLIENT_ID ?? '', clientSecret: v.OIDC_CLIENT_SECRET, name: v.OIDC_NAME, scopes: v.OIDC_SCOPES, groupsClaim: v.OIDC_GROUPS_CLAIM, groups: v.OIDC_GROUPS ?? {},
    trustsEmail: v.OIDC_TRUST_EMAIL === 'true', passwords: v.OIDC_PASSWORDS,
  };
}
