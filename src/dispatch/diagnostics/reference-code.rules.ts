import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter that is read or heard as another. */
export const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;

/** A new reference code: 40 random bits, which open one launch's masked timeline and nothing else. */
export const mintReference = (): string => [...randomBytes(length)].map((byte) => alphabet[byte & 31]).join('');

/** `7K2MQ9XD` as people read it: `7K2M-Q9XD`. */
export const shownReference = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** The letters of a code as somebody typed or read it out, without marks between them. */
export const heardLetters = (typed: string): string => typed.slice(0, 40).normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

/** A code as somebody typed or said it; '' when it cannot be one. */
export function readReference(typed: string): string {
  const letters = heardLetters(typed);
  return letters.length === length && [...letters].every((letter) => alphabet.includes(letter)) ? letters : '';
}

/** The timeline of one launch, before it is known how the launch ends. */
export interface NotedLaunch {
  timelineKey: string;
  code: string;
  /** As people read it. */
  reference: string;
}
