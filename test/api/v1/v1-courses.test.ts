import { type Booted, bootCourseway } from '../../support/boot';
import { putAsset } from '../../support/assets';
import { countStatements } from '../../support/count-statements';
import { importCourse, publishSample } from '../../support/courses';
import { publishCourse } from '../../support/dispatching';
import { makeScorm12Zip, makeZip } from '../../support/make/course-packages';
import { readZip } from '../../support/read-zip';
import { v1Client } from '../../support/v1';

let courseway: Booted;
let call: ReturnType<typeof v1Client>['call'];
let other: ReturnType<typeof v1Client>['call'];
beforeAll(async () => {
  courseway = await bootCourseway();
  call = v1Client(courseway).call;
  other = v1Client(courseway, await courseway.otherTenant()).call;
  await publishSample(courseway, 'sample');
});
afterAll(() => courseway?.close());

const course = (name: string) => `rustici.course.${name}`;
const ok = (content: string) => `<?xml version="1.0" encoding="utf-8"?><rsp stat="ok">${content}</rsp>`;
const moment = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000';
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const hostile = 'a/b <"&\'> ключ 學';
const written = 'a/b &lt;&quot;&amp;\'&gt; ключ 學';

describe('which courses there are', () => {
  test('exists: true and false, as text alone', async () => {
    expect((await call(course('exists'), { courseid: 'sample' })).xml).toBe(ok('<result>true</result>'));
    expect((await call(course('exists'), { courseid: 'SAMPLE' })).xml).toBe(ok('<result>false</result>'));
    expect((await other(course('exists'), { courseid: 'sample' })).xml).toBe(ok('<result>false</result>'));
    await publishCourse(courseway, hostile);
    expect((await call(course('exists'), { courseid: hostile }, { post: true })).xml).toBe(ok('<result>true</result>'));
    expect(await countStatements(courseway, () => call(course('exists'), { courseid: 'sample' }))).toBe(1);
  });

  test('a list without white space, by a regular expression on the whole id', async () => {
    await courseway.api('/courses/sample/tags', { method: 'PUT', body: { tags: ['red', 'b<&"lue'] } });
    const { xml } = await call(course('getCourseList'), { filter: 'sam.*' });
    expect(xml).toMatch(new RegExp(`^${escaped('<?xml version="1.0" encoding="utf-8"?><rsp stat="ok"><courselist><course id="sample" title="')}[^"<]+" versions="1" registrations="0" size="\\d+"><tags><tag>b&lt;&amp;&quot;lue</tag><tag>red</tag></tags><learningStandard>SCORM12</learningStandard><createDate>${moment}</createDate></course></courselist></rsp>$`));
    expect((await call(course('getCourseList'), { filter: 'ampl' })).xml).toBe(ok('<courselist></courselist>'));
    expect((await call(course('getCourseList'), { filter: '(' })).code).toBe('205');
    expect((await call(course('getCourseList'), { filter: 'a/b .*' })).xml).toContain(`<course id="${written}"`);
    expect((await other(course('getCourseList'))).xml).toBe(ok('<courselist></courselist>'));
  });

  test('a course must carry all tags that are named', async () => {
    const ids = async (tags: string) => [...(await call(course('getCourseList'), { tags })).xml.matchAll(/<course id="([^"]+)"/g)].map(([, id]) => id);
    await publishCourse(courseway, 'half');
    await courseway.api('/courses/half/tags', { method: 'PUT', body: { tags: ['red', 'green'] } });
    expect([await ids('red'), await ids('red,green'), await ids('green, red'), await ids('red,nothing')]).toEqual([['sample', 'half'], ['half'], ['half'], []]);
  });

  test('the whole list, and as many statements for a hundred as for one', async () => {
    const names = Array.from({ length: 103 }, (_, n) => `many-${n}`);
    for (const name of names) await publishCourse(courseway, name);
    const { xml } = await call(course('getCourseList'), { filter: 'many-.*' });
    expect([...xml.matchAll(/<course id="([^"]+)"/g)].map(([, id]) => id)).toEqual(names);
    const wanted = (filter: string) => countStatements(courseway, () => call(course('getCourseList'), { filter }));
    expect([await wanted('many-5'), await wanted('many-.*')]).toEqual([2 * 2 + 3, 2 * (2 + 3)]); // two pages; the second has nothing to tell of where nothing on it is wanted
  });

  test('detail tells the versions', async () => {
    await importCourse(courseway, 'twice', await makeScorm12Zip());
    await importCourse(courseway, 'twice', await makeScorm12Zip(), '&mayCreateNewVersion=true');
    const { xml } = await call(course('getCourseDetail'), { courseid: 'twice' });
    const version = (n: number) => `<version><versionId>${n}</versionId><updateDate>${moment}</updateDate></version>`;
    expect(xml).toMatch(new RegExp(`<rsp stat="ok"><course id="twice" title="[^"]+" versions="2" registrations="0" size="\\d+"><versions>${version(0)}${version(1)}</versions><tags/><learningStandard>SCORM12</learningStandard><createDate>${moment}</createDate></course></rsp>$`));
    expect(await countStatements(courseway, () => call(course('getCourseDetail'), { courseid: 'twice' }))).toBe(4);
  });
});

test('an unknown id, another tenant’s, an unknown version: 1; a missing id: 203', async () => {
  const file = { path: 'index.html' };
  const asked: [string, Record<string, string>][] = [
    ['getCourseDetail', {}], ['deleteCourse', {}], ['getAttributes', {}], ['updateAttributes', { showNavBar: 'false' }], ['getMetadata', {}], ['getManifest', {}], ['getAssets', {}], ['getFileStructure', {}], ['deleteFiles', file],
  ];
  for (const [name, more] of asked) {
    expect([name, await call(course(name), { courseid: 'nowhere', ...more })]).toMatchObject([name, { status: 200, code: '1' }]);
    expect([name, (await other(course(name), { courseid: 'sample', ...more })).code]).toEqual([name, '1']);
    expect([name, (await call(course(name), more)).code]).toEqual([name, '203']);
    if (name !== 'getCourseDetail') expect([name, (await call(course(name), { courseid: 'sample', versionid: '7', ...more })).code, (await call(course(name), { courseid: 'sample', versionid: 'x', ...more })).code]).toEqual([name, '1', '205']);
  }
  expect((await call(course('getCourseDetail'), { courseid: '<"&>' })).xml).toContain('msg="Could not find course [&lt;&quot;&amp;&gt;]"');
  expect((await call(course('exists'), { courseid: 'sample' })).xml).toContain('true');
});

describe('attributes', () => {
  const attribute = (name: string, value: string) => `<attribute name="${name}" value="${value}"/>`;
  const attributes = (...all: [string, string][]) => ok(all.length ? `<attributes>${all.map(([name, value]) => attribute(name, value)).join('')}</attributes>` : '<attributes/>');
  const update = async (more: Record<string, string>) => (await call(course('updateAttributes'), { courseid: 'sample', ...more })).xml;

  test('all of them are told', async () => {
    const { xml } = await call(course('getAttributes'), { courseid: 'sample' });
    expect([...xml.matchAll(/<attribute name=/g)]).toHaveLength(70);
    expect(xml).toContain(attribute('showNavBar', 'true') + attribute('showProgressBar', 'false') + attribute('showTitleBar', 'true'));
    expect(xml).toContain(attribute('playerLaunchType', 'FRAMESET'));
    expect(xml).toContain(attribute('debugControl', 'detailed'));
    expect((await call(course('getAttributes'), { courseid: hostile })).xml).toContain(attribute('title', `Course ${written}`));
  });

  test('only what is different now is answered, and it holds', async () => {
    expect(await update({ showNavBar: 'False', showTitleBar: 'true', playerLaunchType: 'new_window', email: 'x@x.example', origin: 'acme' })).toBe(attributes(['playerLaunchType', 'NEW_WINDOW'], ['showNavBar', 'false']));
    expect(await update({ showNavBar: 'false' })).toBe(attributes());
    expect(await update({ debugControl: 'audit' })).toBe(attributes(['debugControl', 'audit']));
    expect(await update({ title: 'Ärger & <Lob>' })).toBe(attributes(['title', 'Ärger &amp; &lt;Lob&gt;']));
    const settings = (await (await courseway.api('/courses/sample/configuration')).json()) as { settingItems: { id: string; explicitValue?: string }[] };
    expect(Object.fromEntries(settings.settingItems.filter(({ explicitValue }) => explicitValue !== undefined).map(({ id, explicitValue }) => [id, explicitValue]))).toEqual({ PlayerShowNavBar: 'false', PlayerLaunchType: 'NEW_WINDOW', PlayerDebugControlDetailed: 'false' });
    expect((await call(course('getCourseDetail'), { courseid: 'sample' })).xml).toContain('title="Ärger &amp; &lt;Lob&gt;"');
  });

  test('all of a call or none; what may be set is told', async () => {
    expect(await update({ showNavBar: 'true', showHelp: 'perhaps' })).toMatch(/<err code="205" msg="PlayerShowHelp: must be one of true, false/);
    expect(await update({ showNavBar: 'true', noSuchThing: '1' })).toMatch(/<err code="205" msg="noSuchThing: is no attribute that can be set; these can: allowCompleteStatusChange, .*, title, /);
    expect(await update({ showNavBar: 'true', title: '' })).toMatch(/<err code="205" msg="title: may not be empty"/);
    expect(await update({ debugControl: 'loud' })).toMatch(/<err code="205" msg="debugControl: must be one of off, audit, detailed"/);
    expect(await update({ playerLaunchType: '2' })).toMatch(/<err code="205" msg="PlayerLaunchType: must be one of FRAMESET, /);
    expect((await call(course('getAttributes'), { courseid: 'sample' })).xml).toContain(attribute('showNavBar', 'false'));
  });

  test('of one version, which comes before the course', async () => {
    const at = async (versionid: string) => /name="showFinishButton" value="(\w+)"/.exec((await call(course('getAttributes'), { courseid: 'twice', versionid })).xml)?.[1];
    await call(course('updateAttributes'), { courseid: 'twice', versionid: '0', showFinishButton: 'false' });
    expect([await at('0'), await at('1'), await at('latest'), await at('')]).toEqual(['false', 'true', 'true', 'true']);
    expect((await call(course('updateAttributes'), { courseid: 'twice', versionid: '0', title: 'Old' })).code).toBe('205');
  });
});

describe('metadata and manifest', () => {
  const lom = `<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion><lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general><title><langstring xml:lang="en">Fire &amp; smoke</langstring></title>
<description><langstring xml:lang="en">What to &lt;do&gt;</langstring></description><keyword><langstring xml:lang="en">fire</langstring></keyword><keyword><langstring xml:lang="en">smoke</langstring></keyword></general>
<technical><duration><datetime>PT20M</datetime></duration></technical><educational><typicallearningtime><datetime>PT45M</datetime></typicallearningtime></educational></lom></metadata>`;
  const manifest = `<?xml version="1.0"?><manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">${lom}<organizations default="o"><organization identifier="o"><title>Course</title>
<item identifier="part"><title>Part</title><item identifier="i" identifierref="r"><title>Unit &amp; one</title></item></item></organization></organizations><resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="a.html"><file href="a.html"/></resource></resources></manifest>`;
  beforeAll(async () => {
    await importCourse(courseway, 'told', await makeZip([{ name: 'imsmanifest.xml', data: manifest }, { name: 'a.html', data: '<p>a</p>' }]));
  });

  test('of the course, and of its parts', async () => {
    const told = '<metadata><title>Fire &amp; smoke</title><description>What to &lt;do&gt;</description><duration>PT20M</duration><typicaltime>PT45M</typicaltime><keywords><keyword>fire</keyword><keyword>smoke</keyword></keywords></metadata>';
    const object = '<object id="o" title="Course" description="What to &lt;do&gt;" duration="PT20M" typicaltime="PT45M"';
    const part = (id: string, title: string) => `<object id="${id}" title="${title}" description="" duration="" typicaltime=""`;
    expect((await call(course('getMetadata'), { courseid: 'told', mdformat: 'detail' })).xml).toBe(ok(`<package>${told}${object}/></package>`));
    expect((await call(course('getMetadata'), { courseid: 'told', scope: 'activity' })).xml).toBe(ok(`<package>${told}${object}><children>${part('part', 'Part')}><children>${part('i', 'Unit &amp; one')}/></children></object></children></object></package>`));
    expect((await call(course('getMetadata'), { courseid: 'told', scope: 'galaxy' })).code).toBe('205');
  });

  test('a course without metadata has its title', async () => {
    expect((await call(course('getMetadata'), { courseid: 'half' })).xml).toContain('<metadata><title>Course half</title><description/><duration/><typicaltime/><keywords/></metadata>');
  });

  test('the manifest as it was sent, without an envelope, as a file that a browser saves and would not run', async () => {
    const answer = await call(course('getManifest'), { courseid: 'told' });
    expect([answer.type, answer.xml]).toEqual(['text/xml', manifest]);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="imsmanifest.xml"');
    await putAsset(courseway, 'told', 'imsmanifest.xml', manifest.replace('Fire', 'Ice'));
    expect((await call(course('getManifest'), { courseid: 'told' })).xml).toContain('Ice &amp; smoke');
  });
});

describe('files', () => {
  beforeAll(async () => {
    await importCourse(courseway, 'files', await makeScorm12Zip());
    for (const path of ['a/one.txt', 'a/b/_&__.txt', 'a-b/two.txt', 'zulu & co.txt']) await putAsset(courseway, 'files', path, path);
  });

  test('as they are nested', async () => {
    const { xml } = await call(course('getFileStructure'), { courseid: 'files' });
    const file = (name: string, size: number) => `<file name="${name}" size="${size}" modified="\\d{14}"/>`;
    expect(xml).toMatch(/<rsp stat="ok"><dir name=""><dir name="a-b">/);
    expect(xml).toMatch(new RegExp(`<dir name="a-b">${file('two.txt', 11)}</dir><dir name="a"><dir name="b">${file('_&amp;__.txt', 12)}</dir>${file('one.txt', 9)}</dir>`));
    expect(xml).toMatch(new RegExp(`${file('zulu &amp; co.txt', 13)}</dir></rsp>$`));
    expect(xml).not.toMatch(/>\s+</);
  });

  test('all as a zip, one, or some', async () => {
    const all = await call(course('getAssets'), { courseid: 'files' });
    expect([all.type, all.headers.get('content-disposition'), [...(await readZip(all.bytes)).keys()].includes('a/b/_&__.txt')]).toEqual(['application/zip', 'attachment; filename="course.zip"', true]);
    const one = await call(course('getAssets'), { courseid: 'files', path: 'a/one.txt' });
    expect([one.type, one.headers.get('content-disposition'), one.bytes.toString()]).toEqual(['application/octet-stream', 'attachment; filename="one.txt"', 'a/one.txt']);
    const some = await readZip((await call(course('getAssets'), { courseid: 'files', path: ['a/one.txt', '/a-b/two.txt', 'a/one.txt'] })).bytes);
    expect([...some].map(([name, bytes]) => [name, bytes.toString()])).toEqual([['a/one.txt', 'a/one.txt'], ['a-b/two.txt', 'a-b/two.txt']]);
    expect((await call(course('getAssets'), { courseid: 'files', path: '../../secret' })).code).toBe('1');
    expect((await call(course('getAssets'), { courseid: 'files', path: ['a/one.txt', 'none'] })).code).toBe('1');
  });

  test('are taken out together', async () => {
    const { xml } = await call(course('deleteFiles'), { courseid: 'files', path: ['a/one.txt', 'no<&">ne', '/a-b/two.txt'] });
    expect(xml).toBe(ok('<results><result path="a/one.txt" deleted="true"/><result path="no&lt;&amp;&quot;&gt;ne" deleted="false"/><result path="/a-b/two.txt" deleted="true"/></results>'));
    expect((await call(course('deleteFiles'), { courseid: 'files' })).code).toBe('203');
    expect((await call(course('getFileStructure'), { courseid: 'files' })).xml).not.toMatch(/one\.txt|two\.txt/);
    expect(((await (await courseway.api('/courses/files/asset/list')).json()) as { revision: number }).revision).toBe(5);
  });
});

describe('deletion', () => {
  test('of a version, of the newest, of a course', async () => {
    const versions = async () => [...(await call(course('getCourseDetail'), { courseid: 'twice' })).xml.matchAll(/<versionId>(\d+)</g)].map(([, id]) => id);
    await importCourse(courseway, 'twice', await makeScorm12Zip(), '&mayCreateNewVersion=true');
    expect((await call(course('deleteCourse'), { courseid: 'twice', versionid: '1' })).xml).toBe(ok('<success/>'));
    expect(await versions()).toEqual(['0', '2']);
    expect((await call(course('deleteCourse'), { courseid: 'twice', versionid: 'latest' })).xml).toBe(ok('<success/>'));
    expect(await versions()).toEqual(['0']);
    expect((await call(course('deleteCourse'), { courseid: 'twice' })).xml).toBe(ok('<success/>'));
    expect((await call(course('deleteCourse'), { courseid: 'twice' })).code).toBe('1');
  });

  test('an application that may not delete is refused', async () => {
    const management = { headers: { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` } };
    const allow = async (allowDelete: boolean) => expect((await courseway.api('/appManagement/applications/TESTAPP', { ...management, method: 'PUT', body: { allowDelete } })).ok).toBe(true);
    const back = () => allow(true);
    await allow(false);
    const answer = await call(course('deleteCourse'), { courseid: 'sample' });
    await back();
    expect([answer.code, (await call(course('exists'), { courseid: 'sample' })).xml]).toEqual(['100', ok('<result>true</result>')]);
  });
});
