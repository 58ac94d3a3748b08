import { validateXML } from 'xmllint-wasm';
import { asInterval } from '../../templates/dispatch-package/lms-word.rules';
import { formatFacts } from '../../src/dispatch/package/package-formats.rules';
import { inChromium, until } from '../support/browser';
import { readZip } from '../support/read-zip';
import { type Dispatched, RelayWorld } from './dispatch-in-lms';

const editions = [['SCORM_2004_3RD', '2004 3rd Edition'], ['SCORM_2004_4TH', '2004 4th Edition']] as const;
const kept = (made: Dispatched, learnerId: string, wanted: Record<string, string>) =>
  until(() => made.lms.record(learnerId), (record) => Object.entries(wanted).every(([element, value]) => record[`cmi.${element}`] === value));

test.each([['0001:02:03.45', 'PT1H2M3.45S'], ['0000:00:00.00', 'PT0H0M0S'], ['0100:00:09.10', 'PT100H0M9.1S']])('the time %s is %s', (time, interval) => {
  expect(asInterval(time)).toBe(interval);
});

inChromium('a dispatch in SCORM 2004', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test.each(editions)('%s: the manifest is valid by the schemas in the zip, and status and score belong to the content', async (format, version) => {
    const { zip } = await world.dispatchInLms('scorm-2004', { title: 'A & B <"1">', format });
    const files = await readZip(zip);
    const manifest = files.get('imsmanifest.xml')?.toString('utf8') ?? '';
    const schemas = formatFacts[format].schemas.map((fileName) => ({ fileName, contents: files.get(fileName)?.toString('utf8').replace(/<!DOCTYPE[^[>]*(\[[^\]]*\])?\s*>/, '') ?? '' }));
    const spaces = [['imscp_v1p1', 'http://www.imsglobal.org/xsd/imscp_v1p1'], ['adlcp_v1p3', 'http://www.adlnet.org/xsd/adlcp_v1p3'], ['adlseq_v1p3', 'http://www.adlnet.org/xsd/adlseq_v1p3'], ['adlnav_v1p3', 'http://www.adlnet.org/xsd/adlnav_v1p3'], ['imsss_v1p0', 'http://www.imsglobal.org/xsd/imsss']];
    const all = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${spaces.map(([name, space]) => `<xs:import namespace="${space}" schemaLocation="${name}.xsd"/>`).join('')}</xs:schema>`;
    const validate = (xml: string) => validateXML({ xml: [{ fileName: 'imsmanifest.xml', contents: xml }], schema: [{ fileName: 'all.xsd', contents: all }], preload: schemas });
    expect((await validate(manifest)).errors.map(({ message }) => message)).toEqual([]);
    expect((await validate(manifest.replace('identifierref=', 'identifieref='))).valid).toBe(false);
    expect((await validate(manifest.replace('completionSetByContent="true"', 'completionSetByContent="perhaps"'))).valid).toBe(false);
    expect(manifest).toContain(`<schemaversion>${version}</schemaversion>`);
    expect(manifest).toContain('<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>');
    expect([...manifest.matchAll(/<file href="([^"]*)"/g)].map(([, href]) => href).sort()).toEqual([...files.keys()].filter((name) => !/\.(xsd|dtd)$|^imsmanifest/.test(name)).sort());
    expect([...files.keys()][0]).toBe('imsmanifest.xml');
    expect(zip.length).toBeLessThan(80_000);
  });

  test.each(editions)('%s: a learner passes, leaves, comes back, and the LMS has it all', async (format) => {
    const made = await world.dispatchInLms('scorm-2004', { format });
    const visit = await made.open({ id: 'anna' });
    await visit.press('bookmark', 'pass85');
    const record = await kept(made, 'anna', { completion_status: 'completed', success_status: 'passed', 'score.scaled': '0.85', 'score.raw': '85', 'score.max': '100', 'score.min': '0', exit: 'suspend' });
    expect(record['cmi.suspend_data']).toMatch(/^rd1\./);
    await visit.exit();
    await until(() => made.lms.record('anna'), (now) => now['terminated'] === 'true');
    expect(made.lms.record('anna')['cmi.session_time']).toMatch(/^PT0H0M[\d.]+S$/);
    const names = new Set(visit.calls().map(({ name }) => name));
    expect([...names].filter((name) => name.startsWith('LMS'))).toEqual([]);
    expect(visit.calls().filter(({ name, result }) => name === 'SetValue' && result !== 'true')).toEqual([]);
    const again = await made.open({ id: 'anna' });
    await again.course();
    expect(await made.rows()).toHaveLength(1);
    expect(made.lms.record('anna')).toMatchObject({ 'cmi.success_status': 'passed', 'cmi.score.raw': '85' });
  }, 60_000);

  test('failed, then completed without a score: the LMS follows the last word, and never tells a success it does not know', async () => {
    const made = await world.dispatchInLms('scorm-2004', { format: 'SCORM_2004_4TH' });
    const visit = await made.open({ id: 'ben' });
    await visit.press('fail40');
    await kept(made, 'ben', { completion_status: 'completed', success_status: 'failed', 'score.scaled': '0.4' });
    const fresh = await made.open({ id: 'cem' });
    await fresh.press('complete');
    await kept(made, 'cem', { completion_status: 'completed', success_status: 'unknown' });
    expect(fresh.calls().filter(({ name, args }) => name === 'SetValue' && args[0] === 'cmi.success_status')).toEqual([]);
  }, 60_000);

  test('an LMS that offers the other API alone gets a page that says so, and nothing leaves', async () => {
    const made = await world.dispatchInLms('scorm-2004', { format: 'SCORM_12', traits: { edition: '1.2', apiOn: 'nowhere', bothApis: true } });
    const visit = await made.open({ id: 'dora' });
    await (await visit.package()).waitForSelector('[role=alert], h1');
    expect(visit.seen.requests.filter(({ url }) => url.startsWith(world.courseway.publicUrl))).toEqual([]);
  }, 60_000);

  test('an unknown type is refused with the ones there are', async () => {
    const { id } = await world.dispatchInLms('strict-1.2');
    const answer = await world.courseway.api(`/dispatch/dispatches/${id}/zip?type=SCORM_2007`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'package-type-unknown', message: expect.stringContaining('SCORM_12, SCORM_2004_3RD, SCORM_2004_4TH') });
  });
});
