import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SettingDefinition, settingCatalogue } from '../../src/settings/setting-catalogue.rules';

const file = join(__dirname, '../../docs/settings.md');
const [begin, end] = ['<!-- made from the catalogue: begin -->', '<!-- made from the catalogue: end -->'];

const valuesOf = ({ values, words, dataType }: SettingDefinition) => (values ?? words)?.map((value) => `\`${value}\``).join(' ') ?? dataType;
const defaultOf = (one: SettingDefinition) => [one.default, ...(one.singleSco === undefined ? [] : [`one unit: ${one.singleSco}`])].filter(Boolean).map((value) => `\`${value}\``).join('; ');
const line = (one: SettingDefinition) => `| ${one.honoured ? '**yes**' : 'kept'} | \`${one.id}\` | ${valuesOf(one)} | ${defaultOf(one)} | ${one.standards?.join(', ') ?? 'all'} | ${one.description} |`;
function table(): string {
  const all = [...settingCatalogue.values()];
  const head = '| acted on | setting | values | default | standards | what it is |\n| --- | --- | --- | --- | --- | --- |';
  return [`${all.filter(({ honoured }) => honoured).length} of ${all.length} settings are acted on.`, '', head, ...all.map(line)].join('\n');
}

/** `UPDATE_DOCS=1 npx jest test/rules/settings-docs.test.ts` writes the table anew. */
test('docs/settings.md tells what the catalogue says', () => {
  const text = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const now = `${before}${begin}\n${table()}\n${end}${rest.split(end)[1] ?? ''}`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, now);
  expect(process.env['UPDATE_DOCS'] === '1' ? now : text).toBe(now);
});
