import { type Booted, bootCourseway } from '../../support/boot';
import { publishCourse } from '../../support/dispatching';
import { learning } from '../../support/learning';
import { ok, success, v1Client } from '../../support/v1';

const course = 'k <&"> 学习';
const learner = 'jo@x.test & <co>';
let courseway: Booted;
let v1: ReturnType<typeof v1Client>;
let other: ReturnType<typeof v1Client>;
beforeAll(async () => {
  courseway = await bootCourseway();
  v1 = v1Client(courseway);
  other = v1Client({ publicUrl: courseway.publicUrl, ...(await courseway.otherTenant()) });
  await publishCourse(courseway, course);
  await learning(courseway).register('reg 1', { courseId: course, learner: { id: learner } });
});
afterAll(() => courseway?.close());

const things = [['Course', { courseid: course }], ['Learner', { learnerid: learner }], ['Registration', { regid: 'reg 1' }]] as const;

test.each(things)('tags of a %s are set, added, taken and cleared', async (thing, id) => {
  const read = async () => (await v1.call(`tagging.get${thing}Tags`, { ...id, 'appid ': 'TESTAPP' })).xml; // .NET sends that name
  expect(await read()).toBe(ok('<tags/>'));
  expect((await v1.call(`tagging.set${thing}Tags`, { ...id, tags: 'b, ä <&",b,,学习' }, { post: true })).xml).toBe(success);
  expect(await read()).toBe(ok('<tags><tag>b</tag><tag>ä &lt;&amp;&quot;</tag><tag>学习</tag></tags>'));
  expect((await v1.call(`tagging.add${thing}Tag`, { ...id, tag: 'a' })).xml).toBe(success);
  expect((await v1.call(`tagging.add${thing}Tag`, { ...id, tags: 'a' })).xml).toBe(success); // again, as .NET says it
  expect((await v1.call(`tagging.remove${thing}Tag`, { ...id, tag: '学习' })).xml).toBe(success);
  expect((await v1.call(`tagging.remove${thing}Tag`, { ...id, tags: 'never there' })).xml).toBe(success);
  expect(await read()).toBe(ok('<tags><tag>a</tag><tag>b</tag><tag>ä &lt;&amp;&quot;</tag></tags>'));
  expect((await v1.call(`tagging.set${thing}Tags`, { ...id, tags: ['c', 'd'] })).xml).toBe(success);
  expect(await read()).toBe(ok('<tags><tag>c</tag><tag>d</tag></tags>'));
  expect((await v1.call(`tagging.set${thing}Tags`, { ...id, tags: '' })).xml).toBe(success);
  expect(await read()).toBe(ok('<tags/>'));
});

test.each(things)('what is refused about the tags of a %s', async (thing, id) => {
  await v1.told(`tagging.set${thing}Tags`, { ...id, tags: 'mine' });
  const unknown = { [Object.keys(id)[0] ?? '']: 'nobody' };
  const cases: [string, string, Record<string, string>][] = [
    ['1', `get${thing}Tags`, unknown], ['1', `set${thing}Tags`, { ...unknown, tags: 'x' }], ['1', `add${thing}Tag`, { ...unknown, tag: 'x' }], ['1', `remove${thing}Tag`, { ...unknown, tag: 'x' }],
    ['203', `get${thing}Tags`, {}], ['203', `set${thing}Tags`, id], ['203', `set${thing}Tags`, { tags: 'x' }], ['203', `add${thing}Tag`, id], ['203', `remove${thing}Tag`, { ...id, tag: '' }], ['205', `add${thing}Tag`, { ...id, tag: 'x'.repeat(256) }],
  ];
  for (const [code, method, parameters] of cases) expect([method, parameters, await v1.told(`tagging.${method}`, parameters)]).toEqual([method, parameters, code]);
  for (const [method, more] of [[`get${thing}Tags`, {}], [`set${thing}Tags`, { tags: '' }], [`add${thing}Tag`, { tag: 'x' }], [`remove${thing}Tag`, { tag: 'mine' }]] as const) expect(await other.told(`tagging.${method}`, { ...id, ...more })).toBe('1');
  expect(await v1.told(`tagging.get${thing}Tags`, id)).toBe('<tags><tag>mine</tag></tags>');
});
