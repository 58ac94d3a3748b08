import { isIP } from 'node:net';
import { z } from 'zod';

/** The mail server of SMTP_URL. Times in milliseconds. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte; else STARTTLS when the server offers it. */
  secure: boolean;
  user?: string;
  password?: string;
  /** A server without STARTTLS is not spoken to; so by default when a password would cross a network in the clear. */
  requireTls: boolean;
  ignoreTls: boolean;
  rejectUnauthorized: boolean;
  servername?: string;
  /** What we call ourselves in EHLO. */
  name?: string;
  connectionTimeout: number;
  greetingTimeout: number;
  socketTimeout: number;
}
export interface MailSender {
  name?: string;
  address: string;
}

const flag = z.enum(['true', 'false'], { error: 'must be true or false' });
const milliseconds = z.coerce.number({ error: 'must be milliseconds' }).int().min(100).max(600_000);
const word = z.string().regex(/^[A-Za-z0-9.:[\]-]{1,255}$/, 'must be a host name');
const query = z.strictObject({
  'tls.rejectUnauthorized': flag.default('true'),
  'tls.servername': word.optional(),
  requireTLS: flag.optional(),
  ignoreTLS: flag.default('false'),
  name: word.optional(),
  connectionTimeout: milliseconds.default(20_000),
  greetingTimeout: milliseconds.default(20_000),
  socketTimeout: milliseconds.default(60_000),
});

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const isLocal = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host);

/** Faults never repeat the URL: there is a password in it. */
function serverOf(text: string): SmtpServer | { fault: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [user, password] = [decoded(url?.username ?? ''), decoded(url?.password ?? '')];
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || user === undefined || password === undefined)
    return { fault: 'must look like smtp://user:password@host:587 or smtps://user:password@host:465, with special characters of the password percent-encoded' };
  if (!/^\/?$/.test(url.pathname) || url.hash) return { fault: 'may have a query after host and port, and nothing else (percent-encode / and # of the password)' };
  if (Boolean(user) !== Boolean(password)) return { fault: 'needs user and password, or neither' };
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  if (!asked.success) return { fault: asked.error.issues.map((issue) => (issue.path.length ? `${issue.path.join('.')} ${issue.message}` : `knows only the options ${Object.keys(query.shape).join(', ')}`)).join('; ') };
  const options = asked.data;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  return {
    host, secure, port: Number(url.port) || (secure ? 465 : 587), ...(user ? { user, password } : {}),
    requireTls: options.requireTLS === undefined ? Boolean(password) && !secure && !isLocal(host) && options.ignoreTLS === 'false' : options.requireTLS === 'true', ignoreTls: options.ignoreTLS === 'true',
    rejectUnauthorized: options['tls.rejectUnauthorized'] === 'true', servername: options['tls.servername'], name: options.name,
    connectionTimeout: options.connectionTimeout, greetingTimeout: options.greetingTimeout, socketTimeout: options.socketTimeout,
  };
}

/** SMTP_URL. */
export const smtpUrl = z.string().transform((text, context): SmtpServer => {
  const server = serverOf(text);
  if (!('fault' in server)) return server;
  context.addIssue({ code: 'custom', message: server.fault });
  return z.NEVER;
});

/** MAIL_FROM: `address` or `Name <address>`. */
export const mailSender = z.string().transform((text, context): MailSender => {
  const [, name = '', bracketed, bare] = /^\s*(?:([^<>\r\n]*)<([^<>\s@]+@[^<>\s@]+)>|([^<>\s@]+@[^<>\s@]+))\s*$/.exec(text) ?? [];
  const address = bracketed ?? bare;
  if (address && address.length <= 254) return { address, ...(name.trim() ? { name: name.trim().replace(/^"(.*)"$/, '$1') } : {}) };
  context.addIssue({ code: 'custom', message: 'must be an address such as no-reply@example.com or Name <no-reply@example.com>' });
  return z.NEVER;
});

/** The domain of addresses at the host of `publicUrl`; an IP address becomes a literal. */
export function mailDomainOf(publicUrl: string): string {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  return family === 6 ? `[IPv6:${host}]` : family === 4 ? `[${host}]` : host;
}
