import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cases } from './cases';

const root = join(__dirname, '../..');
const page = join(root, 'docs/relay-coverage.md');

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : entry.name.endsWith('.test.ts') ? [join(folder, entry.name)] : []));

/** Files by the number that titles of tests begin with: `25. ...`, or `RELAY 25: ...` below `describe` of something else. */
function placesOf(): Map<number, string[]> {
  const places = new Map<number, string[]>();
  for (const file of filesBelow(join(root, 'test')).sort()) {
    const source = readFileSync(file, 'utf8');
    for (const [, number] of source.matchAll(/\b(?:test|it)(?:\.each)?\((?:\[[\s\S]*?\](?: as const)?\)\()?\s*['"`](?:RELAY )?(\d+)[.:] /g)) {
      const known = places.get(Number(number)) ?? [];
      const name = relative(root, file);
      places.set(Number(number), known.includes(name) ? known : [...known, name]);
    }
  }
  return places;
}

function table(): string {
  const places = placesOf();
  const rows = cases.flatMap(({ part, from, titles }) => [
    `\n## ${part}\n\n| Case | What happens | Tested in |\n|---|---|---|`,
    ...titles.map((title, i) => `| ${from + i} | ${title} | ${places.get(from + i)?.map((name) => `\`${name}\``).join(', ') ?? 'later'} |`),
  ]);
  const all = cases.flatMap(({ from, titles }) => titles.map((_, i) => from + i));
  const covered = all.filter((number) => places.has(number)).length;
  const head = `# What the relay is tested for\n\nThe cases of the relay between dispatch package, gateway and LMS, and the tests that play them: ${covered} of ${all.length}.\nBrowser tests run the real gateway, Chromium (those of test/relay/firefox.test.ts in Firefox ESR as well; no WebKit, whatever a case names) and the simulated LMSs of \`test/lms\`.\n\nThis page is made by \`UPDATE=1 npx jest test/relay/coverage\`; the suite fails when it is out of date.\n`;
  return `${head}${rows.join('\n')}\n`;
}

test('the page of covered cases is up to date', () => {
  const wanted = table();
  if (process.env['UPDATE'] === '1') writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
});

test('every number in a title is a case', () => {
  const last = Math.max(...cases.map(({ from, titles }) => from + titles.length - 1));
  expect([...placesOf().keys()].filter((number) => number < 1 || number > last)).toEqual([]);
});
