const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const lineEnds = /\r\n?|[\u0085\u2028\u2029]/g;
/** Control characters, embeddings and overrides of direction (they reorder what follows), and halves of surrogate pairs. */
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const pictures = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A single line that can be part of a header. */
export const oneLine = (text: string): string => text.replace(breaks, ' ').replace(unseen, '').replace(/ {2,}/g, ' ').trim();

/** Text whose line breaks are kept, as `\n`. */
export const cleanLines = (text: string): string => text.replace(lineEnds, '\n').replace(unseen, '').trim();

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => escapes[found] ?? '');

/** Text as markup, its line breaks too. */
export const asHtml = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>');

/** At most `length` UTF-16 units; never cuts through what is seen as one character. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const { segment } of pictures.segment(text.slice(0, length + 40))) {
    if (kept.length + segment.length > length - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const whollyEastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・\s]+$/u;
/** What mail programs turn into a link. Whoever joins types the name, and could otherwise mail an address of theirs to somebody else. */
const looksLikeLink = /:\/\/|www\.|[\p{Ll}\d]\.\p{Ll}{2,}|[\p{Lu}\d]{2}\.\p{Lu}{2,}/u;

/** A person's whole name, family name first where that is the order; empty when there is none to be shown. */
export function nameOf(person: { firstName?: string | null; lastName?: string | null }): string {
  const [first, last] = [oneLine(person.firstName ?? ''), oneLine(person.lastName ?? '')];
  const names = whollyEastAsian.test(first) && whollyEastAsian.test(last) ? [last, first] : [first, last];
  const name = clipped(names.filter(Boolean).join(' '), 150);
  return looksLikeLink.test(name) ? '' : name;
}
