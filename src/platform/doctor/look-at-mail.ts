import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Config } from '../config/config';
import { faultOfSmtp } from '../mail/smtp-mail-transport';
import { type Examined, type Finding, type Looked, outcome } from './examination';

const none = new Set(['ENOTFOUND', 'ENODATA']);

/** The texts of a name, each in one piece; none when there are none. */
async function textsOf(resolver: Resolver, name: string): Promise<string[]> {
  try {
    return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
  } catch (error) {
    if (none.has((error as { code?: string }).code ?? '')) return [];
    throw error;
  }
}

/** What is wrong with who may send for the domain. */
function faultOfSpf(domain: string, texts: readonly string[]): Omit<Finding, 'check'> | undefined {
  const records = texts.filter((text) => /^v=spf1(\s|$)/i.test(text));
  const mend = `publish one TXT record at ${domain} such as "v=spf1 include:<your mail provider> -all"`;
  if (!records.length) return { what: `${domain} has no SPF record: receivers cannot tell our mail from forgeries`, mend };
  if (records.length > 1) return { what: `${domain} has ${records.length} SPF records, which counts as an error`, mend };
  if (/\s\+?all(\s|$)/i.test(records[0] ?? '')) return { what: `the SPF record of ${domain} ends with +all: anybody may send for it`, mend };
  return undefined;
}

function faultOfDkim(name: string, texts: readonly string[]): Omit<Finding, 'check'> | undefined {
  const mend = 'publish the TXT record that your mail server shows for this selector (v=DKIM1; k=rsa; p=…), or mend DKIM_SELECTOR';
  const keys = texts.filter((text) => /(^|;)\s*p\s*=/i.test(text));
  if (!keys.length) return { what: `there is no DKIM key at ${name}`, mend };
  if (keys.some((text) => /(^|;)\s*p\s*=\s*(;|$)/i.test(text))) return { what: `the DKIM key at ${name} is revoked (empty p=)`, mend };
  return undefined;
}

async function lookAtNames(config: Config): Promise<Looked> {
  const domain = config.mailFrom.address.split('@').at(-1)?.toLowerCase() ?? '';
  if (!domain.includes('.') || domain.startsWith('[') || isIP(domain)) return outcome([], [{ check: 'mail dns', what: `MAIL_FROM is at [${domain}], which is no domain receivers could know`, mend: 'set MAIL_FROM to an address of your domain' }]);
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  if (config.dnsServer) resolver.setServers([config.dnsServer]);
  const keyName = config.dkimSelector && `${config.dkimSelector}._domainkey.${domain}`;
  try {
    const faults = [faultOfSpf(domain, await textsOf(resolver, domain)), keyName ? faultOfDkim(keyName, await textsOf(resolver, keyName)) : undefined];
    const looked = outcome(['mail dns'], faults.flatMap((fault) => (fault ? [{ check: 'mail dns' as const, ...fault }] : [])));
    return { ...looked, skipped: keyName ? [] : [{ check: 'mail dns', why: 'the DKIM key, because DKIM_SELECTOR is not set (SPF was looked at)' }] };
  } catch (error) {
    return { skipped: [{ check: 'mail dns', why: `no answer from DNS (${(error as { code?: string }).code ?? error})` }] };
  }
}

/** Whether the mail server takes us in, and receivers can trust what it sends. */
export async function lookAtMail({ config }: Examined): Promise<Looked> {
  if (!config.smtp) return { skipped: ['smtp', 'mail dns'].map((check) => ({ check: check as 'smtp' | 'mail dns', why: 'no SMTP_URL; mail is kept in the mailbox' })) };
  const fault = await faultOfSmtp(config.smtp, config);
  const smtp = outcome(['smtp'], fault ? [{ check: 'smtp', what: `the mail server ${config.smtp.host}:${config.smtp.port} does not take us in (${fault})`, mend: 'check SMTP_URL (host, port, smtps or smtp, user and password) and that a firewall lets us reach it' }] : []);
  const names = await lookAtNames(config);
  return { findings: [...(smtp.findings ?? []), ...(names.findings ?? [])], passed: [...(smtp.passed ?? []), ...(names.passed ?? [])], skipped: names.skipped };
}
