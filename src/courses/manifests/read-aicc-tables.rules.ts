import { packageRefused } from '../courses.failures';

/** One record of a descriptor file: values by the lower-cased names of its fields. */
export interface AiccRecord {
  line: number;
  get(field: string): string | undefined;
  /** The values of all columns of that name, and of those behind the last named one when that is it. */
  all(field: string): string[];
}
export interface AiccTable {
  file: string;
  fields: string[];
  records: AiccRecord[];
}

const most = { bytes: 20 * 1024 * 1024, records: 20_000, columns: 5000, value: 64 * 1024 } as const;

/** Text of a descriptor file: UTF-8 when it is valid UTF-8, else Windows-1252. */
export function decodeAicc(bytes: Uint8Array, file: string): string {
  if (bytes.length > most.bytes) throw packageRefused(`${file} has ${bytes.length} bytes; at most ${most.bytes} are read`);
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return new TextDecoder(a === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

interface Row {
  line: number;
  values: string[];
}

/** The value that begins at `at`, and where it ends: quoted values may hold commas, doubled quotes and line ends (CMI001, 4.2). */
function valueAt(text: string, at: number, place: string): { value: string; end: number; lines: number } {
  const quoted = /[^\S\r\n]*"((?:[^"]|"")*)"[^\S\r\n]*(?=,|\r|\n|$)/y;
  quoted.lastIndex = at;
  const found = quoted.exec(text)?.[1];
  if (found !== undefined) return { value: found.replaceAll('""', '"').trim(), end: quoted.lastIndex, lines: found.match(/\n/g)?.length ?? 0 };
  const plain = /[^,\r\n]*/y;
  plain.lastIndex = at;
  const value = (plain.exec(text)?.[0] ?? '').trim();
  if (value.startsWith('"')) throw packageRefused(`${place}: a quotation mark is not closed; close it before the comma or the line's end`);
  return { value, end: plain.lastIndex, lines: 0 };
}

function rowsOf(text: string, file: string): Row[] {
  const rows: Row[] = [];
  let [row, line]: [Row, number] = [{ line: 1, values: [] }, 1];
  for (let at = 0; at < text.length; ) {
    const { value, end, lines } = valueAt(text, at, `${file}, line ${line}`);
    if (value.length > most.value || row.values.length >= most.columns) throw packageRefused(`${file}, line ${row.line}: a record has a value of more than ${most.value} characters or more than ${most.columns} values; shorten it`);
    row.values.push(value);
    line += lines;
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
    if (text[end] === ',' && at < text.length) continue;
    if (row.values.some(Boolean)) rows.push(row);
    if (rows.length > most.records) throw packageRefused(`${file}: there are more than ${most.records} records; split the course`);
    row = { line: ++line, values: [] };
  }
  return rows;
}

/** Reads a table whose first row names its fields. Failures: package-refused. */
export function readAiccTable(bytes: Uint8Array, file: string, needed: readonly string[]): AiccTable {
  const [head, ...rows] = rowsOf(decodeAicc(bytes, file), file);
  const fields = (head?.values ?? []).map((name) => name.toLowerCase());
  const missing = needed.find((name) => !fields.includes(name));
  if (missing) throw packageRefused(`${file}, line ${head?.line ?? 1}: the first record has no field [${missing}]; name the fields ${needed.map((name) => `[${name}]`).join(', ')} in the first line`);
  const records = rows.map(({ line, values }): AiccRecord => ({
    line,
    get: (field) => values[fields.indexOf(field)] || undefined,
    all: (field) => values.filter((value, n) => value && (n < fields.length ? fields[n] : fields.at(-1)) === field),
  }));
  return { file, fields, records };
}

/** `[Section]` with `name=value` lines, all names in lower case; the text of a section is all of its lines, as they are. */
export function readAiccSections(text: string): Map<string, { values: Map<string, string>; text: string }> {
  const sections = new Map<string, { values: Map<string, string>; text: string }>();
  let current: { values: Map<string, string>; text: string } | undefined;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const section = /^\s*\[([^\]\r\n]{1,100})\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      const name = section.trim().toLowerCase();
      current = sections.get(name) ?? { values: new Map(), text: '' };
      sections.set(name, current);
      continue;
    }
    if (!current) continue;
    current.text += `${line}\n`;
    if (/^\s*;/.test(line)) continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim().toLowerCase();
    if (equals > 0 && /^[\w. -]{1,100}$/.test(name) && !current.values.has(name)) current.values.set(name, line.slice(equals + 1).trim().replace(/^"(.*)"$/, '$1'));
  }
  return sections;
}
