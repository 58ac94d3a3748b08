import { createHash, timingSafeEqual } from 'node:crypto';

export type Parameters = readonly (readonly [string, string])[];

const unsigned = new Set(['sig', 'filedata']);
const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const ignoringCase = (a: string, b: string) => byBytes(a.toLowerCase(), b.toLowerCase()) || byBytes(a, b);

/** Name after name, each followed by its values in ascending order, nothing between them. */
function textOf(parameters: Parameters, order: (a: string, b: string) => number): string {
  const names = [...new Set(parameters.map(([name]) => name))].filter((name) => !unsigned.has(name)).sort(order);
  return names.map((name) => name + parameters.filter(([other]) => other === name).map(([, value]) => value).sort(byBytes).join('')).join('');
}

/**
 * What a v1 signature is made over, behind the secret: all decoded parameters of query and form. Names are sorted ignoring case, as the official
 * libraries do; some clients sort by bytes instead, which differs only where a name with capitals meets a neighbour without (PROTOCOL 2).
 */
export const signedTexts = (parameters: Parameters): string[] => [...new Set([textOf(parameters, ignoringCase), textOf(parameters, byBytes)])];

/** Whether `signature` (MD5 in hexadecimal, either case) was made with the secret over one of the texts. */
export function isSignedWith(secret: string, texts: readonly string[], signature: string): boolean {
  const given = Buffer.from(signature.toLowerCase());
  return texts.some((text) => {
    const wanted = Buffer.from(createHash('md5').update(secret + text, 'utf8').digest('hex'));
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
}

/** Milliseconds of `yyyyMMddHHmmss` in UTC; nothing for another text, or a day that does not exist. */
export function momentOfStamp(stamp: string): number | undefined {
  const [, y = '', mo = '', d = '', h = '', mi = '', s = ''] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp) ?? [];
  if (!y) return undefined;
  const iso = `${y}-${mo}-${d}T${h}:${mi}:${s}.000Z`;
  const moment = Date.parse(iso);
  return Number.isNaN(moment) || new Date(moment).toISOString() !== iso ? undefined : moment;
}

export const stampOf = (moment: number): string => new Date(moment).toISOString().slice(0, 19).replace(/\D/g, '');
