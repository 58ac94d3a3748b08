const cp437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
const maxPartBytes = 255;
const maxPathBytes = 1024;
const maxDepth = 40;

/** UTF-8 where the bytes are (flagged or not, as macOS writes them), else code page 437 (APPNOTE 6.3.10 appendix D). */
export function decodeEntryName(bytes: Uint8Array, flaggedUtf8: boolean): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    if (flaggedUtf8) return undefined; // overlong or broken UTF-8 behind the flag is no name
    return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : (cp437[byte - 128] ?? '?'))).join('');
  }
}

/** With `/` as separator (old Windows tools write a backslash) and without the empty and dot parts of some tools; a leading slash stays. */
export function tidyName(name: string): string {
  const parts = name.replaceAll('\\', '/').split('/');
  const folder = parts.at(-1) === '' || parts.at(-1) === '.';
  const kept = parts.filter((part) => part !== '' && part !== '.').join('/');
  return `${parts[0] === '' && parts.length > 1 ? '/' : ''}${kept}${folder && kept ? '/' : ''}`;
}

/** The faults of a name that make it unsafe or impossible to store, in words; `undefined` for a good one. */
export function faultOfName(name: string): string | undefined {
  if (name === '') return 'has no name';
  if (/[\0-\x1f\x7f]/.test(name)) return 'has a control character in its name';
  if (name.startsWith('/')) return 'is an absolute path';
  if (/^[a-z]:/i.test(name)) return 'names a drive';
  if (Buffer.byteLength(name) > maxPathBytes) return `has a path longer than ${maxPathBytes} bytes`;
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.length > maxDepth) return `lies deeper than ${maxDepth} folders`;
  for (const part of parts) {
    const fault = faultOfPart(part);
    if (fault) return fault;
  }
  return undefined;
}

function faultOfPart(part: string): string | undefined {
  if (part === '..') return 'leads out of the package';
  if (reservedOnWindows.test(part)) return 'has a name that Windows reserves for a device';
  if (/[. ]$/.test(part)) return 'has a part that ends in a dot or a space';
  if (part.includes(':')) return 'has a colon in its name, which some systems read as a drive or stream';
  if (Buffer.byteLength(part) > maxPartBytes) return `has a part longer than ${maxPartBytes} bytes`;
  return undefined;
}

/** Two names that a file system without case would take for one are the same here. */
export const foldName = (path: string): string => path.normalize('NFC').toLowerCase();
