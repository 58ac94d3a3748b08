import { SweepUploads } from '../../../src/courses/uploads/sweep-uploads';
import { FileStorage } from '../../../src/platform/storage/file-storage';
import { listAssets, readAsset } from '../../support/assets';
import { type Booted, bootCourseway } from '../../support/boot';
import { until } from '../../support/browser';
import { hour, moveClock } from '../../support/dispatching';
import { makeScorm12Zip, makeZip, scorm12Manifest } from '../../support/make/course-packages';
import { signedV1, v1Client } from '../../support/v1';

type Client = ReturnType<typeof v1Client>;
let courseway: Booted;
let call: Client['call'];
let url: Client['address'];
let other: Client['call'];
let zip: Buffer;
beforeAll(async () => {
  courseway = await bootCourseway({ MAX_UPLOAD_BYTES: '3000000' });
  ({ call, address: url } = v1Client(courseway));
  other = v1Client(courseway, await courseway.otherTenant()).call;
  zip = await makeScorm12Zip({ title: 'Fire & <smoke>' });
});
afterAll(() => courseway?.close());

const course = (name: string) => `rustici.course.${name}`;
const upload = (name: string) => `rustici.upload.${name}`;
const ok = (content: string) => `<?xml version="1.0" encoding="utf-8"?><rsp stat="ok">${content}</rsp>`;
const result = (title: string) => `<importresult successful="true"><title>${title}</title><message>Import Successful</message><parserwarnings/></importresult>`;
const finished = '<status>finished</status><message>Finished</message>';
const tokenIn = (xml: string) => /<token><id>([^<]+)<\/id><\/token>/.exec(xml)?.[1] ?? '';
const ended = async (token: string) => (await until(() => call(course('getAsyncImportResult'), { token }), ({ xml }) => /<status>(finished|error)</.test(xml))).xml;
const newToken = async (by = call) => /<id>([^<]+)<\/id>/.exec((await by(upload('getUploadToken'))).xml)?.[1] ?? '';
const send = async (fileName: string, file: Uint8Array | string = zip, by = call) => (await by(upload('uploadFile'), { token: await newToken(by) }, { file, fileName })).xml.replace(/^.*<location>|<\/location>.*$/g, '');
const versions = async (courseid: string) => [...(await call(course('getCourseDetail'), { courseid })).xml.matchAll(/<versionId>/g)].length;

describe('an import that is waited for', () => {
  test.each(['filedata', 'file', 'anything'])('of a file in the part %s', async (part) => {
    const courseid = `sync <&"> ${part}/学`;
    expect((await call(course('importCourse'), { courseid }, { file: zip, part })).xml).toBe(ok(finished + result('Fire &amp; &lt;smoke&gt;')));
    expect((await call(course('exists'), { courseid })).xml).toBe(ok('<result>true</result>'));
  });

  test('over a known id makes a version, by either name', async () => {
    await call(course('importCourse'), { courseid: 'again' }, { file: zip });
    await call(course('importCourse'), { courseid: 'again' }, { file: zip });
    expect((await call(course('versionCourse'), { courseid: 'again' }, { file: zip })).xml).toBe(ok(result('Fire &amp; &lt;smoke&gt;')));
    expect(await versions('again')).toBe(3);
  });

  test('a bad package is told as such, with its warnings', async () => {
    const { xml } = await call(course('importCourse'), { courseid: 'bad' }, { file: await makeZip([{ name: 'a<b.txt', data: 'a' }]) });
    expect(xml).toMatch(/<rsp stat="ok"><status>finished<\/status><message>Finished<\/message><importresult successful="false"><title>bad<\/title><message>The package has no imsmanifest\.xml[^<]*a&lt;b\.txt[^<]*<\/message><parserwarnings\/><\/importresult><\/rsp>$/);
    expect((await call(course('importCourse'), { courseid: 'bad' }, { file: 'no zip' })).xml).toContain('<importresult successful="false">');
    expect((await call(course('exists'), { courseid: 'bad' })).xml).toContain('false');
    const warned = await call(course('importCourse'), { courseid: 'warned' }, { file: await makeScorm12Zip({ nestedIn: 'top' }) });
    expect(warned.xml).toMatch(/<parserwarnings><warning>The package was wrapped in the folder \[top\/\][^<]*<\/warning><\/parserwarnings>/);
  });

  test('what is missing or wrong is told before a byte is kept', async () => {
    expect((await call(course('importCourse'), { courseid: 'none' })).code).toBe('203');
    expect((await call(course('importCourse'), {}, { file: zip })).code).toBe('203');
    expect((await call(course('importCourse'), { courseid: 'x'.repeat(256) }, { file: zip })).code).toBe('205');
    expect((await call(course('importCourse'), { courseid: 'none' }, { file: Buffer.alloc(3_000_001) })).code).toBe('205');
    expect((await call(course('importCourse'), { courseid: 'none' }, { file: '' })).code).toBe('205');
    const empty = await fetch(url(course('importCourse'), { courseid: 'none' }), { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: '' });
    expect([empty.status, await empty.text()]).toEqual([200, expect.stringContaining('<err code="203"')]);
    expect(await courseway.get(FileStorage).listFolders('staging')).toEqual([]);
  });
});

describe('an import to ask after', () => {
  test('has a token, which becomes a result', async () => {
    const { xml } = await call(course('importCourseAsync'), { courseid: 'later', finalize: 'true' }, { file: zip });
    expect(xml).toMatch(/<rsp stat="ok"><token><id>\w{26}<\/id><\/token><\/rsp>$/);
    expect(await ended(tokenIn(xml))).toBe(ok(`<status>finished</status><message>Finished</message><progress>100</progress><importresults>${result('Fire &amp; &lt;smoke&gt;')}</importresults>`));
    expect((await other(course('getAsyncImportResult'), { token: tokenIn(xml) })).code).toBe('1');
    expect([(await call(course('getAsyncImportResult'), { token: 'nothing' })).code, (await call(course('getAsyncImportResult'))).code]).toEqual(['1', '203']);
  });

  test('a zip without a course is finished without success', async () => {
    const { xml } = await call(course('importCourseAsync'), { courseid: 'later-bad' }, { file: await makeZip([{ name: 'a.txt', data: 'a' }]) });
    expect(await ended(tokenIn(xml))).toMatch(/<status>finished<\/status><message>Finished<\/message><progress>100<\/progress><importresults><importresult successful="false"><title>later-bad<\/title><message>The package has no imsmanifest/);
  });

  test('pages of any site may start one', async () => {
    const address = url(course('importCourseAsync'), { courseid: 'from-a-page' });
    const asked = await fetch(address, { method: 'OPTIONS', headers: { origin: 'https://lms.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-requested-with' } });
    expect([asked.status, asked.headers.get('access-control-allow-origin'), asked.headers.get('access-control-allow-methods'), asked.headers.get('access-control-allow-headers')]).toEqual([200, '*', 'GET, POST', '*']);
    expect((await call(course('importCourseAsync'), { courseid: 'from-a-page' }, { file: zip })).headers.get('access-control-allow-origin')).toBe('*');
    expect((await call(course('importCourseAsync'))).headers.get('access-control-allow-origin')).toBe('*');
    expect((await call(course('deleteCourse'), { courseid: 'x' })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('files that are sent ahead', () => {
  test('a token, the file, its place', async () => {
    const { xml } = await call(upload('getUploadToken'));
    expect(xml).toMatch(new RegExp(`<rsp stat="ok"><token><server>${new URL(courseway.publicUrl).host}</server><id>[\\w.-]+</id></token></rsp>$`));
    const token = await newToken();
    expect((await call(upload('getUploadProgress'), { token })).xml).toBe(ok('<empty/>'));
    expect((await call(upload('uploadFile'), { tokenid: token }, { file: zip, fileName: 'safety.zip', part: 'file' })).xml).toBe(ok('<location>default/safety.zip</location>'));
    expect((await call(upload('getUploadProgress'), { token })).xml).toBe(ok(`<upload_progress><upload_id>${token}</upload_id><bytes_read>${zip.length}</bytes_read><content_length>${zip.length}</content_length><percent_complete>100</percent_complete></upload_progress>`));
  });

  test('is imported by its place, as often as wanted, until it is deleted', async () => {
    const path = await send('ahead.zip');
    expect((await call(course('importCourse'), { courseid: 'ahead', path })).xml).toBe(ok(finished + result('Fire &amp; &lt;smoke&gt;')));
    const bare = await fetch(url(course('importCourse'), { courseid: 'ahead', path: 'ahead.zip', pd: 'default' }), { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: '' });
    expect(await bare.text()).toBe(ok(finished + result('Fire &amp; &lt;smoke&gt;')));
    expect(await ended(tokenIn((await call(course('importCourseAsync'), { courseid: 'ahead', path }, { post: true })).xml))).toContain('successful="true"');
    expect(await versions('ahead')).toBe(3);
    expect((await other(course('importCourse'), { courseid: 'ahead', path })).code).toBe('1');
    expect((await call(upload('deleteFiles'), { file: path })).xml).toBe(ok(`<results><result file="${path}" deleted="true"/></results>`));
    expect((await call(course('importCourse'), { courseid: 'ahead', path })).code).toBe('1');
  });

  test('are listed by folder, and a name that is taken is made another', async () => {
    const first = await send("list me <&'>.zip");
    const second = await send('C:\\courses\\list me.zip');
    const third = await send('list me.zip', 'another');
    expect([first, second]).toEqual(["default/list me -&amp;'-.zip", 'default/list me.zip']);
    expect(third).toMatch(/^default\/\w{8}-list me\.zip$/);
    const files = (await call(upload('listFiles'))).xml;
    expect(files).toMatch(/<rsp stat="ok"><dir name="default"><file name="[^"]+" size="\d+" modified="\d{14}"\/>/);
    expect(files).toContain(`<file name="list me -&amp;'-.zip" size="${zip.length}"`);
    expect(files).toContain(`<file name="${third.replace('default/', '')}" size="7"`);
    expect((await call(upload('uploadFile'), { token: await newToken(), pd: 'own' }, { file: zip, fileName: 'a.zip' })).xml).toBe(ok('<location>own/a.zip</location>'));
    expect((await call(upload('listFiles'), { pd: 'own' })).xml).toMatch(/<dir name="own"><file name="a\.zip" size="\d+" modified="\d+"\/><\/dir>/);
    expect((await other(upload('listFiles'))).xml).toBe(ok('<dir name="default"/>'));
    expect((await call(upload('listFiles'), { pd: '../x' })).code).toBe('205');
  });

  test('deletion: what is not there counts as deleted; nobody else’s file goes', async () => {
    const place = await send('keep.zip');
    expect((await other(upload('deleteFiles'), { file: place })).xml).toBe(ok(`<results><result file="${place}" deleted="true"/></results>`));
    expect((await call(upload('listFiles'))).xml).toContain('"keep.zip"');
    expect((await call(upload('deleteFiles'), { file: ['keep.zip', 'a<&">b'] })).xml).toBe(ok('<results><result file="keep.zip" deleted="true"/><result file="a&lt;&amp;&quot;&gt;b" deleted="true"/></results>'));
    expect((await call(upload('listFiles'))).xml).not.toContain('"keep.zip"');
    expect((await call(upload('deleteFiles'))).code).toBe('203');
  });

  test('only with a token of one’s own that is not too old', async () => {
    const file = { file: zip };
    const token = await newToken();
    const back = moveClock(courseway, 25 * hour);
    const late = new URLSearchParams(signedV1(upload('uploadFile'), { token }, { ts: new Date(Date.now() + 25 * hour).toISOString().slice(0, 19).replace(/\D/g, '') }));
    const form = new FormData();
    form.append('filedata', new Blob([zip as Uint8Array<ArrayBuffer>]), 'a.zip');
    const answer = await (await fetch(`${courseway.publicUrl}/api?${late}`, { method: 'POST', body: form })).text();
    back();
    expect(answer).toContain('<err code="1"');
    expect((await other(upload('uploadFile'), { token }, file)).code).toBe('1');
    expect((await call(upload('uploadFile'), { token: 'none' }, file)).code).toBe('1');
    expect((await call(upload('uploadFile'), {}, file)).code).toBe('203');
    expect((await call(upload('uploadFile'), { token })).code).toBe('203');
    expect((await call(upload('uploadFile'), { token }, { file: '' })).code).toBe('205');
    expect((await call(upload('getUploadProgress'), { token: 'none' })).code).toBe('1');
    expect((await call(upload('getUploadProgress'), { token })).xml).toBe(ok('<empty/>'));
  });

  test('the progress is told while bytes come in', async () => {
    const token = await newToken();
    const head = '--b\r\ncontent-disposition: form-data; name="filedata"; filename="slow.zip"\r\n\r\n';
    let go = (): void => undefined;
    const rest = new Promise<void>((resolve) => (go = resolve));
    const body = new ReadableStream({
      async start(sink) {
        sink.enqueue(Buffer.concat([Buffer.from(head), zip.subarray(0, 1000)]));
        await rest;
        sink.enqueue(Buffer.concat([zip.subarray(1000), Buffer.from('\r\n--b--\r\n')]));
        sink.close();
      },
    });
    const sent = fetch(url(upload('uploadFile'), { token }), { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'multipart/form-data; boundary=b' } } as RequestInit);
    const seen = await until(() => call(upload('getUploadProgress'), { token }), ({ xml }) => xml.includes('<bytes_read>'));
    expect(Number(/<bytes_read>(\d+)</.exec(seen.xml)?.[1])).toBeLessThan(zip.length);
    expect((await call(upload('listFiles'))).xml).not.toContain('slow.zip');
    go();
    expect(await (await sent).text()).toBe(ok('<location>default/slow.zip</location>'));
  });

  test('not too many, nor too many bytes together', async () => {
    const big = Buffer.alloc(2_999_500, 'x');
    const { call: full } = v1Client(courseway, { applicationId: 'OTHERAPP', secret: 'test-secret-of-the-second-tenant' });
    for (let n = 0; n < 4; n++) expect(await send(`big-${n}.zip`, big, full)).toBe(`default/big-${n}.zip`);
    expect((await full(upload('uploadFile'), { token: await newToken(full) }, { file: zip })).xml).toMatch(/<err code="201" msg="The upload area is full: at most 100 files of 12000000 bytes together/);
    await full(upload('deleteFiles'), { file: 'big-0.zip' });
    expect(await send('fits.zip', zip, full)).toBe('default/fits.zip');
  });

  test('are swept after a week', async () => {
    const place = await send('old.zip');
    await courseway.get(SweepUploads).run();
    expect((await call(upload('listFiles'))).xml).toContain('old.zip');
    const back = moveClock(courseway, 7 * 24 * hour + 60_000);
    await courseway.get(SweepUploads).run();
    back();
    expect((await call(upload('listFiles'))).xml).toBe(ok('<dir name="default"/>'));
    expect(await courseway.get(FileStorage).listFolders('uploads')).toEqual([]);
    expect((await call(course('importCourse'), { courseid: 'old', path: place })).code).toBe('1');
  });
});

describe('files over those of a course', () => {
  const changes = () => makeZip([{ name: 'sco1.html', data: '<p>new page</p>' }, { name: 'more/_b_.txt', data: 'more' }, { name: '__MACOSX/._x', data: 'junk' }]);
  beforeAll(async () => {
    await call(course('importCourse'), { courseid: 'over' }, { file: zip });
    await call(course('importCourse'), { courseid: 'over' }, { file: zip });
  });

  test('of a zip, in one revision and no new version', async () => {
    const before = (await listAssets(courseway, 'over')).files.length;
    expect((await call(course('updateAssets'), { courseid: 'over' }, { file: await changes() })).xml).toBe(ok('<success/>'));
    const { files, revision } = await listAssets(courseway, 'over');
    expect([revision, files.length, await readAsset(courseway, 'over', 'sco1.html'), await readAsset(courseway, 'over', 'more/_b_.txt')]).toEqual([1, before + 1, '<p>new page</p>', 'more']);
    expect(await versions('over')).toBe(2);
    expect(await readAsset(courseway, 'over/versions/0', 'sco1.html')).not.toBe('<p>new page</p>');
  });

  test('of an older version, of an upload, of one file', async () => {
    expect((await call(course('updateAssets'), { courseid: 'over', versionid: '0' }, { file: 'plain', fileName: 'plain.txt' })).xml).toBe(ok('<success/>'));
    expect([await readAsset(courseway, 'over/versions/0', 'plain.txt'), await readAsset(courseway, 'over', 'plain.txt')]).toEqual(['plain', 404]);
    const path = await send('changes.zip', await makeZip([{ name: 'plain.txt', data: 'from an upload' }]));
    expect((await call(course('updateAssets'), { courseid: 'over', path })).xml).toBe(ok('<success/>'));
    expect(await readAsset(courseway, 'over', 'plain.txt')).toBe('from an upload');
  });

  test('to ask after', async () => {
    const { xml } = await call(course('updateAssetsAsync'), { courseid: 'over' }, { file: await makeZip([{ name: 'async.txt', data: 'async' }]), fileName: 'tmp' });
    expect(await ended(tokenIn(xml))).toContain('<importresult successful="true"><title>Fire &amp; &lt;smoke&gt;</title>');
    expect(await readAsset(courseway, 'over', 'async.txt')).toBe('async');
  });

  test('nothing half done where one cannot stand', async () => {
    const { revision } = await listAssets(courseway, 'over');
    const clash = await makeZip([{ name: 'good.txt', data: 'g' }, { name: 'more', data: 'a file where a folder is' }]);
    expect((await call(course('updateAssets'), { courseid: 'over' }, { file: clash })).xml).toMatch(/<err code="205" msg="destination: is a folder \(it holds \[more\/_b_\.txt\]\)"/);
    expect((await call(course('updateAssets'), { courseid: 'over' }, { file: 'not a zip', fileName: 'a.zip' })).code).toBe('205');
    expect((await call(course('updateAssets'), { courseid: 'over' }, { file: 'x', fileName: '..' })).code).toBe('205');
    expect([(await listAssets(courseway, 'over')).revision, await readAsset(courseway, 'over', 'good.txt')]).toEqual([revision, 404]);
    expect((await call(course('updateAssets'), { courseid: 'nowhere' }, { file: zip })).code).toBe('1');
    expect((await other(course('updateAssetsAsync'), { courseid: 'over' }, { file: zip })).code).toBe('1');
    expect((await call(course('updateAssets'), { courseid: 'over' })).code).toBe('203');
    await until(() => courseway.get(FileStorage).listFolders('staging'), (folders) => folders.length === 0);
  });
});

describe('a form that a person’s browser posts', () => {
  const back = 'https://lms.example/done?course=7#end';
  const led = async (name: string, more: Record<string, string>, file: Uint8Array | string = zip) => {
    const answer = await call(name, { redirecturl: back, ...more }, { file });
    const target = new URL(answer.headers.get('location') ?? 'about:blank');
    return { status: answer.status, at: `${target.origin}${target.pathname}${target.hash}`, told: Object.fromEntries(target.searchParams) };
  };
  const there = { status: 302, at: 'https://lms.example/done#end' };

  test('is led on with the outcome', async () => {
    expect(await led(course('importCourse'), { courseid: 'form & 1' })).toEqual({ ...there, told: { course: '7', success: 'true', appid: 'TESTAPP', courseid: 'form & 1' } });
    expect(await led(course('updateAssets'), { courseid: 'form & 1' })).toEqual({ ...there, told: { course: '7', success: 'true', appid: 'TESTAPP', courseid: 'form & 1' } });
    expect(await led(upload('uploadFile'), { token: await newToken() })).toEqual({ ...there, told: { course: '7', success: 'true', appid: 'TESTAPP', location: 'default/course.zip' } });
    for (const name of ['importCourseAsync', 'updateAssetsAsync']) {
      const { told, ...place } = await led(course(name), { courseid: 'form & 1' });
      expect([place, told]).toEqual([there, { course: '7', success: 'true', appid: 'TESTAPP', courseid: 'form & 1', tokenid: expect.stringMatching(/^\w{26}$/) }]);
      expect(await ended(told['tokenid'] ?? '')).toContain('successful="true"');
    }
  });

  test('and with what went wrong', async () => {
    expect(await led(course('importCourse'), { courseid: 'form-2' }, 'no package')).toMatchObject({ ...there, told: { success: 'false', courseid: 'form-2', errcode: '205', msg: expect.stringMatching(/\w/) } });
    expect(await led(course('updateAssets'), { courseid: 'nowhere' })).toMatchObject({ ...there, told: { success: 'false', courseid: 'nowhere', errcode: '1', msg: 'Could not find course [nowhere]' } });
    expect(await led(upload('uploadFile'), { token: 'wrong' })).toMatchObject({ ...there, told: { success: 'false', errcode: '1' } });
  });

  test.each(['javascript:alert(1)', '/here', 'closer', '//evil.example', 'ftp://x.example/'])('is not led to %s', async (redirecturl) => {
    const answer = await call(course('importCourse'), { courseid: 'form-3', redirecturl }, { file: zip });
    expect([answer.status, answer.code, answer.headers.get('location')]).toEqual([200, '205', null]);
    expect((await call(course('exists'), { courseid: 'form-3' })).xml).toContain('false');
  });

  test('nor anywhere without a signature', async () => {
    const answer = await fetch(`${url(course('importCourse'), { courseid: 'form-4' })}&redirecturl=https://evil.example/`, { method: 'POST', redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
  });
});

test('what an application sent ahead goes with it', async () => {
  const management = { authorization: `Basic ${Buffer.from('MANAGEMENT:test-secret-of-management').toString('base64')}` };
  const manage = async (path: string, method: string, body?: object) => courseway.api(`/appManagement${path}`, { method, body, headers: management });
  const { id = '' } = (await (await manage('/applications', 'POST', { name: 'Short-lived' })).json()) as { id?: string };
  const made = (await (await manage(`/${id}/credentials`, 'POST', { name: 'Key' })).json()) as Record<string, string>;
  const secret = Object.values(made).find((value) => typeof value === 'string' && value.length >= 40) ?? '';
  const client = v1Client(courseway, { applicationId: id, secret });
  const before = (await courseway.get(FileStorage).listFolders('uploads')).length;
  expect(await send('gone.zip', zip, client.call)).toBe('default/gone.zip');
  expect((await courseway.get(FileStorage).listFolders('uploads')).length).toBe(before + 1);
  expect((await manage(`/applications/${id}`, 'DELETE')).status).toBe(204);
  await until(async () => (await courseway.get(FileStorage).listFolders('uploads')).length, (count) => count === before);
});

test('a wait that would be too long ends with what to do instead', async () => {
  const slow = await bootCourseway({ ROLE: 'web' }); // imports nothing itself
  try {
    const waiting = v1Client(slow).call(course('importCourse'), { courseid: 'slow' }, { file: await makeZip([{ name: 'imsmanifest.xml', data: scorm12Manifest() }]) });
    await until(async () => (await slow.get(FileStorage).listFolders('staging')).length, (count) => count === 1);
    let isOver = false;
    const over = waiting.finally(() => (isOver = true));
    let minutes = 0;
    await until(() => {
      minutes += 11;
      moveClock(slow, minutes * 60_000); // when the wait began is not seen from here
      return isOver;
    });
    expect((await over).xml).toMatch(/<err code="201" msg="The import \[\w{26}\] goes on but takes longer .* asynchronously/);
  } finally {
    await slow.close();
  }
});
