import { Webhook } from 'standardwebhooks';
import type { Frame, Page } from 'playwright-core';
import { createHmac } from 'node:crypto';
import { courseFrame } from '../../journeys/chromium';
import { type Booted, bootCourseway } from '../../support/boot';
import { inChromium, TestBrowser, until } from '../../support/browser';
import { makeScorm12Zip } from '../../support/make/course-packages';
import { type Received, TestReceiver } from '../../support/receiver';
import { type Call, callsOf, type ShownLaunch, type ShownSession, uploadOf } from '../../support/sessions';

inChromium('the flow that clients are taught: upload, launch, play, poll, update, resume', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let call: Call;
  let receiver: TestReceiver;
  beforeAll(async () => {
    courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.0/8' });
    browser = await TestBrowser.open();
    receiver = await TestReceiver.start();
    call = await callsOf(courseway, { scopes: ['write'] });
  }, 60_000);
  afterEach(() => browser.closePages());
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
    await receiver?.stop();
  });

  const launch = async (user: string, sessionId: string, packageId: string) => (await call<ShownLaunch>('POST', `/packages/${packageId}/launch`, { user_id: user, session_id: sessionId })).body;
  const read = async (id: string) => (await call<ShownSession>('GET', `/sessions/${id}`)).body;
  const poll = (id: string, wanted: (session: ShownSession) => unknown) => until(() => read(id), wanted);
  /** The sample that clients are given: it reads, changes, and begins again at a conflict. */
  async function update(id: string, change: object, spoil?: () => Promise<unknown>): Promise<{ session: ShownSession; tries: number }> {
    for (let tries = 1; ; tries++) {
      const { version, cmi_data: cmi } = await read(id);
      if (tries === 1) await spoil?.();
      const answer = await call<ShownSession>('PUT', `/sessions/${id}`, { version, cmi_data: cmi, ...change });
      if (answer.status === 200) return { session: answer.body, tries };
      if (answer.status !== 409) throw new Error(JSON.stringify(answer.body));
    }
  }
  async function open(url: string): Promise<{ page: Page; frame: Frame }> {
    const page = await browser.newPage();
    await page.goto(url);
    return { page, frame: await courseFrame(page) };
  }
  const told = ({ body }: Received) => JSON.parse(body) as { event_type: string; data: Record<string, unknown> };

  test('from the package to the completed session, with webhooks', async () => {
    const secret = 'a secret of the receiver';
    for (const event of ['package.processing.completed', 'session.launched', 'session.completed', 'session.scored', 'session.progress']) expect((await call('POST', '/webhooks', { url: receiver.url, secret, event_type: event })).status).toBe(201);
    const uploaded = await call<{ package_id: string; status: string; launchable: boolean }>('POST', '/packages', uploadOf(await makeScorm12Zip(), { uploaded_by: 'admin@example.com' }));
    expect([uploaded.status, uploaded.body]).toEqual([201, expect.objectContaining({ status: 'ready', launchable: true, error: null, learning_standard: 'SCORM12' })]);
    const { package_id: packageId } = uploaded.body;

    const { player_url: url } = await launch('user-123', 'session-456', packageId);
    expect(await read('session-456')).toMatchObject({ completion_status: 'not attempted', score: null, version: 0 });
    const { page, frame } = await open(url);
    await frame.click('#bookmark');
    await poll('session-456', ({ cmi_data: cmi }) => cmi['cmi.core.lesson_location'] === 'page-3');
    const { session, tries } = await update('session-456', { cmi_data: { 'cmi.comments': 'from the office' } }, () => update('session-456', { cmi_data: { 'cmi.comments': 'somebody else' } }));
    expect(tries).toBeGreaterThan(1);
    expect(session.cmi_data).toMatchObject({ 'cmi.comments': 'from the office', 'cmi.suspend_data': 'state-3' });
    await frame.click('#pass85');
    const done = await poll('session-456', ({ completion_status: status, score }) => status === 'completed' && score?.raw === 85);
    expect(done).toMatchObject({ success_status: 'passed', score: { scaled: 0.85, raw: 85, min: 0, max: 100 }, cmi_data: { 'cmi.comments': 'from the office', 'cmi.suspend_data': 'state-3' } });
    await page.close();
    expect((await (await courseway.api('/registrations/session-456')).json()) as object).toMatchObject({ registrationCompletion: 'COMPLETED', registrationSuccess: 'PASSED', score: { scaled: 85 }, learner: { id: 'user-123' } });

    const all = await until(() => receiver.received, (some) => ['package.processing.completed', 'session.launched', 'session.completed', 'session.scored', 'session.progress.updated'].every((event) => some.some((one) => told(one).event_type === event)));
    const completed = all.find((one) => told(one).event_type === 'session.completed') as Received;
    expect(told(completed)).toMatchObject({ type: 'session.completed', tenant_id: courseway.applicationId, data: { session_id: 'session-456', package_id: packageId, user_id: 'user-123', completion_status: 'completed', activity_id: expect.any(String) } });
    expect(completed.headers['x-signature']).toBe(createHmac('sha256', secret).update(completed.body).digest('hex'));
    const { secret: ours } = (await (await courseway.api('/postbacks/secret')).json()) as { secret: string };
    expect(new Webhook(ours).verify(completed.body, completed.headers as Record<string, string>)).toMatchObject({ event_type: 'session.completed' });
    expect(all.filter((one) => told(one).event_type === 'session.completed')).toHaveLength(1);
    expect(told(all.find((one) => told(one).event_type === 'package.processing.completed') as Received).data).toMatchObject({ package_id: packageId, status: 'ready' });
  }, 90_000);

  test('many users, each resumed where they were, with what was told in between', async () => {
    const { body } = await call<{ package_id: string }>('POST', '/packages/upload', uploadOf(await makeScorm12Zip(), { package_id: 'shared' }));
    expect(body.package_id).toBe('shared');
    const users = ['u1', 'u2', 'u3'];
    await Promise.all(users.map(async (user) => {
      const { page, frame } = await open((await launch(user, `s-${user}`, 'shared')).launch_url);
      await frame.click('#bookmark');
      await poll(`s-${user}`, ({ cmi_data: cmi }) => cmi['cmi.core.lesson_location'] === 'page-3');
      await page.close();
    }));
    await update('s-u2', { cmi_data: { 'cmi.core.lesson_location': 'page-9' } });
    for (const [user, place] of [['u1', 'page-3'], ['u2', 'page-9']] as const) {
      const again = await launch(user, `s-${user}`, 'shared');
      expect(again.resumed).toBe(true);
      const { frame } = await open(again.launch_url);
      await until(() => frame.textContent('#location'), (seen) => seen === place);
      expect([await frame.textContent('#entry'), await frame.textContent('#suspend')]).toEqual(['resume', 'state-3']);
    }
    const { sessions } = (await call<{ sessions: ShownSession[] }>('GET', '/sessions?package_id=shared')).body;
    expect(sessions.map(({ user_id: user }) => user).sort()).toEqual(users);
  }, 90_000);

  test('a page that is open and an update at the same moment keep what each wrote', async () => {
    await call('POST', '/packages', uploadOf(await makeScorm12Zip(), { package_id: 'both' }));
    const { frame } = await open((await launch('anna', 'both-1', 'both')).launch_url);
    await frame.click('#bookmark');
    await poll('both-1', ({ cmi_data: cmi }) => cmi['cmi.suspend_data'] === 'state-3');
    await update('both-1', { cmi_data: { 'cmi.suspend_data': 'from outside' }, completion_status: 'incomplete' });
    await frame.click('#interaction');
    const seen = await poll('both-1', ({ cmi_data: cmi }) => cmi['cmi.interactions.0.id'] === 'question-1');
    expect(seen.cmi_data).toMatchObject({ 'cmi.suspend_data': 'from outside', 'cmi.core.lesson_location': 'page-3' });
    await frame.evaluate("document.getElementById('big').click()");
    await poll('both-1', ({ cmi_data: cmi }) => cmi['cmi.suspend_data']?.length === 300 * 1024);
  }, 90_000);
});
