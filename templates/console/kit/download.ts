import { csvLines, csvMark } from '../../../src/platform/csv.rules';
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

export const csvOf = (rows: readonly (readonly unknown[])[]): Blob => new Blob([csvMark + csvLines(rows)], { type: 'text/csv;charset=utf-8' });
export const jsonOf = (rows: readonly unknown[]): Blob => new Blob([JSON.stringify(rows, null, 2)], { type: 'application/json' });

/** What a column is called in a file, and what stands in it. */
export interface FileColumn<Row> {
  head: string;
  value?: (row: Row) => unknown;
}

/** A file out of pages. What was read is handed to the browser's store of blobs at once, so that long lists do not fill the memory. */
export async function fileOf<Row>(kind: 'csv' | 'json', columns: readonly FileColumn<Row>[], pages: AsyncIterable<readonly Row[]>, onRows: (count: number) => void): Promise<{ blob: Blob; count: number }> {
  const told = columns.filter((column) => column.value);
  const type = kind === 'csv' ? 'text/csv;charset=utf-8' : 'application/json';
  let blob = new Blob([kind === 'csv' ? csvMark + csvLines([told.map((column) => column.head)]) : '[']);
  let count = 0;
  for await (const rows of pages) {
    const texts = rows.map((row, i) => (kind === 'csv' ? csvLines([told.map((column) => column.value?.(row))]) : `${count + i ? ',' : ''}\n${JSON.stringify(row)}`));
    blob = new Blob([blob, ...texts]);
    count += rows.length;
    onRows(count);
  }
  return { blob: new Blob([blob, ...(kind === 'json' ? ['\n]\n'] : [])], { type }), count };
}

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
