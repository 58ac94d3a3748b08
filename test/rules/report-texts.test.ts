import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const textsOf = (language: string) => JSON.parse(readFileSync(join(root, `templates/texts/reports.${language}.json`), 'utf8')) as Record<string, string>;
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const english = textsOf('en');

describe('texts of the report', () => {
  test.each(['de', 'fr', 'es', 'ar', 'ja'])('%s says everything English says, with the same places to fill', (language) => {
    const texts = textsOf(language);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) expect([key, places(texts[key] ?? '')]).toEqual([key, places(text)]);
  });

  test('every text the page asks for by name exists, and none is left over', () => {
    const folder = join(root, 'src/api/report-pages');
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const asked = [...code.matchAll(/text\('([\w.-]+)'/g)].map(([, key = '']) => key);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((key) => !(key in english))).toEqual([]);
    const composed = /^((courses|destinations)\.(heading|csv)|wrong\.(day|order|length|learner|words)|(expired|invalid|forbidden|fault)\.(heading|sentence))$/;
    expect(Object.keys(english).filter((key) => !code.includes(`'${key}'`) && !composed.test(key))).toEqual([]);
  });
});
