import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { publishSample } from '../support/courses';
import { invite, jobStatus, readJson } from '../support/inviting';
import { ServerProcess } from '../support/server-process';

const recipients = 100_000;
// no mail may leave: what is looked at is the making of registrations
const server = new ServerProcess({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_PER_MINUTE: '1' });
afterAll(() => server.destroy());
const memoryMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;

test('100,000 recipients in one call: accepted before they are made, progress to be seen, memory flat', async () => {
  await server.start();
  await publishSample(server, 'course');
  const id = await invite(server, 'course', Array.from({ length: recipients }, (_, n) => `p${n}@learner.example`));
  const atOnce = await readJson<{ registrationCount: number }>(server, `/invitations/private/${id}?includeRegistrationCount=true`);
  expect(atOnce.registrationCount).toBeLessThan(recipients / 2);
  const seen: number[] = [];
  const memory: number[] = [];
  for (let count = 0; count < recipients; await sleep(500)) {
    count = (await readJson<{ registrationCount: number }>(server, `/invitations/private/${id}?includeRegistrationCount=true`)).registrationCount;
    seen.push(count);
    memory.push(memoryMb());
  }
  expect(new Set(seen).size).toBeGreaterThan(5);
  expect(await jobStatus(server, id)).toMatchObject({ status: 'STARTED', total: recipients });
  // the database's page cache (64 MB) fills in the first half; what grew with the rows would grow on
  const [half, late] = [Math.max(...memory.slice(0, Math.ceil(memory.length / 2))), Math.max(...memory.slice(-4))];
  console.log(`memory: at most ${Math.round(half)} MB until half of them were made, ${Math.round(late)} MB at the end`);
  expect(late - half).toBeLessThan(150);
}, 900_000);
