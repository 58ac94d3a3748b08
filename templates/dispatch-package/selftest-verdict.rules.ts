import type { Check, State, Verdict } from './selftest-code.rules';

/** What a self-test saw. */
export interface Seen {
  results: Record<Check, State>;
  /** The gateway's word for why nobody, or nobody new, is let in. */
  access: string;
  /** Directives of policies that forbade the gateway. */
  forbidden: { frame: string; connect: string };
  /** The frame appeared only without credentials. */
  onlyCredentialless: boolean;
}

export type Side = 'lms' | 'browser' | 'network' | 'vendor' | 'nobody';

const refusals: readonly Verdict[] = ['key-revoked', 'not-found', 'disabled', 'not-started', 'expired', 'wrong-site'];
const isBad = (state: State): boolean => state === 'problem';

/** What keeps learners out, the cause before its consequences. */
function obstacle({ results, access, forbidden, onlyCredentialless }: Seen): Verdict | undefined {
  if (isBad(results.sandbox)) return 'sandbox';
  if (isBad(results.api)) return 'no-api';
  if (isBad(results.init)) return 'init';
  if (isBad(results.access)) return refusals.indexOf(access as Verdict) >= 0 ? (access as Verdict) : 'refused';
  if (isBad(results.frame)) {
    if (forbidden.frame) return 'csp-frame';
    if (results.fetch === 'problem' && !forbidden.connect) return 'unreachable';
    return 'frame';
  }
  if (isBad(results.write)) return 'write';
  return onlyCredentialless ? 'coep' : undefined;
}

/** What makes it less than perfect. */
function limitation({ results, access, forbidden }: Seen): Verdict {
  if (access === 'full' || access === 'closed-to-new') return access;
  if (isBad(results.popup)) return 'popup';
  if (forbidden.connect) return 'csp-connect';
  if (results.clock === 'note') return 'clock';
  return results.storage === 'note' ? 'storage' : 'fine';
}

/** The one thing to say about all results. */
export const verdictOf = (seen: Seen): Verdict => obstacle(seen) || limitation(seen);

const sides: Partial<Record<Verdict, Side>> = { fine: 'nobody', unreachable: 'network', frame: 'lms', popup: 'browser', clock: 'browser', storage: 'browser' };
const ofLms: readonly Verdict[] = ['sandbox', 'no-api', 'init', 'write', 'csp-frame', 'coep', 'csp-connect'];

/** Who can mend it. */
export const sideOf = (verdict: Verdict): Side => sides[verdict] || (ofLms.indexOf(verdict) >= 0 ? 'lms' : 'vendor');
