import { inChromium, until } from '../support/browser';
import { type GatewayRow, loggedCalls, RelayWorld, recorded, setCalls } from './dispatch-in-lms';

inChromium('what counts as confirmed by an LMS', () => {
  let world: RelayWorld;
  beforeAll(async () => {
    world = await RelayWorld.start();
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  const isConfirmed = (row: GatewayRow | undefined) => row?.success === 'PASSED' && row.acked_rev === row.rev;

  test('an element that never works does not keep status and score from being confirmed', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { fails: ['cmi.core.lesson_location', 'cmi.core.session_time'] } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('bookmark', 'pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    await until(async () => (await made.rows())[0], isConfirmed, 25_000);
    expect(setCalls(visit.calls()).filter((call) => call.includes('lesson_location')).length).toBeLessThanOrEqual(3);
  }, 40_000);

  test('a score that the LMS only pretends to take stays unconfirmed', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { drops: ['cmi.core.score.raw'] } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    const row = await until(async () => (await made.rows())[0], (seen) => seen?.last_ack?.includes('passed'));
    expect(row?.acked_rev ?? -1).toBeLessThan(row?.rev ?? 0);
    expect(row?.lms_error).toBeTruthy();
  });

  test('at Exit the learner is told when the LMS has not confirmed', async () => {
    const made = await world.dispatchInLms('strict-1.2', { traits: { commitAnswers: ['true', 'true', ...Array.from({ length: 20 }, () => 'false')] } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await visit.exit();
    expect(await (await visit.shell()).textContent('.panel.done')).toContain('has not confirmed it yet');
    await loggedCalls(visit, (calls) => calls.at(-1) === 'Finish');
    const [row] = await made.rows();
    expect(row?.success).toBe('PASSED');
    expect(row?.acked_rev ?? -1).toBeLessThan(row?.rev ?? 0);
  });

  test('an LMS whose writing calls throw loses nothing at the gateway', async () => {
    const made = await world.dispatchInLms('throws');
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await until(async () => (await made.rows())[0]?.success, (success) => success === 'PASSED');
    await until(async () => (await visit.package()).textContent('.rd1-banner'), Boolean, 20_000);
    expect(visit.seen.errors).toEqual([]);
  });

  test('an LMS that blocks for three seconds at each commit ends with everything', async () => {
    const made = await world.dispatchInLms('slow-sync', { traits: { slowMs: 1500 } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('bookmark', 'score', 'pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85', lesson_location: 'page-3' }, 25_000);
  }, 40_000);

  test('an LMS that forgets suspend data: the learner goes on in the same registration', async () => {
    const made = await world.dispatchInLms('drops-suspend-data');
    const visit = await made.open({ id: 'anna' });
    await visit.press('bookmark');
    await recorded(made, 'anna', { lesson_location: 'page-3' });
    await visit.exit();
    const again = await (await made.open({ id: 'anna' })).course();
    await until(() => again.textContent('#location'), (text) => text === 'page-3');
    expect(await made.rows()).toHaveLength(1);
  });
});
