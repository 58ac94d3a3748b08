import { RE2JS } from 're2js';
import type { V1Call } from './v1-call';
import { v1 } from './v1-failures';
import { momentOfStamp } from './v1-signature.rules';

/** The value of a parameter that has to be there and hold something. Throws a V1Refusal 203. */
export function required(call: V1Call, ...names: [string, ...string[]]): string {
  const value = call.get(...names);
  if (!value) throw v1.missing(names[0]);
  return value;
}

const truths: ReadonlyMap<string, boolean> = new Map([['true', true], ['1', true], ['false', false], ['0', false]]);

/** `true` and `false`, as .NET (`True`) and PHP (`1`) write them too; absent and empty: undefined. Throws a V1Refusal 205. */
export function flagOf(call: V1Call, ...names: [string, ...string[]]): boolean | undefined {
  const value = call.get(...names)?.toLowerCase();
  if (!value) return undefined;
  const truth = truths.get(value);
  if (truth === undefined) throw v1.wrongValue(names[0], 'true or false');
  return truth;
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

/** A number, or the newest one: nothing where none is given or the word is `latest`. Throws a V1Refusal 205. */
export const numberOrLatest = (call: V1Call, ...names: [string, ...string[]]): number | undefined => (call.get(...names)?.toLowerCase() === 'latest' ? undefined : countOf(call, ...names));
