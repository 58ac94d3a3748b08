import { lang } from './texts';

const language = lang === 'en' ? undefined : lang;
const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const thisYear = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
const zones = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });

/** A moment in the zone of the browser, in one line; the year is said where it is not this one. */
export function moment(iso: string | undefined): string {
  if (!iso) return '–';
  const at = new Date(iso);
  const words = at.getFullYear() === new Date().getFullYear() ? thisYear : moments;
  return words.format(at).replace(/ /g, '\u00a0');
}
/** The same with its zone, where a deadline depends on it. */
export const momentWithZone = (iso: string | undefined): string => (iso ? zones.format(new Date(iso)) : '–');
export const number = (n: number | undefined): string => (n === undefined ? '–' : n.toLocaleString(lang));
export const percent = (part: number, whole: number): number => (whole > 0 ? Math.round((part / whole) * 100) : 0);

export function bytes(n: number): string {
  const step = n <= 0 ? 0 : Math.min(4, Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** step).toLocaleString(lang, { maximumFractionDigits: step ? 1 : 0 })} ${['B', 'KB', 'MB', 'GB', 'TB'][step]}`;
}

/** `PT1H2M`-like seconds as 1 h 2 min. */
export function duration(seconds: number | undefined): string {
  if (!seconds) return '–';
  const [h, m] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return h ? `${h} h ${m} min` : m ? `${m} min` : `${Math.round(seconds)} s`;
}

/** What a field of type datetime-local holds, from the API's moment and back. */
export const toLocalField = (iso: string | undefined): string => {
  if (!iso) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
export const fromLocalField = (value: string): string | undefined => (value ? new Date(value).toISOString() : undefined);

/** An id that a person may keep or change: the name in letters that are safe everywhere. */
export const idFrom = (name: string): string =>
  name.normalize('NFKD').replace(/\.[a-z0-9]{2,4}$/i, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/[^\x20-\x7e]/g, '').replace(/^-+|-+$/g, '').toLowerCase().slice(0, 60);
