import type { SettingDefinition } from './setting-catalogue.rules';

const longest = 10_000;
const truths: ReadonlyMap<string, boolean> = new Map([['true', true], ['yes', true], ['false', false], ['no', false]]);

const integerBetween = (least: number) => (value: string) => (/^-?\d{1,10}$/.test(value) && Number(value) >= least ? undefined : `must be a whole number${least > -2e9 ? ` of at least ${least}` : ''}`);

function jsonIn(value: string, isWanted: (read: unknown) => boolean, shape: string): string | undefined {
  try {
    return isWanted(JSON.parse(value)) ? undefined : `must be ${shape}`;
  } catch {
    return `must be ${shape}`;
  }
}

const byType: Readonly<Record<string, (value: string) => string | undefined>> = {
  bool: (value) => (truths.has(value.toLowerCase()) ? undefined : 'must be one of true, false, YES, NO'),
  int: integerBetween(-2_147_483_648),
  nonNegativeInt: integerBetween(0),
  positiveInt: integerBetween(1),
  nullableDouble: (value) => (/^-?\d+(\.\d+)?$/.test(value) ? undefined : 'must be a number, or empty'),
  languageList: (value) => jsonIn(value, Array.isArray, 'a JSON list'),
  mergedJson: (value) => jsonIn(value, (read) => typeof read === 'object' && read !== null && !Array.isArray(read), 'a JSON object'),
};

const isWebAddress = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** What is wrong with `value`, with what is allowed; nothing when it may be stored. Empty means "as by default" where the default is empty. */
export function problemOf(definition: SettingDefinition, value: string): string | undefined {
  const { values, words, isUrl, dataType } = definition;
  if (value.length > longest) return `must have at most ${longest} characters`;
  if (value.includes('\0')) return 'may not contain U+0000';
  if (value === '' && definition.default === '') return undefined;
  if (values) return values.includes(value) ? undefined : `must be one of ${values.join(', ')}`;
  if (words) return words.includes(value.toLowerCase()) ? undefined : `must be one of ${words.join(', ')}`;
  if (isUrl) return isWebAddress(value) ? undefined : 'must be an http or https address, or empty';
  return byType[dataType]?.(value);
}

/** A value of a `bool` setting; `whenEmpty` where nothing is set. */
export const truthOf = (value: string | undefined, whenEmpty = false): boolean => truths.get(value?.toLowerCase() ?? '') ?? whenEmpty;
