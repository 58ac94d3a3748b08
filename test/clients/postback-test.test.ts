import { Webhook } from 'standardwebhooks';
import { type Booted, bootCourseway } from '../support/boot';
import { postback, postbacksOf } from '../support/posting';
import { TestReceiver } from '../support/receiver';
import { officialClient } from './official-client';
import { servesItsRows } from './operations-table';

let courseway: Booted;
let target: TestReceiver;
let status = 200;
beforeAll(async () => {
  courseway = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.1' });
  target = await TestReceiver.start((response) => response.writeHead(status).end('thanks'));
});
afterAll(async () => {
  await courseway?.close();
  await target?.stop();
});
const test1 = (postBack: object) => officialClient(courseway).call('RegistrationApi', 'testRegistrationPostback', postBack);

test('testRegistrationPostback posts made-up results once, signed, and the log shows it', async () => {
  expect((await test1({ url: target.url, authType: 'FORM', userName: 'u', password: 'p', resultsFormat: 'ACTIVITY', legacy: false })).status).toBe(204);
  expect((await test1({ url: target.url, authType: 'HTTPBASIC', resultsFormat: 'FULL', legacy: true })).status).toBe(204);
  expect(target.received).toHaveLength(2);
  const [form, old] = target.received;
  const { secret } = (await (await courseway.api('/postbacks/secret')).json()) as { secret: string };
  const fields = new URLSearchParams(form?.body);
  expect([fields.get('userName'), fields.get('password')]).toEqual(['u', 'p']);
  expect(JSON.parse(fields.get('data') ?? '')).toMatchObject({ id: 'test-registration', sequence: 1, registrationCompletion: 'COMPLETED', score: { scaled: 85 }, activityDetails: { children: [{ id: 'test-activity' }] } });
  expect(old?.body).toMatch(/^<\?xml .*<registrationreport format="full" regid="test-registration" instanceid="0"><activity id="test-root">/);
  const [newest] = await postbacksOf(courseway);
  expect(newest).toMatchObject({ kind: 'test', state: 'delivered', id: old?.headers['webhook-id'], lastStatus: 200 });
  expect(await postback(courseway, newest?.id ?? '')).toMatchObject({ attempts: [{ answer: 'thanks' }] });
  expect(() => new Webhook(secret).verify(form?.body ?? '', form?.headers as Record<string, string>)).toThrow(/JSON/); // the signature is good, a form is no JSON
});

test('its failure is a 400 that says why, without a second try', async () => {
  status = 503;
  const before = target.received.length;
  await expect(test1({ url: target.url })).rejects.toMatchObject({ status: 400, message: expect.stringContaining('answered 503') });
  await expect(test1({ url: 'http://127.0.0.2:9/' })).rejects.toMatchObject({ status: 400, message: expect.stringContaining('private or reserved') });
  await expect(test1({ url: 'ftp://127.0.0.1/' })).rejects.toMatchObject({ status: 400 });
  await expect(test1({ url: '' })).rejects.toMatchObject({ status: 400 });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(target.received).toHaveLength(before + 1);
  expect(await postbacksOf(courseway, 'state=failed')).toHaveLength(2 + 1);
});

servesItsRows(__filename);
