import { request } from 'node:http';
import { freePort } from '../support/boot';
import { inChromium } from '../support/browser';
import { configOf, RelayWorld, recorded } from './dispatch-in-lms';

inChromium('the launch host', () => {
  let world: RelayWorld;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    world = await RelayWorld.start({ PORT: String(port), LAUNCH_URL: `http://launch.example.test:${port}`, FORMER_URLS: `http://old.example.test:${port}` });
  });
  afterEach(() => world.tidy());
  afterAll(() => world?.stop());

  test('packages name it, and a destination that lists its sites lets it in', async () => {
    const made = await world.dispatchInLms('strict-1.2');
    expect((await configOf(made.zip)).gw).toBe(`http://launch.example.test:${port}`);
    await world.courseway.api(`/dispatch/destinations/dest-${made.id}`, { method: 'PUT', body: { name: 'Client', settings: { allowedOrigins: [made.lms.origin], originMode: 'enforce' } } });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed', 'score.raw': '85' });
    await visit.exit();
    expect((await visit.shell()).url()).toContain(`http://launch.example.test:${port}/d/`);
    expect(visit.seen.errors).toEqual([]);
  });

  test.each(['old.example.test', 'localhost'])('a package from the days of %s goes on working', async (host) => {
    const made = await world.dispatchInLms('strict-1.2', { gateway: `http://${host}:${port}` });
    const visit = await made.open({ id: 'anna' });
    await visit.press('pass85');
    await recorded(made, 'anna', { lesson_status: 'passed' });
    await visit.exit();
    expect((await visit.shell()).url()).toContain(`http://${host}:${port}/d/`);
  });

  test('the API, links and learner pages answer on both hosts; course content on neither', async () => {
    const ask = (path: string, host: string) => new Promise((resolve, reject) => request({ host: '127.0.0.1', port, path, headers: { host: `${host}:${port}` } }, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end());
    for (const host of ['launch.example.test', 'old.example.test', 'localhost']) {
      expect([host, await ask('/api/v2/ping', host), await ask('/d/nothing', host), await ask('/play/nothing', host)]).toEqual([host, 401, 200, 404]);
    }
    expect([await ask('/d/nothing', '127.0.0.1'), await ask('/play/nothing', '127.0.0.1')]).toEqual([404, 401]);
  });
});
