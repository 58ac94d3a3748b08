import { applyCommit, type Commit } from '../../src/runtime/scorm/apply-commit.rules';
import { problemWith } from '../../src/runtime/scorm/outside-cmi.rules';
import { tellFromOutside } from '../../src/runtime/scorm/outside-word.rules';
import { emptyRuntimeState, type RuntimeState } from '../../src/runtime/scorm/runtime-state.rules';

const snapshot = (revision: number, cmi: Record<string, string>, from = 0, epoch = 1): Commit => ({ activityId: 'sco', epoch, revision, from, seconds: revision, cmi });
const say = (state: RuntimeState, commit: Commit) => applyCommit(state, commit).state;
const tell = (state: RuntimeState, cmi: Record<string, string>, rev: number) => tellFromOutside(state, 'sco', { cmi, seconds: 0 }, rev);
const cmiOf = (state: RuntimeState) => state.activities['sco']?.cmi;

test('what is told holds against snapshots that do not know it, until the content says something new', () => {
  const begun = tell(say(emptyRuntimeState(), snapshot(1, { a: 'page', b: 'page' })), { b: 'told', c: 'told' }, 2);
  expect(cmiOf(begun)).toEqual({ a: 'page', b: 'told', c: 'told' });
  const next = say(begun, snapshot(2, { a: 'next', b: 'page' }));
  expect(cmiOf(next)).toEqual({ a: 'next', b: 'told', c: 'told' });
  expect(cmiOf(say(next, snapshot(3, { a: 'next', b: 'new', c: 'new' })))).toEqual({ a: 'next', b: 'new', c: 'new' });
});

test('a page that began with it may set it back; one that knows a part of it is held against that part', () => {
  const first = tell(say(emptyRuntimeState(), snapshot(1, { a: 'page' })), { a: 'one' }, 2);
  expect(cmiOf(say(first, snapshot(1, { a: 'page' }, 2, 2)))).toEqual({ a: 'page' });
  const second = tell(first, { a: 'two' }, 3);
  expect(cmiOf(say(second, snapshot(1, { a: 'one' }, 2, 2)))).toEqual({ a: 'two' });
  expect(cmiOf(say(second, snapshot(2, { a: 'page' })))).toEqual({ a: 'two' });
  expect(cmiOf(say(second, snapshot(1, { a: 'page' }, 2, 2)))).toEqual({ a: 'page' });
});

test('older snapshots and repeats change nothing of it, in any order', () => {
  const told = tell(say(emptyRuntimeState(), snapshot(2, { a: 'page' })), { a: 'told' }, 2);
  const late = [snapshot(1, { a: 'earlier' }), snapshot(2, { a: 'page' }), snapshot(3, { a: 'page' }), snapshot(3, { a: 'page' })];
  for (const order of [late, [...late].reverse()]) expect(cmiOf(order.reduce(say, told))).toEqual({ a: 'told' });
});

test('time told from outside is counted beside that of sessions, and history stays short', () => {
  let state = tellFromOutside(emptyRuntimeState(), 'sco', { cmi: {}, seconds: 60 }, 1);
  for (let rev = 2; rev < 50; rev++) state = tellFromOutside(state, 'sco', { cmi: { a: String(rev) }, seconds: 1 }, rev);
  expect(state.activities['sco']?.outside?.seconds).toBe(108);
  expect(state.activities['sco']?.outside?.values?.['a']?.steps.length).toBeLessThanOrEqual(4);
  expect(say(state, snapshot(1, {})).activities['sco']).toMatchObject({ attempts: 1, outside: { seconds: 108 }, cmi: { a: '49' } });
});

test.each([
  ['cmi.core.lesson_status', 'done'], ['cmi.core.score.raw', 'x'], ['cmi.score.scaled', '2'], ['cmi.core.session_time', '1h'], ['cmi.progress_measure', '-1'], ['cmi.core.exit', 'now'], ['other', 'x'], ['cmi.suspend_data', `a${String.fromCharCode(0)}b`],
])('%s with a wrong value %# is refused', (element, value) => {
  expect(problemWith(element, value)).toMatch(/\w/);
});

test.each([['cmi.core.lesson_status', 'browsed'], ['cmi.core.score.raw', ''], ['cmi.core.session_time', 'PT15M30S'], ['cmi.session_time', '00:15:30'], ['cmi.core.total_time', 'whatever'], ['cmi.interactions.0.id', 'q'], ['adl.nav.request', 'continue']])('%s with a right value %# is taken', (element, value) => {
  expect(problemWith(element, value)).toBeUndefined();
});
