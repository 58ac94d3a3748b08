/** What a self-test can end with; the place in this list is what its code says. New words are added at the end. */
export const verdicts = [
  'fine', 'sandbox', 'no-api', 'init', 'key-revoked', 'not-found', 'disabled', 'not-started', 'expired', 'wrong-site', 'unreachable', 'csp-frame', 'coep', 'frame', 'write', 'csp-connect', 'popup', 'clock', 'storage', 'full', 'closed-to-new', 'refused',
] as const;
export type Verdict = (typeof verdicts)[number];

export const checks = ['api', 'init', 'write', 'sandbox', 'storage', 'frame', 'fetch', 'isolation', 'clock', 'popup', 'access'] as const;
export type Check = (typeof checks)[number];
export const states = ['unknown', 'ok', 'note', 'problem'] as const;
export type State = (typeof states)[number];

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const version = 1;

const bitsOf = (value: number, count: number): string => `000000000000${value.toString(2)}`.slice(-count);

/** So that a code that was misheard is not believed. */
function sumOf(bits: string): number {
  let sum = 7;
  for (let i = 0; i < bits.length; i++) sum = (sum * 31 + bits.charCodeAt(i)) % 251;
  return sum;
}

/** `T-XXXX-XXXX`: 4 bits of version, 6 of verdict, 2 for each check, and 8 to check it by. Nothing about a person or a course. */
export function selfTestCode(verdict: Verdict, results: Readonly<Record<Check, State>>): string {
  const bits = bitsOf(version, 4) + bitsOf(verdicts.indexOf(verdict), 6) + checks.map((check) => bitsOf(states.indexOf(results[check]), 2)).join('');
  const all = bits + bitsOf(sumOf(bits), 8);
  let code = '';
  for (let i = 0; i < all.length; i += 5) code += alphabet.charAt(parseInt(all.slice(i, i + 5), 2));
  return `T-${code.slice(0, 4)}-${code.slice(4)}`;
}
