import { asHtml, escapeHtml, oneLine } from './clean-text.rules';

const plainNames = ['COURSE', 'COURSE_DESCRIPTION', 'COURSE_DURATION', 'USER', 'FIRST_NAME', 'LAST_NAME', 'EMAIL', 'SENDER', 'VENDOR', 'DUE', 'EXPIRES'] as const;
type PlainName = (typeof plainNames)[number];

/** What senders may write into subject and body, for whoever explains it to them. */
export const placeholders: readonly string[] = [...plainNames.map((name) => `[${name}]`), '[URL]', '[URL:text]', '[FIELD:name]'];

/** Values as text; `fields` are the further columns of a recipient. */
export interface PlaceholderValues extends Readonly<Record<PlainName, string>> {
  URL: string;
  fields: Readonly<Record<string, string>>;
}

/** Where a placeholder stands: among words, in the words of a link, as the whole address of a link, in a part of one, in a mailto address. */
export type Place = 'words' | 'link words' | 'address' | 'address part' | 'mail address';
export interface Placeholder {
  name: PlainName | 'URL' | 'FIELD';
  /** Of `[URL:text]` and `[FIELD:name]`, else empty. */
  argument: string;
  place: Place;
}
/** A text, cut into what stays and what is filled. */
export type Piece = string | Placeholder;

const shape = /\[([A-Z][A-Z0-9_]+)(?::([^[\]]*))?\]/g;

function placeholderOf(name: string, argument: string | undefined, place: Place): Placeholder | undefined {
  if (name === 'URL') return { name, argument: (argument ?? '').trim(), place };
  if (name === 'FIELD') return argument?.trim() ? { name, argument: argument.trim(), place } : undefined;
  return argument === undefined && (plainNames as readonly string[]).includes(name) ? { name: name as PlainName, argument: '', place } : undefined;
}

export function piecesOf(text: string, place: Place = 'words'): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(shape)) {
    const found = placeholderOf(match[1] ?? '', match[2], place);
    if (!found) continue;
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push(found);
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** What looks like a placeholder and is none, each once, as it is written: `[CUORSE]`. */
export function unknownPlaceholders(text: string): string[] {
  const unknown = [...text.matchAll(shape)].filter((match) => !placeholderOf(match[1] ?? '', match[2], 'words'));
  return [...new Set(unknown.map((match) => match[0]))];
}

function fieldOf(fields: Readonly<Record<string, string>>, wanted: string): string {
  if (Object.hasOwn(fields, wanted)) return fields[wanted] ?? '';
  const lowered = wanted.toLowerCase();
  return Object.entries(fields).find(([name]) => name.trim().toLowerCase() === lowered)?.[1] ?? '';
}

const filledWith = ({ name, argument }: Placeholder, values: PlaceholderValues): string => (name === 'FIELD' ? oneLine(fieldOf(values.fields, argument)) : values[name]);

/** A value in an address can neither end it nor lead elsewhere. */
function inAddress(placeholder: Placeholder, values: PlaceholderValues): string {
  if (placeholder.place === 'address') return values.URL;
  const encoded = encodeURIComponent(filledWith(placeholder, values));
  return placeholder.place === 'mail address' ? encoded.replaceAll('%40', '@') : encoded;
}

const isWords = (place: Place) => place === 'words' || place === 'link words';

/** Fills pieces of markup; values are escaped, `isolate` gets escaped markup. */
export function fillHtml(pieces: readonly Piece[], values: PlaceholderValues, isolate: (html: string) => string): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : htmlValue(piece, values, isolate))).join('');
}

function htmlValue(placeholder: Placeholder, values: PlaceholderValues, isolate: (html: string) => string): string {
  const { name, argument, place } = placeholder;
  if (!isWords(place)) return escapeHtml(inAddress(placeholder, values));
  if (name !== 'URL') return isolate(asHtml(filledWith(placeholder, values)));
  const words = escapeHtml(argument || values.URL);
  return place === 'link words' ? words : `<a href="${escapeHtml(values.URL)}">${words}</a>`;
}

/** Fills pieces of text: the address of `[URL:text]` follows its text. */
export function fillText(pieces: readonly Piece[], values: PlaceholderValues, isolate: (text: string) => string): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : textValue(piece, values, isolate))).join('');
}

function textValue(placeholder: Placeholder, values: PlaceholderValues, isolate: (text: string) => string): string {
  const { name, argument, place } = placeholder;
  if (!isWords(place)) return inAddress(placeholder, values);
  if (name !== 'URL') return isolate(filledWith(placeholder, values));
  if (!argument) return values.URL;
  return place === 'link words' ? argument : `${argument} <${values.URL}>`;
}

/** A subject has no place for a link: `[URL]` is left out, of `[URL:text]` the text stays. */
export function fillSubject(subject: string, values: PlaceholderValues): string {
  const filled = piecesOf(oneLine(subject)).map((piece) => (typeof piece === 'string' ? piece : piece.name === 'URL' ? piece.argument : filledWith(piece, values)));
  return oneLine(filled.join(''));
}
