import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DestinationPreset, destinationPresets } from '../../src/dispatch/destination-settings.rules';
import { isScorm, type PackageFormat, packageFormats } from '../../src/dispatch/package/package-formats.rules';
import { formatNames, setupSteps } from '../../src/dispatch/package/readme.rules';

const folder = resolve(__dirname, '../../docs/lms');
const presets = Object.keys(destinationPresets) as DestinationPreset[];
const bestOf = (preset: DestinationPreset): PackageFormat => destinationPresets[preset].format;

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
const numbered = (lines: readonly string[]) => lines.map((line, i) => `${i + 1}. ${line}`).join('\n');

function formatSection(preset: DestinationPreset, format: PackageFormat): string {
  const { usual, here } = setupSteps(preset, format);
  return [`### ${isScorm(format) ? 'SCORM (every edition alike)' : formatNames[format]}`, ...(here ? [here] : []), numbered(usual)].join('\n\n');
}

/** The page of one LMS, from what the product itself does and says there. */
function guide(preset: DestinationPreset): string {
  const { product, settings, facts } = destinationPresets[preset];
  const best = bestOf(preset);
  const changed = Object.entries(settings).map(([name, value]) => `| \`${name}\` | \`${value}\` |`);
  const others = packageFormats.filter((format) => format !== best && !(isScorm(format) && (isScorm(best) || format !== 'SCORM_12')) && setupSteps(preset, format).here);
  return `${[
    `# ${product}`,
    `Best format: **${formatNames[best]}** (\`type=${best}\`). Preset: \`${preset}\`.`,
    '## Make the destination',
    ['```sh', `curl -u "$KEY" -H 'content-type: application/json' "$API/dispatch/destinations" \\`, `     -d '{"destinations":[{"id":"acme","data":{"name":"ACME Ltd","preset":"${preset}"}}]}'`, `curl -u "$KEY" -o package.zip "$API/dispatch/dispatches/<dispatch>/zip?type=${best}"`, '```'].join('\n'),
    'The zip of a whole destination (`GET /dispatch/destinations/acme/dispatches/zip`) brings a README.txt for whoever runs the LMS, with the steps below.',
    '## What the preset changes',
    changed.length ? ['| setting | value |', '| --- | --- |', ...changed].join('\n') : 'Nothing: the defaults fit.',
    ...(facts.length ? ['What is behind it, and behind the package itself:', list(facts)] : []),
    'Every setting can be set by hand over the preset, at any time and without a new zip ([settings of a destination](../dispatch.md#settings-of-a-destination)).',
    '## Set it up',
    [best, ...others].map((format) => formatSection(preset, format)).join('\n\n'),
    '## When it does not work',
    'Let the administrator open the package with `?selftest=1`, or press *Test the connection* on the page that a learner saw: it names what is in the way and on whose side. A learner\'s reference (such as `7K2M-Q9XD`) leads to all that happened in that launch at `PUBLIC_URL/diagnosis`.',
  ].join('\n\n')}\n`;
}

const index = `${[
  '# Learning management systems',
  'What to do in each, which preset of a destination fits it, and why. The pages are made from what the product does (`UPDATE=1 npx jest test/features/lms-guides`). Names of menus are those of recent versions, written down from general knowledge; where one has moved, the steps still say what to look for.',
  ['| system | preset | best format |', '| --- | --- | --- |', ...presets.map((preset) => `| [${destinationPresets[preset].product}](${preset}.md) | \`${preset}\` | ${formatNames[bestOf(preset)]} |`)].join('\n'),
].join('\n\n')}\n`;

const pages = new Map([['README.md', index], ...presets.map((preset) => [`${preset}.md`, guide(preset)] as const)]);

test('there is a page for every preset, and each says what the product does', () => {
  if (process.env['UPDATE'] === '1') {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of pages) writeFileSync(join(folder, name), text);
  }
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect([name, readFileSync(join(folder, name), 'utf8')]).toEqual([name, text]);
});
