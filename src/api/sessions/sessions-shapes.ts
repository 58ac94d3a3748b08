import { z } from 'zod';
import { invalidInput } from '../../platform/failure';
import { callerId } from '../caller-id';
import { parseInput } from '../read-body';

/** Query parameters as they come. */
export type Params = Readonly<Record<string, unknown>>;

export const plain = (length: number) => z.string().max(length, `must have at most ${length} characters`).refine((text) => !text.includes('\0'), 'may not contain U+0000');
export const tenantId = plain(255).nullish().describe('May be left out: the key tells it');
export const moment = z.string().meta({ format: 'date-time' });
export { callerId };

export const mostRows = 100;
const rowsPerPage = 25;

/** `limit` and `cursor` of a list. */
export function pageOf(q: Params): { more?: string; size: number } {
  const size = parseInput(z.coerce.number({ error: 'must be a number' }).int().min(1).max(mostRows).default(rowsPerPage), given(q, 'limit'), 'limit');
  const more = given(q, 'cursor');
  return { size, ...(more !== undefined && { more }) };
}

/** A parameter; an empty one counts as absent. */
export function given(q: Params, name: string): string | undefined {
  const value = q[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalidInput(name, 'may be given once');
  return value;
}

export const isoOf = (at: number | string): string => new Date(Number(at)).toISOString();
