import { isIP } from 'node:net';
import { z } from 'zod';
import { readAllowed } from '../http-client/private-addresses.rules';
import { passwordFault } from '../password.rules';
import { mailDomainOf, mailSender, smtpUrl } from './mail-config.rules';
import { oidcOf, oidcVariables } from './oidc-config.rules';
import { redisUrl } from './redis-config.rules';
import { storageUrl } from './storage-config.rules';
import { tracingOf, tracingVariables } from './tracing-config.rules';

const port = z.coerce.number().int().min(0).max(65535);

/** The origin a text names, or what is wrong with it. */
function readOrigin(text: string, example: string): { origin: string } | { fault: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return { fault: `must be an http(s) URL such as https://${example}.example.com` };
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) return { fault: 'must be an origin only: no path, query or user' };
  return { origin: url.origin };
}
const origins = (example: string) =>
  z.array(z.string()).transform((texts, context) =>
    texts.map((text) => {
      const read = readOrigin(text, example);
      if ('origin' in read) return read.origin;
      context.addIssue({ code: 'custom', message: texts.length > 1 ? `[${text}] ${read.fault}` : read.fault });
      return z.NEVER;
    }),
  );
const origin = (example: string) => z.string().transform((text) => [text]).pipe(origins(example)).transform(([first]) => first ?? '');
const list = (text: string) => text.split(',').map((entry) => entry.trim()).filter(Boolean);
const applicationId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores');
const secret = z.string().min(8, 'must have at least 8 characters').max(256);

const variables = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: origin('courses').optional(),
  CONTENT_URL: origin('content').optional(),
  LAUNCH_URL: origin('launch').optional(),
  FORMER_URLS: z.string().default('').transform(list).pipe(origins('old')),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .refine((text) => /^(mysql|mariadb):\/\/[^/]+\/[A-Za-z0-9_$-]+/.test(text) && URL.canParse(text), 'must look like mysql://user:password@host:3306/name')
    .optional(),
  REDIS_URL: redisUrl.optional(),
  STORAGE_URL: storageUrl.optional(),
  ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  BOOTSTRAP_APP_ID: applicationId.optional(),
  BOOTSTRAP_APP_SECRET: secret.optional(),
  BOOTSTRAP_APP_NAME: z.string().min(1).max(255).default('Default application'),
  BOOTSTRAP_MANAGEMENT_ID: applicationId.optional(),
  BOOTSTRAP_MANAGEMENT_SECRET: secret.optional(),
  BOOTSTRAP_ADMIN_EMAIL: z.email('must be a mail address').max(255).optional(),
  BOOTSTRAP_ADMIN_PASSWORD: z.string().superRefine((text, context) => {
    const fault = passwordFault(text, '');
    if (fault) context.addIssue({ code: 'custom', message: fault });
  }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  OUTGOING_ALLOW: z
    .string()
    .default('')
    .transform(list)
    .superRefine((entries, context) => {
      for (const entry of readAllowed(entries).faults) context.addIssue({ code: 'custom', message: `[${entry}] is no host name, address or network such as 10.0.0.0/8` });
    }),
  MAX_UPLOAD_BYTES: z.coerce.number().int().min(1).default(4 * 1024 ** 3),
  TRUST_PROXY: z.enum(['true', 'false']).default('false'),
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  ...oidcVariables,
  ...tracingVariables,
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailSender.optional(),
  MAIL_CONNECTIONS: z.coerce.number().int().min(1).max(50).default(5),
  AUDIT_DAYS: z.coerce.number().int().min(0).max(36_500).default(0),
  DIAGNOSTICS_DAYS: z.coerce.number().int().min(0).max(3650).default(30),
  API_PER_MINUTE: z.coerce.number().int().min(0).max(100_000_000).default(300_000),
  METRICS_TOKEN: z.string().regex(/^[\x21-\x7e]{16,256}$/, 'must have 16 to 256 characters, without spaces').optional(),
  DNS_SERVER: z.string().refine((text) => isIP(text.replace(/^\[(.+)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')) !== 0, 'must be an address such as 9.9.9.9 or 127.0.0.1:5353').optional(),
  DKIM_SELECTOR: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be a selector such as mail2030').optional(),
  MAIL_PER_MINUTE: z.coerce.number().int().min(0).max(100_000).default(0),
});

type Variables = z.infer<typeof variables>;

function valuesFrom(v: Variables) {
  const publicUrl = v.PUBLIC_URL ?? `http://localhost:${v.PORT}`;
  const launchUrl = v.LAUNCH_URL ?? publicUrl;
  return {
    port: v.PORT,
    host: v.HOST,
    publicUrl,
    launchUrl,
    ownOrigins: [...new Set([launchUrl, publicUrl, ...v.FORMER_URLS])],
    contentUrl: v.CONTENT_URL ?? `http://127.0.0.1:${v.PORT}`,
    dataDir: v.DATA_DIR,
    databaseUrl: v.DATABASE_URL,
    redis: v.REDIS_URL,
    storage: v.STORAGE_URL,
    role: v.ROLE,
    bootstrapApp: { id: v.BOOTSTRAP_APP_ID, secret: v.BOOTSTRAP_APP_SECRET, name: v.BOOTSTRAP_APP_NAME },
    bootstrapManagement: { id: v.BOOTSTRAP_MANAGEMENT_ID, secret: v.BOOTSTRAP_MANAGEMENT_SECRET, name: 'Application management' },
    bootstrapAdmin: { email: v.BOOTSTRAP_ADMIN_EMAIL, password: v.BOOTSTRAP_ADMIN_PASSWORD },
    logLevel: v.LOG_LEVEL,
    logFormat: v.LOG_FORMAT ?? (process.stdout.isTTY ? ('pretty' as const) : ('json' as const)),
    outgoingAllow: v.OUTGOING_ALLOW,
    maxUploadBytes: v.MAX_UPLOAD_BYTES,
    trustProxy: v.TRUST_PROXY === 'true',
    secretKey: v.SECRET_KEY,
    oidc: oidcOf(v),
    tracing: tracingOf(v),
    smtp: v.SMTP_URL,
    mailFrom: v.MAIL_FROM ?? { address: `no-reply@${mailDomainOf(publicUrl)}` },
    mailConnections: v.MAIL_CONNECTIONS,
    mailPerMinute: v.MAIL_PER_MINUTE,
    apiPerMinute: v.API_PER_MINUTE,
    auditDays: v.AUDIT_DAYS,
    diagnosticsDays: v.DIAGNOSTICS_DAYS,
    metricsToken: v.METRICS_TOKEN,
    dnsServer: v.DNS_SERVER,
    dkimSelector: v.DKIM_SELECTOR,
  };
}

type Values = ReturnType<typeof valuesFrom>;
const hostOf = (url: string) => new URL(url).hostname;

/** Faults that no variable has alone. */
const between: { names: string[]; isFault: (values: Values) => boolean; message: string }[] = [
  {
    names: ['PUBLIC_URL', 'CONTENT_URL', 'LAUNCH_URL', 'FORMER_URLS'], isFault: (v) => hostOf(v.publicUrl) !== hostOf(v.contentUrl) && v.ownOrigins.some((own) => hostOf(own) === hostOf(v.contentUrl)),
    message: 'LAUNCH_URL, FORMER_URLS: must differ in host from CONTENT_URL, because course content may never share an origin with the dispatch shell',
  },
  {
    names: ['PUBLIC_URL', 'CONTENT_URL'], isFault: (v) => hostOf(v.publicUrl) === hostOf(v.contentUrl),
    message: 'CONTENT_URL: must differ in host from PUBLIC_URL, because course content may never share an origin with the API',
  },
  { names: ['BOOTSTRAP_APP_ID', 'BOOTSTRAP_APP_SECRET'], isFault: ({ bootstrapApp: app }) => Boolean(app.id) !== Boolean(app.secret), message: 'BOOTSTRAP_APP_ID and BOOTSTRAP_APP_SECRET: set both or none' },
  {
    names: ['BOOTSTRAP_MANAGEMENT_ID', 'BOOTSTRAP_MANAGEMENT_SECRET'], isFault: ({ bootstrapManagement: app }) => Boolean(app.id) !== Boolean(app.secret),
    message: 'BOOTSTRAP_MANAGEMENT_ID and BOOTSTRAP_MANAGEMENT_SECRET: set both or none',
  },
  { names: ['BOOTSTRAP_ADMIN_EMAIL', 'BOOTSTRAP_ADMIN_PASSWORD'], isFault: ({ bootstrapAdmin: admin }) => Boolean(admin.email) !== Boolean(admin.password), message: 'BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD: set both or none' },
  { names: ['OIDC_ISSUER', 'OIDC_CLIENT_ID'], isFault: ({ oidc }) => oidc !== undefined && !(oidc.issuer && oidc.clientId), message: 'OIDC_ISSUER and OIDC_CLIENT_ID: set both or none' },
  { names: ['BOOTSTRAP_APP_ID', 'BOOTSTRAP_MANAGEMENT_ID'], isFault: (v) => Boolean(v.bootstrapApp.id) && v.bootstrapApp.id === v.bootstrapManagement.id, message: 'BOOTSTRAP_MANAGEMENT_ID: must differ from BOOTSTRAP_APP_ID' },
];

/** The values of the variables, or all their faults at once, each with the name of its variable. */
export function readConfigFrom(env: Record<string, string | undefined>): { values: Values } | { faults: string[] } {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const parsed = variables.safeParse(Object.fromEntries(given));
  const issues = parsed.success ? [] : parsed.error.issues;
  const faulty = new Set(issues.map((issue) => String(issue.path[0])));
  const values = valuesFrom(parsed.success ? parsed.data : variables.parse(Object.fromEntries(given.filter(([name]) => !faulty.has(name)))));
  const more = between.filter(({ names, isFault }) => !names.some((name) => faulty.has(name)) && isFault(values));
  const faults = [...issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`), ...more.map(({ message }) => message)];
  return faults.length ? { faults } : { values };
}
