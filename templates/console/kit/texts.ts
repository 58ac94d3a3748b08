import en from '../../texts/console.en.json';

export type TextKey = keyof typeof en;
type Places = Record<string, string | number>;

const all: Record<string, Record<string, string>> = { en };
export const lang = [...navigator.languages].map((one) => one.split('-')[0] ?? '').find((one) => Object.hasOwn(all, one)) ?? 'en';

/** A text of the console with its `{places}` filled. */
export const say = (key: TextKey, places: Places = {}): string =>
  (all[lang]?.[key] || en[key]).replace(/\{(\w+)\}/g, (whole, name: string) => (places[name] === undefined ? whole : String(places[name])));

const plurals = new Intl.PluralRules(lang);
type CountedKey = TextKey extends infer K ? (K extends `${infer Name}.other` ? Name : never) : never;

/** The form of a text that goes with a number: `name.one`, `name.other`. */
export const sayCount = (name: CountedKey, n: number, places: Places = {}): string => {
  const key = `${name}.${plurals.select(n)}`;
  return say((Object.hasOwn(en, key) ? key : `${name}.other`) as TextKey, { n: n.toLocaleString(lang), ...places });
};

/** A word of the API (COMPLETED, waiting) as a person would say it; unknown words stay as they are. */
export const sayWord = (word: string | undefined): string => {
  if (!word) return '–';
  const key = `word.${word.toLowerCase()}`;
  return Object.hasOwn(en, key) ? say(key as TextKey) : word;
};
