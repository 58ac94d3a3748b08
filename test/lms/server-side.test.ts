import { statement, type Verb } from '../../src/dispatch/cmi5/statements.rules';
import { exportDispatch } from '../support/exporting';
import { AiccLms } from '../support/aicc-lms';
import { type Booted, bootCourseway } from '../support/boot';
import { type Cmi5Session, faultsOf, meets, sessionIdExtension, type Statement } from '../support/cmi5-statements';

/** The simulated LMSs refuse what the standards refuse: each fault below is one that our side must never make. */
describe('the LMS of cmi5', () => {
  const actor = { objectType: 'Agent', account: { homePage: 'https://lms.example', name: 'anna' } };
  const registration = '760e3480-ba55-4991-94b0-01820dbd23a2';
  const launch = { contextTemplate: { language: 'en', contextActivities: { grouping: [{ id: 'au' }] }, extensions: { [sessionIdExtension]: 's1', 'https://lms.example/ext': 'kept' } }, launchMode: 'Normal' as const, masteryScore: 0.8 };
  const session = (accepted: Statement[] = [], changes: Partial<Cmi5Session> = {}): Cmi5Session => ({
    id: 's1', token: '', actor, registration, activityId: 'https://lms.example/a', publisherId: 'au', launchMode: 'Normal', masteryScore: 0.8, ended: false, abandoned: false, accepted, ...changes,
  });
  const say = (verb: Verb, more: { timestamp?: number; scaled?: number } = {}) => statement({ key: 'k', actor, registration, activityId: 'https://lms.example/a', launch }, verb, { timestamp: 1_700_000_000_000, seconds: 61.5, ...more }) as unknown as Statement;
  const begun = [say('initialized')];

  test('takes what is right', () => {
    const good: [Statement, Statement[]][] = [[say('initialized'), []], [say('completed'), begun], [say('passed', { scaled: 0.8 }), begun], [say('failed', { scaled: 0.79 }), begun], [say('terminated'), begun]];
    for (const [one, before] of good) expect(faultsOf(one, session(before), before)).toEqual([]);
  });

  const changed = (verb: Verb, change: (one: Statement) => void, more = {}) => {
    const one = structuredClone(say(verb, more));
    change(one);
    return one;
  };
  test.each<[string, Statement]>([
    ['9.1', changed('completed', (one) => (one.id = 'x'))], ['9.2', changed('completed', (one) => (one.actor = {}))], ['9.3 the verb', changed('completed', (one) => (one.verb.id = 'http://x'))], ['9.4', changed('completed', (one) => (one.object.id = 'x'))],
    ['9.5.1', changed('completed', (one) => (one.result = { ...one.result, score: { scaled: 1 } }))], ['9.5.1', changed('passed', (one) => (one.result = { ...one.result, score: { scaled: 2 } }))], ['9.5.2', changed('passed', (one) => delete one.result?.success)],
    ['9.5.3', changed('passed', (one) => (one.result = { ...one.result, completion: true }))], ['9.5.4', changed('terminated', (one) => delete one.result)], ['9.6.1', changed('completed', (one) => delete one.context?.registration)],
    ['9.6.2.1', changed('terminated', (one) => delete one.context?.contextActivities?.['category'])], ['9.6.2.2', changed('completed', (one) => one.context?.contextActivities?.['category']?.pop())], ['10.2.1 the publisher', changed('completed', (one) => delete one.context?.contextActivities?.['grouping'])],
    ['9.6.3.1', changed('completed', (one) => delete one.context?.extensions)], ['10.2.1 all else', changed('completed', (one) => delete one.context?.['language'])], ['9.3.4', say('passed', { scaled: 0.79 })], ['9.3.4', say('failed', { scaled: 0.8 })], ['9.7', changed('completed', (one) => (one.timestamp = 'now'))],
  ])('refuses what is against %s', (clause, one) => {
    expect(faultsOf(one, session(begun), begun).some((fault) => fault.startsWith(clause))).toBe(true);
  });

  test.each<[string, Statement, Cmi5Session, Statement[]]>([
    ['7.1.1', say('completed'), session(), []], ['7.1.1', say('initialized'), session(begun), begun], ['9.3 no verb twice', say('initialized'), session(begun), begun], ['7.1.2', say('completed'), session([...begun, say('terminated')]), []],
    ['9.3.6', say('completed'), session(begun, { abandoned: true }), begun], ['9.3 one verdict', say('passed'), session([...begun, say('failed')]), []], ['9.3 completed and passed once', say('completed'), session(begun), [say('completed')]],
    ['9.3 no failed after passed', say('failed'), session(begun), [say('passed')]], ['10.2.2', say('completed'), session(begun, { launchMode: 'Review' }), begun], ['9.3 the order', say('terminated', { timestamp: 1_600_000_000_000 }), session(begun), begun],
  ])('refuses what comes against %s', (clause, one, now, enrolment) => {
    expect(faultsOf(one, now, enrolment).some((fault) => fault.startsWith(clause))).toBe(true);
  });

  test('knows what counts as done', () => {
    const [completed, passed] = [[say('completed')], [say('passed')]];
    expect([meets('Completed', completed), meets('Completed', passed), meets('Passed', passed), meets('CompletedOrPassed', passed), meets('CompletedAndPassed', passed), meets('CompletedAndPassed', [...completed, ...passed]), meets('NotApplicable', [])]).toEqual([true, false, true, true, false, true, true]);
  });
});

describe('the LMS of AICC', () => {
  let courseway: Booted;
  let lms: AiccLms;
  beforeAll(async () => {
    courseway = await bootCourseway();
    lms = await AiccLms.start();
    await lms.import((await exportDispatch(courseway, 'AICC')).zip);
  });
  afterAll(async () => {
    await lms?.close();
    await courseway?.close();
  });
  const errorOf = async (form: Record<string, string>) => /error=(\d)/.exec(await (await fetch(lms.hacpUrl, { method: 'POST', body: new URLSearchParams(form) })).text())?.[1];
  const good = '[Core]\r\nLesson_Location=\r\nLesson_Status=P\r\nScore=85,100,0\r\nTime=00:01:00\r\n[Core_Lesson]\r\nx\r\n';

  test.each([
    ['a status that is none', good.replace('=P', '=Great')], ['a score beyond the scale of words', good.replace('85,100,0', 'eighty')], ['a time that is none', good.replace('00:01:00', '60')], ['no core', '[Core_Lesson]\r\nx\r\n'], ['no time', good.replace('Time=00:01:00\r\n', '')],
    ['too much to keep', good.replace('x\r\n', `${'x'.repeat(5000)}\r\n`)],
  ])('refuses %s, and takes the same when it is right', async (_, data) => {
    const session_id = new URL(lms.launch('anna')).searchParams.get('AICC_SID') ?? '';
    const say = (command: string, AICC_Data = '') => errorOf({ command, version: '4.0', session_id, AICC_Data });
    expect(await say('PutParam', good)).toBe('1'); // before GetParam
    expect(await say('GetParam')).toBe('0');
    expect(await say('PutParam', data)).toBe('4');
    expect(await say('PutParam', good)).toBe('0');
    expect([await say('ExitAU'), await say('PutParam', good), await errorOf({ command: 'GetParam', version: '4.0', session_id: 'nobody' })]).toEqual(['0', '3', '3']);
  });
});
