import { type Examined, type Finding, type Looked, outcome } from './examination';
import { guessable, unencrypted } from './look-at-settings.rules';

/** What the variables themselves show. */
export async function lookAtSettings({ config, environment }: Examined): Promise<Looked> {
  const findings: Finding[] = [];
  for (const name of unencrypted(config)) findings.push({ check: 'https', what: `${name} is http: names, results and links cross the network in the clear`, mend: `put a reverse proxy with a certificate before the server, set ${name} to its https address and TRUST_PROXY=true` });
  for (const name of guessable(environment)) findings.push({ check: 'secrets', what: `the secret in ${name} is a well-known one or too simple`, mend: `set a random one, as from: openssl rand -base64 36${name === 'SECRET_KEY' ? '. Do it before anything is in use: links and stored secrets of the old key will not open' : ''}` });
  return outcome(['configuration', 'hosts', 'https', 'secrets'], findings);
}
