type Environment = Readonly<Record<string, string | undefined>>;
interface Origins {
  publicUrl: string;
  contentUrl: string;
  launchUrl: string;
}

const isLocal = (url: string) => /^(localhost|.+\.localhost|127\..+|\[::1\])$/.test(new URL(url).hostname);

/** The variables whose origin people reach over a network without encryption. */
export const unencrypted = ({ publicUrl, contentUrl, launchUrl }: Origins): string[] =>
  Object.entries({ PUBLIC_URL: publicUrl, CONTENT_URL: contentUrl, ...(launchUrl === publicUrl ? {} : { LAUNCH_URL: launchUrl }) }).flatMap(([name, url]) => (url.startsWith('http:') && !isLocal(url) ? [name] : []));

const fromExamples = /change[-_ ]?me|replace[-_ ]?(me|this)|your[-_ ]?(secret|password|key)|example[-_ ]?(secret|password|key)/i;
const commonest = new Set(['password', 'passwd', 'secret', 'admin', 'root', 'courseway', 'mariadb', 'mysql', 'test', 'letmein', 'qwertyui', '12345678', '123456789', '1234567890', 'password1', 'password123', 'secretsecret']);

function passwordIn(url: string | undefined): string | undefined {
  return url && URL.canParse(url) ? decodeURIComponent(new URL(url).password) || undefined : undefined;
}

/** The variables whose secret stands in examples or is tried first by whoever guesses. */
export function guessable(environment: Environment): string[] {
  const secrets: Record<string, string | undefined> = {
    SECRET_KEY: environment['SECRET_KEY'], BOOTSTRAP_APP_SECRET: environment['BOOTSTRAP_APP_SECRET'], BOOTSTRAP_MANAGEMENT_SECRET: environment['BOOTSTRAP_MANAGEMENT_SECRET'],
    METRICS_TOKEN: environment['METRICS_TOKEN'], OIDC_CLIENT_SECRET: environment['OIDC_CLIENT_SECRET'], DATABASE_URL: passwordIn(environment['DATABASE_URL']), SMTP_URL: passwordIn(environment['SMTP_URL']),
  };
  const isPoor = (name: string, secret: string) => fromExamples.test(secret) || commonest.has(secret.toLowerCase()) || (name === 'SECRET_KEY' && new Set(secret).size < 12);
  return Object.entries(secrets).flatMap(([name, secret]) => (secret && isPoor(name, secret) ? [name] : []));
}

/** Which check a fault of the configuration belongs to. */
export function checkOfFault(fault: string): 'hosts' | 'secrets' | 'configuration' {
  if (fault.includes('must differ in host from')) return 'hosts';
  return /^(SECRET_KEY|METRICS_TOKEN|BOOTSTRAP_\w+_SECRET):/.test(fault) ? 'secrets' : 'configuration';
}
