import { courseFrame } from '../../journeys/chromium';
import { oneUnit } from '../../journeys/make-course';
import { type Booted, bootCourseway } from '../../support/boot';
import { inChromium, openChromium, until } from '../../support/browser';
import { countStatements } from '../../support/count-statements';
import { importCourse } from '../../support/courses';
import { learning, passed } from '../../support/learning';
import { makeScorm12Zip, makeScorm2004Zip } from '../../support/make/course-packages';
import { ok, v1Client } from '../../support/v1';

let courseway: Booted;
let v1: ReturnType<typeof v1Client>;
let work: ReturnType<typeof learning>;
const method = (name: string) => `rustici.registration.${name}`;
const call = (name: string, params: Record<string, string>) => v1.call(method(name), params);

beforeAll(async () => {
  courseway = await bootCourseway();
  v1 = v1Client(courseway, courseway);
  work = learning(courseway);
  await importCourse(courseway, 'course', await makeScorm12Zip({ title: 'Course', scos: 2, masteryScore: 80 }));
  await importCourse(courseway, '2004', await makeScorm2004Zip({ itemSequencing: { 1: '<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="OBJ-1"/></imsss:objectives></imsss:sequencing>' } }));
  await importCourse(courseway, 'one', oneUnit());
});
afterAll(() => courseway?.close());

const register = async (regid: string, courseid = 'course') => expect((await call('createRegistration', { courseid, regid, fname: 'Jo', lname: 'Doe', learnerid: `<${regid}>` })).xml).toBe(ok('<success/>'));
const result = (regid: string, more: Record<string, string> = {}) => call('getRegistrationResult', { regid, ...more });

/** Follows the redirect of a launch to the player's path. */
async function launch(regid: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await call('launch', { regid, redirecturl: 'message', ...more });
  expect([answer.status, answer.location]).toEqual([302, expect.stringContaining('/launch/')]);
  const opened = await fetch(answer.location ?? '', { redirect: 'manual' });
  expect(opened.status).toBe(303);
  return new URL(opened.headers.get('location') ?? '').pathname;
}
const answered = {
  ...passed, 'cmi.core.exit': 'suspend', 'cmi.core.lesson_location': 'page <7>', 'cmi.suspend_data': 'a]]>b & <c>', 'cmi.comments': 'Nice & easy', 'cmi.student_preference.language': 'de', 'cmi.student_preference.audio': '5',
  'cmi.interactions.0.id': 'q"1"', 'cmi.interactions.0.type': 'true-false', 'cmi.interactions.0.student_response': 't', 'cmi.interactions.0.result': 'correct', 'cmi.interactions.0.weighting': '1',
  'cmi.interactions.0.correct_responses.0.pattern': 't', 'cmi.interactions.0.objectives.0.id': 'o1', 'cmi.objectives.0.id': 'o1', 'cmi.objectives.0.status': 'passed', 'cmi.objectives.0.score.raw': '70',
};

describe('results', () => {
  beforeAll(async () => {
    await register('done');
    expect((await work.work(await launch('done'), 1, answered)).status).toBe(200);
  });

  test('course: four figures, of a fresh registration too', async () => {
    await register('fresh');
    expect(await result('fresh')).toMatchObject({ type: 'text/xml; charset=utf-8', xml: ok('<registrationreport format="course" regid="fresh" instanceid="0"><complete>unknown</complete><success>unknown</success><totaltime>0</totaltime><score>unknown</score></registrationreport>') });
    expect((await result('done')).xml).toBe(ok('<registrationreport format="course" regid="done" instanceid="0"><complete>incomplete</complete><success>unknown</success><totaltime>10</totaltime><score>85</score></registrationreport>'));
  });

  test('activity: the tree', async () => {
    const leaf = (id: string, title: string, rest: string) => `<activity id="${id}"><title>${title}</title>${rest}<children/></activity>`;
    const none = '<attempts>0</attempts><complete>unknown</complete><success>unknown</success><timeacrossattempts>0000:00:00.00</timeacrossattempts><time>0000:00:00.00</time><score>unknown</score>';
    const xml = (await result('done', { resultsformat: 'activity' })).xml;
    expect(xml).toContain('<registrationreport format="activity" regid="done" instanceid="0"><activity id="');
    expect(xml).toContain(leaf('ITEM-1', 'Lesson 1', '<attempts>1</attempts><complete>complete</complete><success>passed</success><timeacrossattempts>0000:00:10.00</timeacrossattempts><time>0000:00:10.00</time><score>85</score>'));
    expect(xml).toContain(leaf('ITEM-2', 'Lesson 2', none));
    expect(xml).not.toMatch(/>\s+</);
  });

  test('full: everything that the runtime knows', async () => {
    const xml = (await result('done', { resultsformat: 'full' })).xml;
    const runtime = /<runtime>(.*)<\/runtime>/.exec(xml)?.[1];
    expect(runtime).toBe(
      '<completion_status>passed</completion_status><credit>Credit</credit><entry>AbInitio</entry><exit>Suspend</exit><learnerpreference><audio_level>5</audio_level><language>de</language><delivery_speed/><audio_captioning/></learnerpreference>' +
      '<location>page &lt;7&gt;</location><mode>Normal</mode><progress_measure/><score_scaled>85</score_scaled><score_raw>85</score_raw><score_min>0</score_min><score_max>100</score_max><total_time>0000:00:10.00</total_time><timetracked>0000:00:10.00</timetracked>' +
      '<success_status>Passed</success_status><suspend_data><![CDATA[a]]]]><![CDATA[>b & <c>]]></suspend_data><comments_from_learner><comment><value><![CDATA[Nice & easy]]></value><location/><date_time/></comment></comments_from_learner><comments_from_lms/>' +
      '<interactions><interaction id="q&quot;1&quot;"><type>true-false</type><objectives><objective id="o1"/></objectives><timestamp/><correct_responses><response id="t"/></correct_responses><weighting>1</weighting><learner_response>t</learner_response><result>correct</result><latency/><description/></interaction></interactions>' +
      '<objectives><objective id="o1"><score_scaled>70</score_scaled><score_raw>70</score_raw><score_min/><score_max/><success_status>Passed</success_status><completion_status>completed</completion_status><progress_measure/><description/></objective></objectives>' +
      '<static><completion_threshold/><launch_data/><learner_id>&lt;done&gt;</learner_id><learner_name>Jo Doe</learner_name><max_time_allowed/><scaled_passing_score>0.8</scaled_passing_score><time_limit_action>Undefined</time_limit_action></static>',
    );
    expect(xml).toContain('<activity id="ITEM-1"><title>Lesson 1</title><satisfied>true</satisfied><completed>true</completed><timeacrossattempts>0000:00:10.00</timeacrossattempts><progressstatus>true</progressstatus><attemptprogressstatus>true</attemptprogressstatus><attempts>1</attempts><suspended>');
  });

  test('SCORM 2004 tells the objective of an activity', async () => {
    await register('newer', '2004');
    const path = await launch('newer');
    await work.commit(path, { activityId: 'ITEM-1', revision: 1, seconds: 5, cmi: { 'cmi.completion_status': 'completed', 'cmi.success_status': 'passed', 'cmi.score.scaled': '0.75', 'cmi.entry': 'ab-initio', 'cmi.comments_from_learner.0.comment': 'Hm', 'cmi.comments_from_learner.0.timestamp': '2026-01-02T03:04:05' } });
    const xml = (await result('newer', { resultsformat: 'FULL' })).xml;
    expect(xml).toContain('<score_scaled>75</score_scaled>');
    expect(xml).toContain('<comment><value><![CDATA[Hm]]></value><location/><date_time>2026-01-02T03:04:05</date_time></comment>');
    expect(xml).toContain('<objectives><objective id="OBJ-1"><measurestatus>true</measurestatus><normalizedmeasure>0.75</normalizedmeasure><progressstatus>true</progressstatus><satisfiedstatus>true</satisfiedstatus></objective></objectives><runtime>');
  });

  test('JSON, alone and inside a call', async () => {
    const json = await result('done', { format: 'json' });
    expect([json.type, JSON.parse(json.xml)]).toEqual(['application/json; charset=utf-8', { rsp: { stat: 'ok', registrationreport: { format: 'course', regid: 'done', instanceid: '0', complete: 'incomplete', success: 'unknown', totaltime: '10', score: '85' } } }]);
    const called = await result('done', { dataformat: 'JSON', jsoncallback: 'jQuery.$cb_1', resultsformat: 'full' });
    expect(called.type).toBe('application/javascript; charset=utf-8');
    const { activity } = JSON.parse(/^jQuery\.\$cb_1\((.*)\)$/.exec(called.xml)?.[1] ?? '').rsp.registrationreport;
    expect(activity.children.activity[0]).toMatchObject({ id: 'ITEM-1', satisfied: 'true', children: { activity: [] }, runtime: { suspend_data: 'a]]>b & <c>', interactions: { interaction: [{ id: 'q"1"', correct_responses: { response: [{ id: 't' }] } }] } } });
    for (const jsoncallback of ['alert(1)//', 'a b', '1a', 'a..b', '<script>', 'x'.repeat(200)]) expect((await result('done', { format: 'json', jsoncallback })).code).toBe('205');
    expect((await result('done', { format: 'course' })).xml).toContain('<registrationreport format="course"');
  });

  test('of an instance', async () => {
    await call('createNewInstance', { regid: 'done' });
    expect((await result('done')).xml).toContain('instanceid="1"><complete>unknown</complete>');
    expect((await result('done', { instanceid: 'latest' })).xml).toContain('instanceid="1"');
    expect((await result('done', { instanceid: '0', resultsformat: 'activity' })).xml).toContain('<score>85</score>');
    expect([(await result('done', { instanceid: '9' })).code, (await result('done', { instanceid: 'x' })).code, (await result('done', { resultsformat: 'everything' })).code]).toEqual(['1', '205', '205']);
  });
});

describe('launches', () => {
  test('tags come along; a launch that is not tracked leaves nothing; where Exit leads', async () => {
    await register('launched');
    const path = await launch('launched', { disableTracking: 'True', learnertags: 'x,y', cssurl: 'https://lms.test/style.css', redirecturl: 'https://lms.test/back?regid=1', saveDebugLogPointerUrl: 'https://lms.test/log', culture: 'de' });
    await work.work(path, 1, passed);
    expect((await result('launched')).xml).toContain('<complete>unknown</complete>');
    expect(await (await courseway.api(`/learner/${encodeURIComponent('<launched>')}/tags`)).json()).toEqual({ tags: ['x', 'y'] });
    expect(await (await fetch(`${courseway.contentUrl}${path}`)).text()).toContain('https://lms.test/back?regid=1');
    expect((await call('launch', { regid: 'launched', redirecturl: 'x'.repeat(2001) })).code).toBe('205');
    expect((await call('launch', { regid: 'none' })).xml).toBe('<?xml version="1.0" encoding="utf-8"?><rsp stat="fail"><err code="1" msg="Could not find registration [none]"/></rsp>');
  });

  test('their history, and one with its log', async () => {
    await register('history');
    expect((await call('getLaunchHistory', { regid: 'history' })).xml).toBe(ok('<launchhistory regid="history"/>'));
    await work.work(await launch('history'), 1, answered, { final: true });
    const date = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000';
    const { xml } = await until(() => call('getLaunchHistory', { regid: 'history' }), (seen) => seen.xml.includes('<completion>incomplete'));
    const [, history = '', id = ''] = /(<launch id="([^"]+)">.*<\/launch>)<\/launchhistory>/.exec(xml) ?? [];
    expect(history).toMatch(
      new RegExp(`^<launch id="\\w+"><completion>incomplete</completion><satisfaction>unknown</satisfaction><measure_status>1</measure_status><normalized_measure>0.85</normalized_measure><experienced_duration_tracked>1000</experienced_duration_tracked><launch_time>${date}</launch_time><exit_time>${date}</exit_time><update_dt>${date}</update_dt></launch>$`),
    );
    const info = (await call('getLaunchInfo', { launchid: id })).xml;
    expect(info).toContain(history.replace('</launch>', '<log><RuntimeLog trackingEnabled="true" version="1"><RuntimeEvent id="0" event="Terminate" itemIdentifier="ITEM-1" timestamp="'));
    expect(info).toMatch(/ completion="incomplete" satisfaction="unknown" score="0.85"\/><\/RuntimeLog><\/log><\/launch><\/rsp>$/);
    expect([(await call('getLaunchInfo', { launchid: 'none' })).code, (await call('getLaunchInfo', {})).code]).toEqual(['1', '203']);
    const other = v1Client(courseway, await courseway.otherTenant());
    expect((await other.call(method('getLaunchInfo'), { launchid: id })).code).toBe('1');
  });

  test('in few statements, the redirect and what it leads to together', async () => {
    await register('counted');
    expect(await countStatements(courseway, () => launch('counted'))).toBeLessThanOrEqual(8);
    expect(await countStatements(courseway, () => launch('counted'))).toBeLessThanOrEqual(6);
  });
});

inChromium('a browser that follows the launch', () => {
  test('finishes the course, lands where redirecturl says, and the result is there', async () => {
    await register('browser', 'one');
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      await page.goto(v1.address(method('launch'), { regid: 'browser', redirecturl: `${courseway.publicUrl}/health/live?came=back` }));
      const frame = await courseFrame(page);
      await frame.evaluate("set('cmi.core.score.raw', '92'); set('cmi.core.lesson_status', 'passed'); set('cmi.suspend_data', 'all of it'); api.LMSCommit('')");
      await until(() => result('browser'), ({ xml }) => xml.includes('<complete>complete</complete><success>passed</success>'));
      await page.getByRole('button', { name: 'Exit' }).click();
      await page.waitForURL(/came=back/);
      expect((await result('browser')).xml).toMatch(/<totaltime>\d+<\/totaltime><score>92<\/score>/);
      expect((await result('browser', { resultsformat: 'full' })).xml).toContain('<suspend_data><![CDATA[all of it]]></suspend_data>');
    } finally {
      await browser.close();
    }
  });
});
