import { RE2JS } from 're2js';
import { callerId } from '../caller-id';
import { parseInput } from '../read-body';
import type { V1Call } from './v1-call';
import { v1 } from './v1-failures';
import { momentOfStamp } from './v1-signature.rules';

/** The value of a parameter that has to be there and hold something. Throws a V1Refusal 203. */
export function required(call: V1Call, ...names: [string, ...string[]]): string {
  const value = call.get(...names);
  if (!value) throw v1.missing(names[0]);
  return value;
}

/** `true` and `false`, as .NET writes them too; absent and empty: undefined. Throws a V1Refusal 205. */
export function flagOf(call: V1Call, ...names: [string, ...string[]]): boolean | undefined {
  const value = call.get(...names)?.toLowerCase();
  if (!value) return undefined;
  if (value !== 'true' && value !== 'false') throw v1.wrongValue(names[0], 'true or false');
  return value === 'true';
}

/** A whole number of zero or more. Throws a V1Refusal 205. */
export function countOf(call: V1Call, ...names: [string, ...string[]]): number | undefined {
  const value = call.get(...names);
  if (!value) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw v1.wrongValue(names[0], 'a whole number of zero or more');
  return Number(value);
}

/** Comma separated, repeated, or both; blanks around a word and empty words are left out. Absent: undefined; empty: no words. */
export function wordsOf(call: V1Call, ...names: string[]): string[] | undefined {
  const values = names.flatMap((name) => call.all(name));
  return values.length ? values.flatMap((value) => value.split(',')).map((word) => word.trim()).filter(Boolean) : undefined;
}

const mostOfFilter = 1000;
const cultural = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))? ?([AP]M)?)?$/i;

/** Milliseconds of a moment as clients write one: ISO 8601, `yyyyMMddHHmmss`, or the .NET text `1/31/2026 3:04:05 PM`; UTC where no zone is named. Throws a V1Refusal 205. */
export function momentOf(call: V1Call, ...names: [string, ...string[]]): number | undefined {
  const value = call.get(...names);
  if (!value) return undefined;
  const moment = momentOfStamp(value) ?? momentOfIso(value) ?? momentOfCulture(value);
  if (moment === undefined) throw v1.wrongValue(names[0], 'a moment such as 20260131120000 or 2026-01-31T12:00:00Z');
  return moment;
}

function momentOfIso(text: string): number | undefined {
  const [, date, time, zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  if (!date) return undefined;
  const moment = Date.parse(`${date}T${time ?? '00:00'}${zone.replace(/(?<=[+-]\d\d)(?=\d\d$)/, ':')}`);
  return Number.isNaN(moment) ? undefined : moment;
}

function momentOfCulture(text: string): number | undefined {
  const [, month, day, year, hour = '0', minute = '0', second = '0', half] = cultural.exec(text) ?? [];
  if (!year) return undefined;
  const hours = half ? (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : Number(hour);
  const moment = Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second));
  const isDay = new Date(moment).getUTCDate() === Number(day) && new Date(moment).getUTCMonth() === Number(month) - 1;
  return isDay && hours < 24 && Number(minute) < 60 && Number(second) < 60 ? moment : undefined;
}

/** Whether an id matches the whole regular expression of a filter; without one every id does. Its time grows with the id alone, whatever the expression (RE2). Throws a V1Refusal 205. */
export function filterOf(call: V1Call, ...names: [string, ...string[]]): (id: string) => boolean {
  const text = call.get(...names);
  if (!text) return () => true;
  if (text.length > mostOfFilter) throw v1.wrongValue(names[0], `a regular expression of at most ${mostOfFilter} characters`);
  try {
    const pattern = RE2JS.compile(text);
    return (id) => pattern.matches(id);
  } catch (error) {
    throw v1.wrongValue(names[0], `a regular expression (${error instanceof Error ? error.message : error})`);
  }
}

/** A moment as v1 writes it: `2026-01-31T12:00:00.000+0000`; nothing for none. */
export const dateOf = (moment: number | string | null | undefined): string => (moment == null ? '' : new Date(Number(moment)).toISOString().replace('Z', '+0000'));

/** A text of at most so many characters. Throws a V1Refusal 205. */
export function textOf(call: V1Call, most: number, ...names: [string, ...string[]]): string | undefined {
  const value = call.get(...names);
  if (value && (value.length > most || value.includes('\0'))) throw v1.wrongValue(names[0], `a text of at most ${most} characters without U+0000`);
  return value;
}

/** A text that has to be named and may be empty. Throws a V1Refusal 203 or 205. */
export function named(call: V1Call, most: number, ...names: [string, ...string[]]): string {
  const value = textOf(call, most, ...names);
  if (value === undefined) throw v1.missing(names[0]);
  return value;
}

/** An id of the caller's choice for something new. Throws a V1Refusal 203. Failures: invalid-input. */
export const newIdOf = (call: V1Call, ...names: [string, ...string[]]): string => parseInput(callerId, required(call, ...names), names[0]);

/** Tags as v2 takes them. Throws a V1Refusal 205. */
export function tagsOf(call: V1Call, ...names: [string, ...string[]]): string[] {
  const tags = wordsOf(call, ...names) ?? [];
  if (tags.length > 1000 || tags.some((tag) => tag.length > 255 || tag.includes('\0'))) throw v1.wrongValue(names[0], 'at most 1000 tags of at most 255 characters each');
  return tags;
}

/** One of a few words, whatever its case; the first one where none is given. Throws a V1Refusal 205. */
export function oneOf<W extends string>(call: V1Call, words: readonly [W, ...W[]], ...names: [string, ...string[]]): W {
  const value = call.get(...names);
  if (!value) return words[0];
  const found = words.find((word) => word === value.toLowerCase());
  if (!found) throw v1.wrongValue(names[0], `one of ${words.join(', ')}`);
  return found;
}

/** A number, or the newest one: nothing where none is given or the word is `latest`. Throws a V1Refusal 205. */
export const numberOrLatest = (call: V1Call, ...names: [string, ...string[]]): number | undefined => (call.get(...names)?.toLowerCase() === 'latest' ? undefined : countOf(call, ...names));
