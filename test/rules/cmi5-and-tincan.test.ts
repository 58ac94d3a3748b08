import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activity, MoveOn } from '../../src/courses/manifests/course-structure.rules';
import { readPackage } from '../../src/courses/manifests/read-package.rules';
import { Failure } from '../../src/platform/failure';
import { applyCommit, revisionAfter } from '../../src/runtime/scorm/apply-commit.rules';
import { rollUp } from '../../src/runtime/scorm/roll-up.rules';
import { emptyRuntimeState } from '../../src/runtime/scorm/runtime-state.rules';
import { cmi5Xml } from '../support/make/reporting-packages';
import { readZip } from '../support/read-zip';

type Files = Record<string, string | Buffer>;
const reading = (files: Files) => readPackage({ paths: Object.keys(files), read: async (path) => Buffer.from(files[path] as string) });
const refusalOf = async (files: Files): Promise<string> => {
  const error = await reading(files).then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw new Error(`not refused as it should be: ${String(error)}`);
  expect(error.code).toBe('package-refused');
  return error.publicMessage;
};
const pages = { 'unit1.html': '', 'unit2.html': '' };
const cmi5 = (xml = cmi5Xml(), files: Files = pages) => ({ 'cmi5.xml': xml, ...files });
const title = '<title><langstring lang="en">T</langstring></title>';
const block = (id: string, inside: string) => `<block id="${id}">${title}${inside}</block>`;
const structured = (inside: string) => `<courseStructure><course id="urn:c">${title}</course>${inside}</courseStructure>`;
const au = (id: string, more = '') => `<au id="${id}" ${more}>${title}<url>unit1.html</url></au>`;
const outline = (activity: Activity): unknown => (activity.children.length ? { [activity.id]: activity.children.map(outline) } : activity.id);

describe('cmi5.xml', () => {
  test('course, block and units with all that they say', async () => {
    const more = '<launchParameters>a=1</launchParameters><entitlementKey>k</entitlementKey>';
    const { structure, warnings, webPath } = await reading(cmi5(cmi5Xml([{ more }, { moveOn: 'Passed', url: 'https://au.example/x?y=1' }], { inBlock: true })));
    expect(warnings).toEqual([]);
    expect(webPath).toBe('unit1.html?n=1');
    expect(structure).toMatchObject({ standard: 'CMI5', identifier: 'https://courses.example/knots', title: 'Knots', language: 'en', metadata: { descriptions: [{ value: 'All of them', language: 'en' }] } });
    const [first, second] = structure.root.children[0]?.children ?? [];
    expect(first).toEqual({
      id: 'https://courses.example/knots/1', title: 'Knot 1', kind: 'SCO', visible: true, children: [], href: 'unit1.html', query: '?n=1', masteryScore: 80,
      cmi5: { moveOn: 'CompletedAndPassed', launchMethod: 'AnyWindow', launchParameters: 'a=1', entitlementKey: 'k' },
    });
    expect(second).toMatchObject({ href: 'https://au.example/x', query: '?y=1', cmi5: { moveOn: 'Passed' } });
  });

  test('what is absent has the default of the standard; an empty block and an unknown objective are warnings', async () => {
    const xml = structured(`<objectives><objective id="urn:o"/></objectives>${block('urn:b', au('urn:1', 'launchMethod="OwnWindow" activityType="urn:t"').replace('<url>', '<objectives><objective idref="urn:o"/><objective idref="urn:x"/></objectives><url>'))}${block('urn:e', '')}`);
    const { structure, warnings } = await reading(cmi5(xml.replace('</objectives><url>', '</objectives><url>')));
    expect(outline(structure.root)).toEqual({ 'urn:c': [{ 'urn:b': ['urn:1'] }] });
    expect(structure.root.children[0]?.children[0]).toMatchObject({ cmi5: { moveOn: 'NotApplicable', launchMethod: 'OwnWindow', activityType: 'urn:t' }, sequencing: { objectives: [{ id: 'urn:o' }, { id: 'urn:x' }] } });
    expect(warnings).toEqual([expect.stringMatching(/no objective \[urn:x\]/), expect.stringMatching(/line 1: the block \[urn:e\] has no unit/)]);
  });

  test('more than a thousand units', async () => {
    const { structure } = await reading(cmi5(structured(Array.from({ length: 1500 }, (_, n) => au(`urn:${n}`)).join(''))));
    expect(structure.root.children).toHaveLength(1500);
  });

  test.each<[string, Files, RegExp]>([
    ['another XML', cmi5('<manifest/>'), /line 1: the root element is <manifest>/],
    ['no course', cmi5('<courseStructure/>'), /has no <course>/],
    ['no unit', cmi5(structured('')), /line 1: the course has no <au>/],
    ['a page that is not there', cmi5(cmi5Xml(), {}), /line 1: the unit .*: the page \[unit1\.html\] is not in the package/],
    ['a page outside', cmi5(cmi5Xml([{ url: '../../secret' }])), /not in the package/],
    ['a script for a page', cmi5(cmi5Xml([{ url: 'javascript:alert(1)' }])), /no http\(s\) address/],
    ['another scheme', cmi5(cmi5Xml([{ url: '//evil.example/x' }])), /no http\(s\) address/],
    ['an unknown moveOn', cmi5(cmi5Xml([{ moveOn: 'Sometimes' }])), /moveOn \[Sometimes\] is none of Passed/],
    ['a mastery score of 80', cmi5(cmi5Xml([{ masteryScore: '80' }])), /masteryScore \[80\] is no number from 0 to 1/],
    ['an id that is no IRI', cmi5(cmi5Xml([{ id: 'one' }])), /\[one\] of <au> is no absolute IRI/],
    ['an id twice', cmi5(structured(au('urn:1') + au('urn:1'))), /\[urn:1\] is used twice/],
    ['no id', cmi5(structured('<au><url>unit1.html</url></au>')), /<au> has no id/],
    ['no url', cmi5(structured('<au id="urn:1"></au>')), /has no <url>/],
    ['too deep', cmi5(structured(`${Array.from({ length: 120 }, (_, n) => `<block id="urn:b${n}">`).join('')}${'</block>'.repeat(120)}`)), /nested deeper than 100 levels/],
    ['a document type', cmi5('<!DOCTYPE x [<!ENTITY a "b">]><courseStructure/>'), /DOCTYPE/],
    ['long launch parameters', cmi5(cmi5Xml([{ more: `<launchParameters>${'x'.repeat(70_000)}</launchParameters>` }])), /launchParameters is longer than 65536/],
    ['one folder down beside others', { 'a/cmi5.xml': cmi5Xml(), 'b/x.html': '' }, /cmi5\.xml lies in \[a\/\]/],
  ])('%s is refused in words', async (_name, files, message) => {
    expect(await refusalOf(files)).toMatch(message);
  });
});

describe('tincan.xml', () => {
  const tincan = (activities: string) => ({ 'tincan.xml': `<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>${activities}</activities></tincan>`, 'a/index.html': '' });
  const activity = (id: string, launch = 'a/index.html?x=1') => `<activity id="${id}" type="urn:t"><name lang="de">Seile</name><description lang="de">Alles</description><launch lang="de">${launch}</launch></activity>`;

  test('the first activity with a launch page is the course', async () => {
    const { structure, warnings, webPath } = await reading(tincan(`<activity id="urn:0"><name>x</name></activity>${activity('urn:1')}${activity('urn:2')}`));
    expect(structure).toEqual({ standard: 'XAPI', identifier: 'urn:1', title: 'Seile', language: 'de', metadata: { titles: [{ value: 'Seile', language: 'de' }], descriptions: [{ value: 'Alles', language: 'de' }], keywords: [] }, root: { id: 'urn:1', title: 'Seile', kind: 'SCO', visible: true, children: [], href: 'a/index.html', query: '?x=1' } });
    expect(warnings).toEqual([expect.stringMatching(/1 more activities have a launch page/)]);
    expect(webPath).toBe('a/index.html?x=1');
  });

  test.each<[string, Files, RegExp]>([
    ['another XML', { 'tincan.xml': '<x/>' }, /root element is <x>/],
    ['no activity', tincan(''), /no <activity> has a <launch>/],
    ['no id', tincan(activity('')), /no id that is an absolute IRI/],
    ['a page that is not there', tincan(activity('urn:1', 'gone.html')), /\[gone\.html\] is not in the package/],
    ['a data address', tincan(activity('urn:1', 'data:text/html,x')), /no http\(s\) address/],
  ])('%s is refused in words', async (_name, files, message) => {
    expect(await refusalOf(files)).toMatch(message);
  });
});

describe('moveOn', () => {
  const structureOf = async (moveOns: MoveOn[]) => (await reading(cmi5(structured(moveOns.map((moveOn, n) => au(`urn:${n}`, `moveOn="${moveOn}"`)).join(''))))).structure;
  const work = (id: string, cmi: Record<string, string>, revision = 1) => ({ activityId: id, revision, epoch: 1, seconds: 1, cmi: { 'cmi.mode': 'normal', ...cmi } });
  const completed = { 'cmi.completion_status': 'completed' };
  const passed = { 'cmi.success_status': 'passed' };

  test.each<[MoveOn, string[]]>([
    ['NotApplicable', ['-', 'completed', 'passed', 'both']], ['Completed', ['completed', 'both']], ['Passed', ['passed', 'both']], ['CompletedAndPassed', ['both']], ['CompletedOrPassed', ['completed', 'passed', 'both']],
  ])('%s is met by %j', async (moveOn, met) => {
    const structure = await structureOf([moveOn]);
    for (const [name, cmi] of Object.entries({ '-': {}, completed, passed, both: { ...completed, ...passed } })) {
      const { completion } = rollUp(structure, applyCommit(emptyRuntimeState(), work('urn:0', cmi)).state);
      expect([name, completion]).toEqual([name, met.includes(name) ? 'COMPLETED' : 'INCOMPLETE']);
    }
  });

  test('a course is complete when all units are, also with a failed one; nobody has to open what is not applicable', async () => {
    const structure = await structureOf(['Completed', 'NotApplicable', 'Completed']);
    expect(rollUp(structure, emptyRuntimeState())).toMatchObject({ completion: 'UNKNOWN' });
    const one = applyCommit(emptyRuntimeState(), work('urn:0', { ...completed, 'cmi.success_status': 'failed' })).state;
    expect(rollUp(structure, one)).toMatchObject({ completion: 'INCOMPLETE' });
    expect(rollUp(structure, applyCommit(one, work('urn:2', completed, 2)).state)).toMatchObject({ completion: 'COMPLETED', success: 'FAILED' });
  });
});

describe('commits of a player whose content reports by itself', () => {
  const told = { activityId: 'A', epoch: 2, revision: 5, seconds: 3, cmi: { 'cmi.core.lesson_status': 'passed' } };
  test('time is added and the report stands, in any order', () => {
    const time = { activityId: 'A', epoch: 2, revision: 9, seconds: 30, current: 'A' };
    const [a, b] = [applyCommit(applyCommit(emptyRuntimeState(), told).state, time).state, applyCommit(applyCommit(emptyRuntimeState(), time).state, told).state];
    expect(a.activities['A']).toMatchObject({ cmi: told.cmi, seconds: { '2': 30 }, revision: 5 });
    expect(b.activities['A']).toMatchObject({ cmi: told.cmi, seconds: { '2': 30 }, revision: 5 });
    expect(revisionAfter(a, 2)).toBe(10);
    expect(applyCommit(a, time).changed).toBe(false);
  });
  test('leaving ends content that never spoke, and no other', () => {
    const leave = { activityId: 'A', epoch: 2, revision: 9, seconds: 3, final: true };
    expect(applyCommit(emptyRuntimeState(), leave).state.activities['A']?.ended).toBe(true);
    expect(applyCommit(applyCommit(emptyRuntimeState(), told).state, leave).state.activities['A']?.ended).toBeUndefined();
  });
});

const folder = process.env['COURSES_DIR'];
(folder ? test.each : test.skip.each)([['catapult-cmi5-single.zip', 'CMI5', 'Introduction to Geology - Responsive Style'], ['golf-tincan-xapi.zip', 'XAPI', 'Tin Can Golf Example']])('%s of COURSES_DIR', async (name, standard, courseTitle) => {
  const { structure, warnings } = await reading(Object.fromEntries(await readZip(readFileSync(join(folder ?? '', name)))));
  expect(structure).toMatchObject({ standard, title: courseTitle });
  expect(warnings).toEqual([]);
});
