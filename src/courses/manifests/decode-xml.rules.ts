import { packageRefused } from '../courses.failures';

const maxBytes = 20 * 1024 * 1024;
const known: Record<string, string> = { latin1: 'windows-1252', 'iso-8859-1': 'windows-1252', 'us-ascii': 'windows-1252', ascii: 'windows-1252' };
const refused = /^utf-?(7|32|1)$|^ebcdic|^cp037|^ibm037/i;

const utf16 = /^(utf-?16|ucs-?2)/i;

function encodingByBytes(bytes: Uint8Array, declared: string | undefined): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0x3c && b === 0 && c !== 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  if (utf16.test(declared ?? '')) return 'utf-8'; // tools that write UTF-8 through a UTF-16 string leave that declaration behind
  return undefined;
}

/** Text of an XML file by its byte order mark, else by its declaration, else UTF-8 (XML 1.0 appendix F). */
export function decodeXml(bytes: Uint8Array, file: string): string {
  if (bytes.length > maxBytes) throw packageRefused(`${file} has ${bytes.length} bytes; at most ${maxBytes} are read`);
  const declared = /^<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))?.[1];
  const byBytes = encodingByBytes(bytes, declared);
  const label = byBytes ?? declared?.toLowerCase() ?? 'utf-8';
  if (refused.test(label) || refused.test(declared ?? '')) throw packageRefused(`${file} is encoded in ${declared ?? label}; save it as UTF-8`);
  const encoding = byBytes ?? known[label] ?? label;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const why = error instanceof RangeError ? `its encoding ${label} is not known` : `its bytes are not valid ${encoding}`;
    throw packageRefused(`${file} cannot be read: ${why}; save it as UTF-8`);
  }
}
