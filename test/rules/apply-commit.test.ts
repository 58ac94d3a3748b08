import { applyCommit, type Commit } from '../../src/runtime/scorm/apply-commit.rules';
import { commitBodySchema, commitLimits } from '../../src/runtime/scorm/commit-body.rules';
import { emptyRuntimeState, type RuntimeState } from '../../src/runtime/scorm/runtime-state.rules';

/** A small repeatable random source, so that a failing shuffle can be seen again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: T[], random: () => number): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}

/** Two sessions, three activities, twenty commits; time inside a session only grows. */
function history(): Commit[] {
  const seconds: Record<string, number> = {};
  return Array.from({ length: 20 }, (_, index) => {
    const epoch = index < 11 ? 1 : 2;
    const revision = index < 11 ? index + 1 : index - 10;
    const activityId = ['welcome', 'lesson', 'quiz'][(index * 7) % 3] as string;
    seconds[`${activityId}/${epoch}`] = (seconds[`${activityId}/${epoch}`] ?? 0) + 12.5 + index;
    return {
      epoch, revision, activityId, seconds: seconds[`${activityId}/${epoch}`] as number,
      cmi: { 'cmi.core.lesson_location': `page ${index}`, 'cmi.suspend_data': `data ${index}` },
      ...(index % 4 === 0 ? { sequencing: { step: index } } : {}), ...(index % 3 === 0 ? { current: activityId } : {}),
      ...(index % 5 === 0 ? { globalObjectives: { shared: { step: index } } } : {}), ...(index === 10 ? { final: true } : {}),
    };
  });
}

const play = (commits: Commit[]): RuntimeState => commits.reduce((state, commit) => applyCommit(state, commit).state, emptyRuntimeState());

describe('applying commits', () => {
  test('1000 shuffles with duplicates of a 20-commit history give the same state', () => {
    const commits = history();
    const expected = play(commits);
    const random = randomFrom(20261121);
    for (let round = 0; round < 1000; round++) {
      const repeated = commits.filter(() => random() < 0.6);
      expect(play(shuffled([...commits, ...repeated], random))).toEqual(expected);
    }
  });

  test('time of a session counts once, whatever is repeated or late', () => {
    const commits = history();
    const state = play([...commits, ...commits, ...[...commits].reverse()]);
    const total = Object.values(state.activities).flatMap((activity) => Object.values(activity.seconds)).reduce((a, b) => a + b, 0);
    const perSession = new Map<string, number>();
    for (const { activityId, epoch, seconds } of commits) perSession.set(`${activityId}/${epoch}`, Math.max(seconds, perSession.get(`${activityId}/${epoch}`) ?? 0));
    expect(total).toBe([...perSession.values()].reduce((a, b) => a + b, 0));
  });

  test('an older session that arrives late loses its data but keeps its time', () => {
    const state = play([
      { epoch: 2, revision: 1, activityId: 'a', cmi: { 'cmi.location': 'new' }, seconds: 5, current: 'a' },
      { epoch: 1, revision: 9, activityId: 'a', cmi: { 'cmi.location': 'old' }, seconds: 100, current: 'b', final: true },
    ]);
    expect(state.activities.a).toEqual({ epoch: 2, revision: 1, cmi: { 'cmi.location': 'new' }, seconds: { 1: 100, 2: 5 }, attempts: 2 });
    expect(state.current).toBe('a');
  });

  test('a repeated commit changes nothing and says so', () => {
    const commit: Commit = { epoch: 1, revision: 1, activityId: 'a', cmi: { 'cmi.location': '1' }, seconds: 3, current: 'a' };
    const once = applyCommit(emptyRuntimeState(), commit);
    const twice = applyCommit(once.state, commit);
    expect(once.changed).toBe(true);
    expect(twice).toEqual({ state: once.state, changed: false });
    expect(twice.state).toBe(once.state);
  });

  test('the given state is not touched', () => {
    const before = play(history().slice(0, 5));
    const copy = structuredClone(before);
    applyCommit(before, { epoch: 9, revision: 1, activityId: 'welcome', cmi: {}, seconds: 1, current: 'quiz' });
    expect(before).toEqual(copy);
  });
});

describe('the body of a commit', () => {
  const good = { activityId: 'item_1', revision: 1, cmi: { 'cmi.core.lesson_status': 'incomplete', 'adl.nav.request': 'continue' }, seconds: 1.25 };

  test('a full body passes, 1 MB of suspend data byte for byte', () => {
    const data = 'é'.repeat(1024 * 1024);
    const body = { ...good, cmi: { 'cmi.suspend_data': data }, final: true, current: 'item_1', sequencing: { any: [1] }, globalObjectives: { g: {} } };
    expect(commitBodySchema.parse(body)).toEqual(body);
  });

  test.each([
    ['no activity', { ...good, activityId: '' }],
    ['a prototype as activity', { ...good, activityId: '__proto__' }],
    ['revision 0', { ...good, revision: 0 }],
    ['a broken revision', { ...good, revision: 1.5 }],
    ['negative time', { ...good, seconds: -1 }],
    ['endless time', { ...good, seconds: Number.POSITIVE_INFINITY }],
    ['an element outside the data model', { ...good, cmi: { 'window.name': 'x' } }],
    ['a value that is no text', { ...good, cmi: { 'cmi.location': 5 } }],
    ['suspend data above the limit', { ...good, cmi: { 'cmi.suspend_data': 'x'.repeat(commitLimits.suspendData + 1) } }],
    ['another element above the limit', { ...good, cmi: { 'cmi.location': 'x'.repeat(commitLimits.value + 1) } }],
    ['a list', []],
  ])('%s is refused', (_, body) => {
    expect(commitBodySchema.safeParse(body).success).toBe(false);
  });
});
