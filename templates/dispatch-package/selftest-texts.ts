import ar from '../texts/selftest.ar.json';
import de from '../texts/selftest.de.json';
import en from '../texts/selftest.en.json';
import es from '../texts/selftest.es.json';
import fr from '../texts/selftest.fr.json';
import ja from '../texts/selftest.ja.json';

export type SelfTestKey = keyof typeof en;
const all: Record<string, Record<string, string>> = { en, de, fr, es, ar, ja };

/** A text of the self-test; what is filled in keeps its own direction. */
export const selfTestText = (lang: string, key: SelfTestKey, places: Record<string, string> = {}): string =>
  (all[lang]?.[key] || en[key]).replace(/\{(\w+)\}/g, (whole, name: string) => (places[name] === undefined ? whole : `\u2068${places[name]}\u2069`));
