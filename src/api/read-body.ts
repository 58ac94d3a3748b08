import type { z } from 'zod';
import { invalidInput } from '../platform/failure';

/** No tool of ours or of a client nests deeper; what walks the value later must not run out of stack. */
const mostLevels = 200;

/** The value of a JSON text. Failures: invalid-input, also for one nested more than 200 levels deep. */
export function readJson(text: string): unknown {
  if (levelsOf(text) > mostLevels) throw invalidInput('body', `is nested more than ${mostLevels} levels deep`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invalidInput('body', `is not valid JSON (${(error as Error).message})`);
  }
}

/** How deep brackets and braces outside of strings nest. A loop, since a regular expression runs out of stack on a long string. */
function levelsOf(text: string): number {
  let [level, deepest] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++level);
    else if (char === ']' || char === '}') level--;
  }
  return deepest;
}

/** Where the string that opens at `start` closes, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

const where = (path: readonly PropertyKey[]) => path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i ? `.${String(part)}` : String(part))).join('');

/** `input` in the shape of `schema`; the first wrong field is a 400 with its path. Unknown fields are ignored. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, root = 'body'): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidInput(issue?.path.length ? where(issue.path) : root, issue?.message ?? 'is not of the expected shape');
}
