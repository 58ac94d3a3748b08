import { alphabet, heardLetters } from './reference-code.rules';

/** What a package's self-test can end with, in the order its code counts them; new words come last. The package has the same lists. */
export const selfTestVerdicts = [
  'fine', 'sandbox', 'no-api', 'init', 'key-revoked', 'not-found', 'disabled', 'not-started', 'expired', 'wrong-site', 'unreachable', 'csp-frame', 'coep', 'frame', 'write', 'csp-connect', 'popup', 'clock', 'storage', 'full', 'closed-to-new', 'refused',
] as const;
const checks = ['api', 'init', 'write', 'sandbox', 'storage', 'frame', 'fetch', 'isolation', 'clock', 'popup', 'access'] as const;
const states = ['unknown', 'ok', 'note', 'problem'] as const;

export interface SelfTestResult {
  verdict: (typeof selfTestVerdicts)[number];
  results: { check: (typeof checks)[number]; state: (typeof states)[number] }[];
}

const bitsOf = (letter: string) => alphabet.indexOf(letter).toString(2).padStart(5, '0');

function sumOf(bits: string): number {
  let sum = 7;
  for (const bit of bits) sum = (sum * 31 + bit.charCodeAt(0)) % 251;
  return sum;
}

/** What a code such as `T-1A2B-3C4D` says, as somebody typed or read it out; `undefined` when it is none, or was misheard. */
export function readSelfTestCode(typed: string): SelfTestResult | undefined {
  const letters = heardLetters(typed);
  if (!/^T[0-9A-HJKMNP-TV-Z]{8}$/.test(letters)) return undefined;
  const all = [...letters.slice(1)].map(bitsOf).join('');
  const bits = all.slice(0, 32);
  const verdict = selfTestVerdicts[Number.parseInt(bits.slice(4, 10), 2)];
  if (Number.parseInt(all.slice(32), 2) !== sumOf(bits) || Number.parseInt(bits.slice(0, 4), 2) !== 1 || !verdict) return undefined;
  return { verdict, results: checks.map((check, i) => ({ check, state: states[Number.parseInt(bits.slice(10 + 2 * i, 12 + 2 * i), 2)] ?? 'unknown' })) };
}
