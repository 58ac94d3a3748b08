import type { Clock } from '../clock';
import { SignedTokens } from '../signed-token';
import { type Examined, type Finding, type Looked, outcome, wordsOf } from './examination';

/** How the server saw a request of ours. */
export interface SeenRequest {
  host: string;
  /** Whether a proxy told on whose behalf it asks. */
  isForwarded: boolean;
  trustsProxy: boolean;
}

const patienceMs = 10_000;
const mostSkewMs = 5_000;
/** The purpose of the token that opens the server's answer. */
export const doctorPurpose = 'doctor';

function faultsOfProxy(publicUrl: string, seen: SeenRequest): Finding[] {
  const { host } = new URL(publicUrl);
  if (seen.host !== host) return [{ check: 'proxy', what: `the proxy changes the Host header (${host} arrives as ${seen.host}); our two origins are told apart by it`, mend: 'let it pass Host on, as with: proxy_set_header Host $host' }];
  if (seen.isForwarded && !seen.trustsProxy) return [{ check: 'proxy', what: 'a proxy stands before the server and is not trusted: all visitors seem to come from the address of the proxy', mend: 'set TRUST_PROXY=true' }];
  if (!seen.isForwarded && seen.trustsProxy) return [{ check: 'proxy', what: 'TRUST_PROXY is true and requests arrive without X-Forwarded-For: visitors could claim any address', mend: 'let the proxy set X-Forwarded-For, or set TRUST_PROXY=false when there is none' }];
  return [];
}

function faultsOfClock(answer: Response, asked: number, answered: number): Finding[] {
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) return [];
  const skew = date < asked ? date - asked : Math.max(0, date - answered);
  return Math.abs(skew) > mostSkewMs ? [{ check: 'clock', what: `what answers at PUBLIC_URL has a clock ${Math.round(skew / 1000)} s off ours`, mend: 'run a time service (chrony, systemd-timesyncd) on both machines' }] : [];
}

/** Asks this server through its public address, as a visitor would, and compares what it saw. */
export async function lookAtOwnAddress({ config }: Examined, clock: Clock): Promise<Looked> {
  const token = new SignedTokens(config, clock).sign(doctorPurpose, {}, 300);
  const asked = clock.now();
  const answer = await fetch(`${config.publicUrl}/doctor`, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) }).catch((error: unknown) => wordsOf(error));
  if (typeof answer === 'string') return { skipped: (['own address', 'proxy', 'clock'] as const).map((check) => ({ check, why: `nothing answers at PUBLIC_URL (${answer}); is the server running?` })) };
  const clockFaults = faultsOfClock(answer, asked, clock.now());
  const seen = answer.status === 200 ? ((await answer.json().catch(() => undefined)) as SeenRequest | undefined) : undefined;
  const mend = 'see that PUBLIC_URL leads here, that the proxy passes Host and Authorization on, and that both have the same SECRET_KEY and DATA_DIR';
  if (!seen) return outcome([], [{ check: 'own address', what: `what answers at PUBLIC_URL is not this server (HTTP ${answer.status})`, mend }, ...clockFaults]);
  return outcome(['own address', 'proxy', 'clock'], [...faultsOfProxy(config.publicUrl, seen), ...clockFaults]);
}
