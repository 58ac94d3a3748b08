/** Names that no file on Windows may have, whatever its extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const isPlain = (id: string) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(id) && !reserved.test(id.split('.')[0] ?? '') && !id.endsWith('.');

/**
 * A file name every system takes, out of an id that callers chose; the key keeps two apart that differ only in other characters.
 * @param used names in lower case that are taken in the same zip; the new one is added
 */
export function packageName(id: string, key: string, used = new Set<string>()): string {
  const safe = id.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 100);
  const name = isPlain(id) && !used.has(`${id.toLowerCase()}.zip`) ? `${id}.zip` : `${safe ? `${reserved.test(safe.split('.')[0] ?? '') ? '_' : ''}${safe}-` : ''}${key}.zip`;
  used.add(name.toLowerCase());
  return name;
}
