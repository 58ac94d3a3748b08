import { answerOf } from './api';

const nameIn = (disposition: string | null): string | undefined => /filename="?([^";]+)"?/.exec(disposition ?? '')?.[1];

/** Hands a file to the browser's own download. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Downloads a file of the API, which needs the caller's headers. */
export async function download(path: string, query: Record<string, string | boolean | undefined>, name: string): Promise<void> {
  const answer = await answerOf('GET', path, query);
  save(await answer.blob(), nameIn(answer.headers.get('content-disposition')) ?? name);
}

/** A cell that neither breaks the line nor is taken for a formula. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvOf = (rows: readonly (readonly unknown[])[]): Blob => new Blob([`\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' });
export const jsonOf = (rows: readonly unknown[]): Blob => new Blob([JSON.stringify(rows, null, 2)], { type: 'application/json' });

/** Rows of a CSV (RFC 4180), without the byte order mark. */
export function rowsOfCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (quoted === undefined && !plain && !end) break;
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end && end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
