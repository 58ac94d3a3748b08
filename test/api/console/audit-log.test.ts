import { PruneAudit } from '../../../src/administrators/prune-audit';
import { type Booted, bootCourseway } from '../../support/boot';
import { type Browsing, firstOwner } from '../../support/consoling';
import { hour, moveClock } from '../../support/dispatching';

let courseway: Booted;
let olga: Browsing;
beforeAll(async () => {
  courseway = await bootCourseway({ AUDIT_DAYS: '30' });
  olga = await firstOwner(courseway);
});
afterAll(() => courseway?.close());

const day = 24 * hour;
const entries = async () => (await olga.console('/audit')).body['entries'] as object[];
async function pruned(days: number): Promise<number> {
  const back = moveClock(courseway, days * day);
  try {
    return await courseway.get(PruneAudit).run();
  } finally {
    back();
  }
}

test('entries of the audit log go when they are older than AUDIT_DAYS, and not before', async () => {
  const all = (await entries()).length;
  expect(all).toBeGreaterThan(0);
  expect([await pruned(0), await pruned(29), (await entries()).length]).toEqual([0, 0, all]);
  expect(await pruned(31)).toBe(all);
  expect(await entries()).toEqual([]);
});
