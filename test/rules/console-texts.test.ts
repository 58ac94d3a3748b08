import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import en from '../../templates/texts/console.en.json';

const folder = join(__dirname, '../../templates/console');
const code = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
const named = new Set([...code.matchAll(/['`]([a-z][\w.-]*)['`]/gi)].map(([, name]) => name));
/** `say(`role.${role}`)`: what begins like this is chosen by a word. */
const beginnings = [...code.matchAll(/`([a-z][\w.]*\.)\$\{/gi)].map(([, name = '']) => name);

test('no text of the console is left over', () => {
  const left = Object.keys(en).filter((key) => !named.has(key) && !named.has(key.replace(/\.(one|other)$/, '')) && !key.startsWith('word.') && !beginnings.some((name) => key.startsWith(name)));
  expect(left).toEqual([]);
});

test('a text for one has a text for others, with the same places', () => {
  const texts: Record<string, string> = en;
  const places = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const counted = Object.keys(texts).filter((key) => key.endsWith('.one') && texts[key.replace(/one$/, 'other')] !== undefined);
  expect(counted.length).toBeGreaterThan(10);
  for (const key of counted) expect([key, places(texts[key])]).toEqual([key, places(texts[key.replace(/one$/, 'other')])]);
});
