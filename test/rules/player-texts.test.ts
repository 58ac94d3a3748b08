import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const templates = join(__dirname, '../../templates');
const textsOf = (language: string) => JSON.parse(readFileSync(join(templates, `texts/player.${language}.json`), 'utf8')) as Record<string, string>;
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const english = textsOf('en');

describe('texts of the player', () => {
  test.each(['de', 'fr', 'es', 'ar', 'ja'])('%s says everything English says, with the same places to fill', (language) => {
    const texts = textsOf(language);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) expect([key, places(texts[key] ?? '')]).toEqual([key, places(text)]);
  });

  test('every text the player asks for by name exists, and none is left over', () => {
    const code = readdirSync(join(templates, 'player')).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(templates, 'player', file), 'utf8')).join('\n');
    const named = [...code.matchAll(/say\('([\w.]+)'/g)].map((match) => match[1] ?? '');
    expect(named.filter((key) => !(`player.${key}` in english))).toEqual([]);
    const composed = /^(status\.|elsewhere\.|stopped\.|session\.|refused\.|saved$|saving$|offline$|notTracked$|review$|finished\.|closed\.|saved\.text$|unsaved\.text$|noScript$)/;
    expect(Object.keys(english).map((key) => key.replace('player.', '')).filter((key) => !named.includes(key) && !composed.test(key))).toEqual([]);
  });
});
