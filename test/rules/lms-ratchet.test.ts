import { heldAtLaunch, ratcheted } from '../../src/dispatch/lms-sessions/ratchet.rules';
import { foundIn, nextScore, nextStatus, sameScore } from '../../templates/dispatch-package/lms-word.rules';

const statuses = ['', 'not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed'];
const scores = [undefined, '0', '40', '40.0', '85'];
const policies = (['ratchet', 'latest'] as const).flatMap((statusPolicy) => (['ratchet', 'latest'] as const).map((scorePolicy) => ({ statusPolicy, scorePolicy })));
const words = statuses.flatMap((status) => scores.map((score) => ({ status, ...(score === undefined ? {} : { score }) })));

test('an LMS told by this server ends as one told by the package does, whatever it held and whoever wrote it', () => {
  const differ: unknown[] = [];
  let compared = 0;
  for (const found of words)
    for (const lastAck of [null, found, { status: 'incomplete', score: '40' }])
      for (const policy of policies)
        for (const wanted of words) {
          const held = heldAtLaunch(found, lastAck, policy);
          const shown = foundIn(found, lastAck ?? undefined, policy as Parameters<typeof foundIn>[2]);
          const next = ratcheted(held, wanted);
          const status = nextStatus(shown, wanted.status);
          const score = nextScore(shown, wanted.score, status);
          compared++;
          if (next.status !== status || !sameScore(next.score, score)) differ.push([found, lastAck, policy, wanted, next, status, score]);
        }
  expect(differ).toEqual([]);
  expect(compared).toBe(35 * 3 * 4 * 35);
});
