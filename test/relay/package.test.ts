import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { strictPolicy } from '../lms/traits';
import { inChromium } from '../support/browser';
import { makeScorm12Zip } from '../support/make/course-packages';
import { readZip } from '../support/read-zip';
import { configOf, RelayWorld, recorded } from './dispatch-in-lms';

inChromium('the dispatch package', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test('1. Two downloads of one dispatch differ in the config file and its name only', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const second = await made.download();
    const [a, b] = [await readZip(made.zip), await readZip(second)];
    const configIn = (files: Map<string, Buffer>) => [...files.keys()].find((name) => name.startsWith('rd1-config.')) ?? '';
    const named = (files: Map<string, Buffer>) => [...files].filter(([name]) => !name.startsWith('rd1-config.')).map(([name, content]) => `${name}\n${content.toString('latin1').replaceAll(configIn(files), 'CONFIG')}`);
    expect(configIn(a)).not.toBe(configIn(b));
    expect(named(a)).toEqual(named(b));
    const [{ k: firstKey, ...first }, { k: secondKey, ...other }] = [await configOf(made.zip), await configOf(second)];
    expect(first).toEqual(other);
    expect(firstKey).not.toBe(secondKey);
  });

  test('2. The manifest is valid by the schemas in the zip, every file is listed, and no address has a query', async () => {
    const { zip } = await world.dispatchInLms('strict-1.2', { title: 'A & B <"1">' });
    const files = await readZip(zip);
    const manifest = files.get('imsmanifest.xml')?.toString('utf8') ?? '';
    const schemas = [...files].filter(([name]) => name.endsWith('.xsd')).map(([fileName, content]) => ({ fileName, contents: content.toString('utf8') }));
    expect(schemas.map(({ fileName }) => fileName).sort()).toEqual(['adlcp_rootv1p2.xsd', 'ims_xml.xsd', 'imscp_rootv1p1p2.xsd', 'imsmd_rootv1p2p1.xsd']);
    const both = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="imscp_rootv1p1p2.xsd"/><xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="adlcp_rootv1p2.xsd"/></xs:schema>`;
    const validate = (xml: string) => validateXML({ xml: [{ fileName: 'imsmanifest.xml', contents: xml }], schema: [{ fileName: 'both.xsd', contents: both }], preload: schemas, initialMemoryPages: 32 * memoryPages.MiB });
    expect(await validate(manifest)).toMatchObject({ valid: true, errors: [] });
    expect(await validate(manifest.replace('identifierref=', 'identifieref='))).toMatchObject({ valid: false });
    expect([...manifest.matchAll(/<file href="([^"]*)"/g)].map(([, href]) => href).sort()).toEqual([...files.keys()].filter((name) => !/\.xsd$|^imsmanifest/.test(name)).sort());
    expect(manifest).toContain('adlcp:scormtype="sco" href="index.html"');
    expect([...files.keys()][0]).toBe('imsmanifest.xml');
  });

  test('3. A title with markup, Arabic and emoji is cut at 200 characters and shown right', async () => {
    const title = `Tom & "Jerry" <b>'s</b> دورة السلامة 🚀 ${'long '.repeat(60)}`;
    const course = await makeScorm12Zip({ title });
    const made = await world.dispatchInLms('strict-1.2', { course, traits: { apiOn: 'nowhere' } });
    const shown = made.lms.package.title;
    expect([...shown].length).toBeLessThanOrEqual(200);
    expect(title.startsWith(shown.replace(/…$/, '').trimEnd())).toBe(true);
    expect([...shown].length).toBeGreaterThan(150);
    const frame = await (await made.open({ id: 'anna' })).package();
    expect(await frame.title()).toBe(shown);
  });

  test('4. Under script-src and style-src self the course runs without a violation', async () => {
    const made = await world.dispatchInLms('strict-csp', { traits: { headers: { 'cache-control': 'no-store', 'content-security-policy': strictPolicy(world.courseway.publicUrl) } } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    await visit.exit();
    expect(made.lms.violations).toEqual([]);
    expect(visit.seen.errors).toEqual([]);
  });

  test('5. The package page loads no script, style or font from another origin', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    const visit = await made.open({ id: 'anna' });
    await visit.press('complete');
    const loaded = visit.seen.requests.filter(({ type, frame }) => frame.includes('/package/') && /script|stylesheet|font|image/.test(type)).map(({ url }) => new URL(url).origin);
    expect(loaded.length).toBeGreaterThanOrEqual(3);
    expect(new Set(loaded)).toEqual(new Set([made.lms.origin]));
    const source = readFileSync(join(__dirname, '../../dist/browser/package.js'), 'utf8');
    expect(source).not.toMatch(/\beval\(|innerHTML|new Function|=>/);
  });
});
