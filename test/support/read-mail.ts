/** A part of a received message, decoded. */
export interface MailPart {
  type: string;
  /** Parameters of Content-Type and Content-Disposition, such as charset, method and filename. */
  parameters: Record<string, string>;
  headers: Map<string, string[]>;
  body: Buffer;
  parts: MailPart[];
}

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, how = '', word = '']) =>
          how.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : Buffer.from(word.replace(/_/g, ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1'),
        ),
      ).toString('utf8'),
    );

function headersOf(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const at = line.indexOf(':');
    if (at < 1) continue;
    const name = line.slice(0, at).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), decodeWords(line.slice(at + 1).trim())]);
  }
  return headers;
}

function decoded(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
}

/** Reads a message or one of its parts; `raw` holds a character per byte. */
export function readPart(raw: string): MailPart {
  const end = raw.indexOf('\r\n\r\n');
  const headers = headersOf(end < 0 ? raw : raw.slice(0, end));
  const body = end < 0 ? '' : raw.slice(end + 4);
  const header = (name: string) => headers.get(name)?.[0] ?? '';
  const [type = ''] = (header('content-type') || 'text/plain').split(';');
  const parameters = Object.fromEntries([...`${header('content-type')};${header('content-disposition')}`.matchAll(/;\s*([\w-]+)="?([^";]*)"?/g)].map(([, name = '', value = '']) => [name.toLowerCase(), value]));
  const boundary = parameters['boundary'];
  const pieces = boundary ? `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1).map((piece) => readPart(piece.replace(/^\r\n/, ''))) : [];
  return { type: type.trim().toLowerCase(), parameters, headers, body: decoded(body, header('content-transfer-encoding').toLowerCase()), parts: pieces };
}

/** The leaves of a message, in order. */
export const leavesOf = (part: MailPart): MailPart[] => (part.parts.length ? part.parts.flatMap(leavesOf) : [part]);
