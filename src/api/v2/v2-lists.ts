import { z } from 'zod';
import { invalidInput } from '../../platform/failure';

const truth = z.enum(['true', 'false', '1', '0', '']).optional();

/** A Boolean query parameter: absent is `whenAbsent`. */
export function flagOf(name: string, value: unknown, whenAbsent = false): boolean {
  const read = truth.safeParse(value);
  if (!read.success) throw invalidInput(name, 'must be true or false');
  return read.data === undefined || read.data === '' ? whenAbsent : read.data === 'true' || read.data === '1';
}

/** Milliseconds of an ISO-8601 moment; UTC when it names no zone (SEMANTICS 5). */
export function momentOf(name: string, value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  const text = String(value);
  const shaped = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text);
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`;
  const moment = shaped ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(moment)) throw invalidInput(name, 'must be an ISO-8601 moment such as 2026-01-31T12:00:00Z');
  return moment;
}

/** Rows of a page, where a list is asked for larger ones (ours). */
export function sizeOf(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !/^[1-9]\d{0,2}$/.test(value) || Number(value) > 100) throw invalidInput('pageSize', 'must be a whole number from 1 to 100');
  return Number(value);
}

/** One of `words`, or `whenAbsent`. */
export function wordOf<W extends string>(name: string, value: unknown, words: readonly W[], whenAbsent: W): W {
  if (value === undefined || value === '') return whenAbsent;
  const found = words.find((word) => word === String(value).toLowerCase());
  if (!found) throw invalidInput(name, `must be one of ${words.join(', ')}`);
  return found;
}

/** `updated_asc` and the like, split. */
export function orderOf<W extends string>(value: unknown, columns: readonly W[], whenAbsent: { orderBy: W; direction: 'asc' | 'desc' }): { orderBy: W; direction: 'asc' | 'desc' } {
  if (value === undefined || value === '') return whenAbsent;
  const [, column = '', direction = ''] = /^(.*)_(asc|desc)$/i.exec(String(value)) ?? [];
  const orderBy = columns.find((word) => word === column.toLowerCase());
  if (!orderBy) throw invalidInput('orderBy', `must be one of ${columns.flatMap((c) => [`${c}_asc`, `${c}_desc`]).join(', ')}`);
  return { orderBy, direction: direction.toLowerCase() === 'desc' ? 'desc' : 'asc' };
}

/** ISO-8601 in UTC, or nothing. */
export const isoOf = (moment: number | string | null | undefined): string | undefined => (moment == null ? undefined : new Date(Number(moment)).toISOString());
