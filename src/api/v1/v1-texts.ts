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

/**
 * The set of parameters that says where results are posted to. Without a word about it, v1 sends a form with the old XML about the course as a whole.
 * No address: undefined; an empty one: `null`, nothing is posted any more. Throws a V1Refusal 203 or 205.
 */
export function postBackOf(call: V1Call): Record<string, unknown> | null | undefined {
  const url = addressOf(call, 'postbackurl', 'postbackUrl');
  const authType = wordOf(call, ['form', 'httpbasic'], 'authtype', 'authType');
  const resultsFormat = wordOf(call, ['course', 'activity', 'full'], 'resultsformat', 'resultsFormat');
  const [userName, password] = [textOf(call, 255, 'urlname', 'urlName'), textOf(call, 255, 'urlpass', 'urlPass')];
  if (url === undefined && (authType || resultsFormat || userName || password)) throw v1.missing('postbackurl');
  if (url === undefined) return call.get('postbackurl', 'postbackUrl') === '' ? null : undefined;
  return { url, authType: authType ?? 'form', resultsFormat: resultsFormat ?? 'course', legacy: true, ...(userName ? { userName } : {}), ...(password ? { password } : {}) };
}
