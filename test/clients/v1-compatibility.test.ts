import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Booted, bootCourseway } from '../support/boot';
import { v1Client } from '../support/v1';
import { rowsOfOperations } from './operations-table';
import { v1Methods } from './v1-methods';

const root = resolve(__dirname, '../..');
const page = join(root, 'docs/moving-from-scorm-cloud.md');
const [begin, end] = ['<!-- v1 methods -->\n', '<!-- end of v1 methods -->'];
const methods = Object.keys(v1Methods);

let courseway: Booted;
beforeAll(async () => {
  courseway = await bootCourseway();
});
afterAll(() => courseway?.close());

/** What the server says to the method without a parameter, as columns of the table. */
async function answerTo(method: string): Promise<{ here: string; needs: string; code?: string }> {
  const management = method.startsWith('rustici.application.');
  const { status, xml, code } = await v1Client(courseway, management ? { applicationId: 'MANAGEMENT', secret: 'test-secret-of-management' } : undefined).call(method);
  expect([method, status]).toEqual([method, expect.any(Number)]);
  if (code === '201') return { here: 'not offered', needs: '', code };
  return { here: 'yes', needs: code === '203' ? (/parameter (\w+)/.exec(xml)?.[1] ?? '') : '', ...(code !== undefined && { code }) };
}

test('every method of v1 is answered, and the page says how', async () => {
  const rows: string[] = [];
  for (const method of methods) {
    const { here, needs, code } = await answerTo(method);
    expect([method, code]).not.toEqual([method, '202']); // no such method
    const v2 = v1Methods[method] ?? '';
    rows.push(`| ${method.replace('rustici.', '')} | ${here} | ${needs && `\`${needs}\``} | ${v2} |`);
  }
  const table = ['| method | here | needs | in v2 |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const made = `${before}${begin}${table}${end}${rest.split(end)[1] ?? ''}`;
  if (process.env['UPDATE'] === '1') writeFileSync(page, made);
  else expect(text).toBe(made);
});

test('the operations of v2 that the page names exist', () => {
  const known = new Set(rowsOfOperations().map(({ operation }) => operation));
  expect(Object.values(v1Methods).filter((operation) => operation && !known.has(operation))).toEqual([]);
});
