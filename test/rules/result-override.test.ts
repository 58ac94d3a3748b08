import { completedAt, effectiveOf, endedWith, type ResultOverride } from '../../src/registrations/result-override.rules';

const own = { completion: 'INCOMPLETE', success: 'FAILED', score: 0.4 };
const by = { kind: 'administrator' as const, name: 'olga@acme.example' };
const set = (what: Partial<ResultOverride>): ResultOverride => ({ reason: 'Taken on paper', by, at: 1, ownCompletedAt: null, ...what });

test('only what was set stands in the place of what the learner did', () => {
  expect(effectiveOf(own, null)).toEqual(own);
  expect(effectiveOf(own, set({ success: 'PASSED' }))).toEqual({ ...own, success: 'PASSED' });
  expect(effectiveOf(own, set({ completion: 'COMPLETED', success: 'UNKNOWN', score: 0 }))).toEqual({ completion: 'COMPLETED', success: 'UNKNOWN', score: 0 });
});

test('the moment of completion stays until it is completed no more', () => {
  expect([completedAt('COMPLETED', null, 7), completedAt('COMPLETED', 3, 7), completedAt('INCOMPLETE', 3, 7)]).toEqual([7, 3, null]);
});

test('what ends is kept with who ended it, the newest first, twenty at most', () => {
  expect(endedWith([], null, { at: 2, by })).toEqual([]);
  let ended = endedWith([], set({ at: 0, score: 1, ownCompletedAt: 5 }), { at: 1, by });
  expect(ended).toEqual([{ reason: 'Taken on paper', by, at: 0, score: 1, endedAt: 1, endedBy: by }]);
  for (let n = 1; n < 30; n++) ended = endedWith(ended, set({ at: n }), { at: n + 1, by });
  expect([ended.length, ended[0]?.at, ended.at(-1)?.at]).toEqual([20, 29, 10]);
});
