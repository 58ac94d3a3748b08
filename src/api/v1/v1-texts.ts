import { callerId } from '../caller-id';
import { parseInput } from '../read-body';
import type { V1Call } from './v1-call';
import { v1 } from './v1-failures';
import { required, wordsOf } from './v1-parameters';

const mostTags = 1000;
const mostOfWord = 255;
const mostOfAddress = 2000;

/** A text that one column keeps. Absent: undefined. Throws a V1Refusal 205. */
export function textOf(call: V1Call, most: number, ...names: [string, ...string[]]): string | undefined {
  const value = call.get(...names);
  if (value === undefined) return undefined;
  if (value.length > most || value.includes('\0')) throw v1.wrongValue(names[0], `a text of at most ${most} characters, without U+0000`);
  return value;
}

/** The same, and it must hold something. Throws a V1Refusal 203 or 205. */
export function requiredText(call: V1Call, most: number, ...names: [string, ...string[]]): string {
  required(call, ...names);
  return textOf(call, most, ...names) ?? '';
}

/** A text that has to be named and may be empty. Throws a V1Refusal 203 or 205. */
export function named(call: V1Call, most: number, ...names: [string, ...string[]]): string {
  const value = textOf(call, most, ...names);
  if (value === undefined) throw v1.missing(names[0]);
  return value;
}

/** An id of the caller's choice for something new. Throws a V1Refusal 203. Failures: invalid-input. */
export const newIdOf = (call: V1Call, ...names: [string, ...string[]]): string => parseInput(callerId, required(call, ...names), names[0]);

/** Tags, each once; absent: undefined, empty: none. Throws a V1Refusal 205. */
export function tagsOf(call: V1Call, ...names: [string, ...string[]]): string[] | undefined {
  const words = wordsOf(call, ...names);
  if (words && (words.length > mostTags || words.some((word) => word.length > mostOfWord || word.includes('\0')))) throw v1.wrongValue(names[0], `at most ${mostTags} tags of at most ${mostOfWord} characters, comma separated`);
  return words && [...new Set(words)];
}

/** The one of `words` that is named, in any case. Absent and empty: undefined. Throws a V1Refusal 205. */
export function wordOf<W extends string>(call: V1Call, words: readonly W[], ...names: [string, ...string[]]): W | undefined {
  const value = call.get(...names);
  if (!value) return undefined;
  const found = words.find((word) => word.toLowerCase() === value.toLowerCase());
  if (!found) throw v1.wrongValue(names[0], `one of ${words.join(', ')}`);
  return found;
}

/** An http or https address. Absent and empty: undefined. Throws a V1Refusal 205. */
export function addressOf(call: V1Call, ...names: [string, ...string[]]): string | undefined {
  const value = call.get(...names);
  if (!value) return undefined;
  if (value.length > mostOfAddress || !/^https?:\/\//i.test(value) || !URL.canParse(value)) throw v1.wrongValue(names[0], `an http or https address of at most ${mostOfAddress} characters`);
  return value;
}
