import { publishSample } from '../support/courses';
import { endOfSending, invite, jobStatus } from '../support/inviting';
import { ServerProcess } from '../support/server-process';
import { TestSmtp } from '../support/smtp';

/** A part of the whole figure, since each kill costs a start; all of it with FAULTS=full. */
const [recipients, kills] = process.env['FAULTS'] === 'full' ? [5000, 20] : [2500, 10];
const connections = 5;

let smtp: TestSmtp;
let server: ServerProcess;
beforeAll(async () => {
  smtp = await TestSmtp.start();
  server = new ServerProcess({ SMTP_URL: smtp.url, MAIL_FROM: 'courses@vendor.example', MAIL_CONNECTIONS: String(connections) });
});
afterAll(async () => {
  await server?.destroy();
  await smtp?.down();
});

test(`GOALS R4: ${recipients} mails with ${kills} kills: nobody is missed, duplicates only of messages in flight, always under the same Message-ID`, async () => {
  await server.start();
  await publishSample(server, 'course');
  const addresses = Array.from({ length: recipients }, (_, n) => `p${n}@learner.example`);
  const id = await invite(server, 'course', addresses);
  for (let kill = 1; kill <= kills; kill++) {
    const wanted = Math.floor((kill * recipients) / (kills + 2));
    while (smtp.received.length < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
    await server.kill();
    await server.start();
  }
  expect(await endOfSending(server, id, 600_000)).toMatchObject({ status: 'COMPLETE', total: recipients, processed: recipients, errorCount: 0 });
  const byAddress = new Map<string, Set<string>>();
  for (const mail of smtp.received) byAddress.set(mail.to[0] ?? '', (byAddress.get(mail.to[0] ?? '') ?? new Set()).add(mail.messageId));
  const duplicates = smtp.received.length - byAddress.size;
  console.log(`${kills} kills, ${byAddress.size} of ${recipients} got their mail, ${duplicates} duplicates`);
  expect(addresses.filter((address) => !byAddress.has(address))).toEqual([]);
  expect([...byAddress.values()].filter((ids) => ids.size !== 1)).toEqual([]);
  expect(duplicates).toBeLessThanOrEqual(kills * connections);
  expect(await jobStatus(server, id)).toMatchObject({ processed: recipients });
}, 900_000);
