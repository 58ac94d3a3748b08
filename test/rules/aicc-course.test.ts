import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import { readPackage } from '../../src/courses/manifests/read-package.rules';
import { Failure } from '../../src/platform/failure';
import { readZip } from '../support/read-zip';

type Files = Record<string, string | Buffer>;

const crs = '[Course]\r\nCourse_ID=C1\r\nCourse_Title=Ladders\r\nTotal_AUs=2\r\n[Course_Description]\r\nHow to climb.\r\n';
const au = '"System_ID","Type","Command_Line","File_Name","Max_Score","Mastery_Score","Web_Launch","Core_Vendor"\r\n"A1","lesson","","one.html?x=1","100","80","lang=en","vendor=1"\r\n"A2","lesson","","https://other.example/two.html","","","",""\r\n';
const des = '"System_ID","Developer_ID","Title","Description"\r\n"A1","d","Lesson ""one"", first","x, y\r\nz"\r\n"A2","d","Two",""\r\n"B1","d","A block",""\r\n';
const cst = '"Block","Member","Member"\r\n"ROOT","B1","A2"\r\n"B1","A1"\r\n';
const good = { 'c.crs': crs, 'c.au': au, 'c.des': des, 'c.cst': cst, 'one.html': '' };
const reading = (files: Files) => readPackage({ paths: Object.keys(files), read: async (path) => Buffer.from(files[path] as string) });
const refusalOf = async (files: Files): Promise<string> => {
  const error = await reading(files).then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw new Error(`not refused as it should be: ${String(error)}`);
  expect(error.code).toBe('package-refused');
  return error.publicMessage;
};
const outline = (activity: Activity): unknown => (activity.children.length ? { [activity.id]: activity.children.map(outline) } : activity.id);

describe('AICC descriptor files', () => {
  test('blocks, units and what they say', async () => {
    const { structure, warnings, webPath } = await reading(good);
    expect(warnings).toEqual([]);
    expect(webPath).toBe('one.html?x=1');
    expect(structure).toMatchObject({ standard: 'AICC', identifier: 'C1', title: 'Ladders', metadata: { descriptions: [{ value: 'How to climb.' }] } });
    expect(outline(structure.root)).toEqual({ ROOT: [{ B1: ['A1'] }, 'A2'] });
    expect(structure.root.children[0]).toMatchObject({ title: 'A block', kind: 'AGGREGATION' });
    expect(structure.root.children[0]?.children[0]).toEqual({ id: 'A1', title: 'Lesson "one", first', kind: 'SCO', visible: true, children: [], href: 'one.html', query: '?x=1', masteryScore: 80, parameters: 'lang=en', dataFromLms: 'vendor=1' });
    expect(structure.root.children[1]).toMatchObject({ href: 'https://other.example/two.html' });
  });

  test('names in any case, LF alone, unquoted values, a folder of its own, other bytes than UTF-8', async () => {
    const files = { 'AICC/X.CRS': '[COURSE]\ncourse_title=Caf\u00e9\n', 'AICC/x.Au': 'SYSTEM_ID,file_name\nA1,../pages/One.HTML\n', 'AICC/x.DES': 'system_id,title\na1,Eins\n', 'AICC/x.cst': 'BLOCK,MEMBER\nroot,a1\n', 'pages/one.html': '' };
    const { structure, warnings } = await reading({ ...files, 'AICC/X.CRS': Buffer.from(files['AICC/X.CRS'], 'latin1') });
    expect(structure).toMatchObject({ title: 'Caf\u00e9', root: { children: [{ id: 'A1', title: 'Eins', href: 'pages/one.html' }] } });
    expect(warnings).toEqual([]);
  });

  test('prerequisites and objectives are kept; faulty further files are warnings', async () => {
    const { structure, warnings } = await reading({ ...good, 'c.pre': '"structure_element","prerequisite"\n"A2","A1"\n', 'c.ort': '"course_element","member","member"\n"A1","J1","J2"\n', 'c.cmp': 'x' });
    expect(structure.root.children[1]).toMatchObject({ id: 'A2', prerequisites: 'A1' });
    expect(structure.root.children[0]?.children[0]?.sequencing?.objectives?.map(({ id }) => id)).toEqual(['J1', 'J2']);
    expect(warnings).toEqual([]);
    expect((await reading({ ...good, 'c.pre': '"from","to"\n"A2","A1"\n' })).warnings).toEqual([expect.stringMatching(/^c\.pre, line 1: .*\[structure_element\].*left out/)]);
  });

  test('a course without a structure, and units in no block', async () => {
    const { 'c.cst': _, ...flat } = good;
    expect(outline((await reading(flat)).structure.root)).toEqual({ ROOT: ['A1', 'A2'] });
    const part = await reading({ ...good, 'c.cst': 'block,member\nROOT,A1\n' });
    expect(part.warnings).toEqual([expect.stringMatching(/c\.cst: 1 of the units.*\[A2\]/), expect.stringMatching(/Total_AUs is 2, but the course has 1/)]);
  });

  test.each<[string, Files, RegExp]>([
    ['no .au', { 'c.au': '' }, /^c\.au, line 1: .*no field \[system_id\]/],
    ['no [Course]', { 'c.crs': 'x' }, /^c\.crs: there is no section \[Course\]/],
    ['a page that is not there', { 'c.au': au.replace('one.html', 'gone.html') }, /^c\.au, line 2: the unit \[A1\]: its page \[gone\.html\] is not in the package/],
    ['a page outside', { 'c.au': au.replace('one.html', '../../../etc/passwd') }, /line 2.*not in the package/],
    ['a script for a page', { 'c.au': au.replace('one.html', 'javascript:alert(1)') }, /line 2.*no http\(s\) address/],
    ['a broken address', { 'c.au': au.replace('https://other.example/two.html', 'http://[') }, /line 3.*not valid/],
    ['a unit without a page', { 'c.au': 'system_id,file_name\nA1,\n' }, /line 2.*no file_name/],
    ['a record without an id', { 'c.au': 'system_id,file_name\n,one.html\n' }, /line 2.*system_id \[\] is empty/],
    ['a reserved word', { 'c.au': 'system_id,file_name\n__proto__,one.html\n' }, /line 2.*reserved word/],
    ['an unknown member', { 'c.cst': 'block,member\nROOT,A9\n' }, /^c\.cst, line 2: the member \[A9\].*neither/],
    ['a block in itself', { 'c.cst': 'block,member\nROOT,B1\nB1,B2\nB2,B1\n' }, /c\.cst, line 3: the block \[B1\] holds itself/],
    ['blocks that all hold each other', { 'c.cst': 'block,member\nB1,B2\nB2,B1\n' }, /no block ROOT/],
    ['an open quotation mark', { 'c.au': `${au}"A3,"x"\r\n` }, /line 4: a quotation mark is not closed/],
    ['too deep', { 'c.cst': `block,member\nROOT,B0\n${Array.from({ length: 60 }, (_, n) => `B${n},B${n + 1}`).join('\n')}\nB60,A1\n` }, /deeper than 50 levels/],
    ['no unit at all', { 'c.cst': 'block,member\nROOT,B1\nB1,\n' }, /no assignable unit/],
    ['a huge value', { 'c.des': `system_id,title\nA1,"${'x'.repeat(70_000)}"\n` }, /line 2: .*more than 65536 characters/],
    ['too many records', { 'c.des': `system_id,title\n${'A1,x\n'.repeat(20_002)}` }, /more than 20000 records/],
  ])('%s is refused in words', async (_name, change, message) => {
    expect(await refusalOf({ ...good, ...change })).toMatch(message);
  });

  test('many quotation marks do not make it slow', async () => {
    expect(await refusalOf({ ...good, 'c.au': `system_id,file_name\n${'"'.repeat(200_001)}` })).toMatch(/c\.au, line 2/);
  });
});

const folder = process.env['COURSES_DIR'];
(folder ? test : test.skip)('the AICC package of COURSES_DIR: a unit that is a block too', async () => {
  const { structure, warnings } = await reading(Object.fromEntries(await readZip(readFileSync(join(folder ?? '', 'parser-aicc-complex.zip')))));
  expect(outline(structure.root)).toEqual({ ROOT: [{ 'A1.block': ['A1', 'A2', 'A3'] }] });
  expect(structure).toMatchObject({ title: 'Complex AICC Course', identifier: 'complex-course' });
  expect(warnings).toEqual([expect.stringMatching(/\[A1\] is a unit and a block/), expect.stringMatching(/complex\.pre.*left out/), expect.stringMatching(/complex\.ort.*left out/)]);
});
