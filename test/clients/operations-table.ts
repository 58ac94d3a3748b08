import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { answersTo } from './official-client';

export interface Row {
  service: string;
  operation: string;
  /** As in operation-access.rules.ts, such as `GET /courses/{}`. */
  route: string;
  opens: string;
  /** The test file whose client calls prove it; empty where there is no such route. */
  test: string;
}

const root = resolve(__dirname, '../..');
const cell = (text = '') => text.trim().replace(/^`|`$/g, '');

/** The tables of docs/api-operations.md below a heading. */
export function tableBelow(heading: string): string[][] {
  const [, text = ''] = readFileSync(resolve(root, 'docs/api-operations.md'), 'utf8').split(`\n## ${heading}\n`);
  const lines = (text.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.split('|').slice(1, -1).map(cell));
}

export const rowsOfOperations = (): Row[] =>
  tableBelow('The operations of SCORM Cloud v2').map(([service = '', operation = '', route = '', opens = '', test = '']) => ({ service, operation, route, opens, test }));

const isOffered = (service: string) => !['ZoomiApi', 'ContentConnectorsApi'].includes(service);

/** The last test of a file: the official client was served in it by each operation that docs/api-operations.md says it proves; those that are not offered were refused with 501. */
export function servesItsRows(file: string): void {
  test('every operation that docs/api-operations.md lays at the door of this file was called and served', () => {
    const mine = rowsOfOperations().filter((row) => row.test === relative(root, file));
    expect(mine.length).toBeGreaterThan(0);
    const unserved = mine.filter(({ service, operation }) => ![...answersTo(service, operation)].some((status) => (isOffered(service) ? status < 300 : status === 501)));
    expect(unserved).toEqual([]);
  });
}
