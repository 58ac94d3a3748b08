import { chooseTexts } from '../../templates/dispatch-package/language.rules';
import { assignmentsFor, foundIn, isLeftAlone, isTerminal, isUntouched, nextScore, nextStatus, retryDelay, type Shown, sessionTime, TimeSpent } from '../../templates/dispatch-package/lms-word.rules';
import { type LmsWord, readPolicy, type RelayState } from '../../templates/dispatch-package/relay-messages.rules';

const ratchet = readPolicy({});
const latest = readPolicy({ statusPolicy: 'latest', scorePolicy: 'latest' });
const ours = (status: string, score?: string): Shown => ({ status, ...(score ? { score } : {}), ownStatus: true, ownScore: true, liftStatus: false, liftScore: false });
const theirs = (status: string, score?: string): Shown => ({ ...ours(status, score), ownStatus: false, ownScore: false });
const found = (entry: LmsWord, lastAck?: LmsWord, policy = ratchet) => foundIn(entry, lastAck, policy);
const state = (status: RelayState['status'], raw?: string, location?: string): RelayState => ({
  epoch: 1, rev: 1, status, active: true, ...(raw ? { score: { raw, max: '100' as const, min: '0' as const } } : {}), ...(location ? { location } : {}),
});

describe('the ratchet over our own word', () => {
  it.each([
    ['incomplete', 'completed', 'completed'], ['incomplete', 'failed', 'failed'], ['completed', 'passed', 'passed'], ['failed', 'passed', 'passed'],
    ['completed', 'failed', 'failed'], ['failed', 'completed', 'completed'], ['passed', 'failed', 'passed'], ['passed', 'completed', 'passed'],
    ['passed', 'incomplete', 'passed'], ['completed', 'incomplete', 'completed'], ['failed', 'browsed', 'failed'], ['incomplete', 'browsed', 'incomplete'], ['incomplete', '', 'incomplete'],
  ])('%s, then %s, is %s', (shown, wanted, then) => {
    expect(nextStatus(ours(shown), wanted)).toBe(then);
  });

  it('takes any score until the course is passed, then only a higher one', () => {
    expect(nextScore(ours('incomplete', '90'), '20', 'incomplete')).toBe('20');
    expect(nextScore(ours('failed', '40'), '35', 'failed')).toBe('35');
    expect(nextScore(ours('passed', '90'), '20', 'passed')).toBe('90');
    expect(nextScore(ours('passed', '9'), '10', 'passed')).toBe('10');
    expect(nextScore(ours('passed', '90'), undefined, 'passed')).toBe('90');
    expect(nextScore(ours('passed'), '50', 'passed')).toBe('50');
  });
});

describe('the reconcile at a launch', () => {
  it('corrects an LMS that still shows what it read back last', () => {
    expect(nextStatus(found({ status: 'completed' }, { status: 'completed' }), 'failed')).toBe('failed');
    expect(nextScore(found({ status: 'failed', score: '80.0' }, { status: 'failed', score: '80' }), '30', 'failed')).toBe('30');
  });

  it.each([
    ['completed', 'failed', 'completed'], ['passed', 'completed', 'passed'], ['failed', 'completed', 'completed'], ['incomplete', 'passed', 'passed'], ['browsed', 'incomplete', 'incomplete'],
  ])('leaves %s alone unless the word %s is better: %s', (entry, wanted, then) => {
    expect(nextStatus(found({ status: entry }), wanted)).toBe(then);
    expect(nextStatus(found({ status: entry }, { status: 'incomplete' }), wanted)).toBe(entry === 'incomplete' ? wanted : then);
    expect(isLeftAlone(found({ status: entry }), wanted)).toBe(then !== wanted);
  });

  it('writes a score over a stranger only when it is higher or comes with a better status', () => {
    expect(nextScore(theirs('failed', '50'), '40', 'failed')).toBe('50');
    expect(nextScore(theirs('failed', '50'), '60', 'failed')).toBe('60');
    expect(nextScore(theirs('failed', '50'), '40', 'passed')).toBe('40');
    expect(nextScore(theirs('completed'), '40', 'completed')).toBe('40');
  });

  it('repairs an LMS that forgot what it had said', () => {
    const shown = found({ status: 'not attempted' }, { status: 'passed', score: '85' });
    expect(assignmentsFor(shown, state('passed', '85'), { shown: '', mirrored: true }).map(([element]) => element)).toEqual(['cmi.core.score.raw', 'cmi.core.score.max', 'cmi.core.score.min', 'cmi.core.lesson_status']);
  });

  it('lets the latest result of a new attempt replace the old one where that is wanted, never by unfinished', () => {
    const shown = found({ status: 'passed', score: '90' }, undefined, latest);
    expect(nextStatus(shown, 'failed')).toBe('failed');
    expect(nextStatus(shown, 'incomplete')).toBe('passed');
    expect(nextScore(shown, '30', 'failed')).toBe('30');
    expect(nextStatus(found({ status: 'passed' }, { status: 'passed' }, latest), 'failed')).toBe('passed');
  });
});

describe('what is set, and in which order', () => {
  it('sets score, then location, then status', () => {
    expect(assignmentsFor(ours('incomplete'), state('passed', '85', 'Page 3'), { shown: 'Page 2', mirrored: true })).toEqual([
      ['cmi.core.score.raw', '85'], ['cmi.core.score.max', '100'], ['cmi.core.score.min', '0'], ['cmi.core.lesson_location', 'Page 3'], ['cmi.core.lesson_status', 'passed'],
    ]);
  });

  it('sets nothing that is there already, and no score that nobody knows', () => {
    expect(assignmentsFor(ours('passed', '85.00'), state('passed', '85', 'Page 3'), { shown: 'Page 3', mirrored: true })).toEqual([]);
    expect(assignmentsFor(ours('incomplete'), state('completed'), { shown: '', mirrored: true })).toEqual([['cmi.core.lesson_status', 'completed']]);
    expect(assignmentsFor(ours('incomplete'), state('incomplete', undefined, 'Page 3'), { shown: '', mirrored: false })).toEqual([]);
  });

  it('knows untouched and terminal words', () => {
    expect(['', 'not attempted', 'unknown', 'n'].map(isUntouched)).toEqual([true, true, true, true]);
    expect(['browsed', 'incomplete', 'passed'].some(isUntouched)).toBe(false);
    expect(['passed', 'failed', 'completed'].every(isTerminal)).toBe(true);
    expect(isTerminal('incomplete')).toBe(false);
  });
});

describe('time', () => {
  it.each([[0, '0000:00:00.00'], [3000, '0000:00:03.00'], [360_000_000, '0100:00:00.00'], [59_999, '0000:00:59.99'], [3_723_450, '0001:02:03.45'], [1e15, '9999:59:59.99'], [-5, '0000:00:00.00']])('%p ms is %s', (ms, text) => {
    expect(sessionTime(ms)).toBe(text);
  });

  it('leaves out gaps of more than 10 minutes and a clock that goes back', () => {
    const spent = new TimeSpent(1000);
    expect(spent.read(16_000)).toBe(15_000);
    expect(spent.read(16_000 + 8 * 3_600_000)).toBe(15_000);
    expect(spent.read(16_000 + 8 * 3_600_000 + 600_000)).toBe(615_000);
    expect(spent.read(5)).toBe(615_000);
    expect(spent.read(1005)).toBe(616_000);
  });

  it('waits 1, 2, 5, 15 and then always 30 seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(retryDelay)).toEqual([1, 2, 5, 15, 30, 30, 30]);
  });
});

describe('the language of the package', () => {
  const known = ['en', 'de', 'ar'];
  it.each([[['de-AT'], 'de'], [['', 'AR_eg'], 'ar'], [['German'], 'de'], [['العربية', 'de'], 'ar'], [['it', 'pt-BR'], 'en'], [[], 'en'], [['toString', 'de'], 'de']])('%p is %s', (wishes, lang) => {
    expect(chooseTexts(known, wishes)).toBe(lang);
  });
});
