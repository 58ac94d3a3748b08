import { z } from 'zod';

/** The server of REDIS_URL. */
export interface RedisServer {
  host: string;
  port: number;
  username?: string;
  password?: string;
  db: number;
  tls: boolean;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** REDIS_URL. Its fault never repeats the URL: there is a password in it. */
export const redisUrl = z.string().transform((text, context): RedisServer => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [username, password, db] = [decoded(url?.username ?? ''), decoded(url?.password ?? ''), /^\/?(\d{0,4})$/.exec(url?.pathname ?? '')?.[1]];
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname && username !== undefined && password !== undefined && db !== undefined && !url.search && !url.hash)
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || 6379, db: Number(db), tls: url.protocol === 'rediss:', ...(username && { username }), ...(password && { password }) };
  context.addIssue({ code: 'custom', message: 'must look like redis://user:password@host:6379/0, or rediss://… for TLS, with special characters of the password percent-encoded' });
  return z.NEVER;
});
