import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const textsOf = (language: string) => JSON.parse(readFileSync(join(root, `templates/texts/pages.${language}.json`), 'utf8')) as Record<string, string>;
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const english = textsOf('en');

describe('texts of the learner\'s pages', () => {
  test.each(['de', 'fr', 'es', 'ar', 'ja'])('%s says everything English says, with the same places to fill', (language) => {
    const texts = textsOf(language);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) expect([key, places(texts[key] ?? '')]).toEqual([key, places(text)]);
  });

  test('every text a page asks for by name exists, and none is left over', () => {
    const folder = join(root, 'src/api/learner-pages');
    const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const asked = [...code.matchAll(/(?:text|html)\('([\w.-]+)'/g)].map(([, key = '']) => key);
    const messages = [...code.matchAll(/(?:words: |messageContent\(words, )'([\w.-]+)'/g)].map(([, key = '']) => key);
    expect(asked.filter((key) => !(key in english))).toEqual([]);
    expect(messages.filter((key) => !(key in english) && !(`${key}.sentence` in english))).toEqual([]);
    const named = (key: string) => code.includes(`'${key}'`) || messages.includes(key.replace(/\.(heading|sentence|todo)$/, '')) || /^exit\.(closer|message)\./.test(key);
    const composed = /^(refused\.(disabled|expired|revoked|full|closed|not-open|gone)\.(heading|sentence|todo)|join\.(firstName|lastName|email)(\.(missing|wrong))?)$/;
    expect(Object.keys(english).filter((key) => !named(key) && !composed.test(key))).toEqual([]);
  });
});
