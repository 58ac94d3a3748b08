// npm run demo: Courseway on a throw-away folder with a sample course, a dispatch, two invitations, and a practice LMS that has imported the zip.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { installIfNeeded, root } from './install.mjs';

installIfNeeded();
const { build, isStale } = await import('./build.mjs');
const { startPracticeLms } = await import('./practice-lms/server.mjs');
const { ZipArchive } = await import('archiver');

const say = (text) => process.stdout.write(`${text}\n`);

/** `wanted`, or a free port when it is taken. */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => (wanted ? freePort(0).then(resolve, reject) : reject(new Error('no free port'))));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the product as `npm start` does, and waits until it is ready. */
async function startProduct(environment) {
  const child = spawn(process.execPath, [join(root, 'dist/main.js')], { cwd: root, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes(' ready at ') && resolve());
    child.once('exit', (code) => reject(new Error(`Courseway ended with code ${code} before it was ready`)));
  });
  return child;
}

/** A caller of the v2 API, as a training vendor's own system is. */
function vendorOf(publicUrl, key) {
  const call = async (path, options = {}) => {
    const answer = await fetch(`${publicUrl}/api/v2${path}`, { ...options, headers: { authorization: `Basic ${Buffer.from(key).toString('base64')}`, ...options.headers } });
    if (!answer.ok) throw new Error(`${options.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const post = (path, body) => call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { call, post };
}

async function importCourse({ call }, courseId) {
  const archive = new ZipArchive();
  archive.directory(join(root, 'templates/practice-lms/sample-course'), false);
  void archive.finalize();
  const form = new FormData();
  form.append('file', new Blob([await buffer(archive)]), 'sample-course.zip');
  const { result } = await (await call(`/courses/importJobs/upload?courseId=${courseId}`, { method: 'POST', body: form })).json();
  for (;;) {
    const job = await (await call(`/courses/importJobs/${result}`)).json();
    if (job.status === 'COMPLETE') return;
    if (job.status === 'ERROR') throw new Error(`The sample course was not imported: ${job.message}`);
    await sleep(100);
  }
}

/** Course, destination, dispatch and its zip, all through the v2 API. */
async function dispatchSample(vendor) {
  await importCourse(vendor, 'ladder-safety');
  await vendor.post('/dispatch/destinations', { destinations: [{ id: 'acme', data: { name: 'ACME Ltd' } }] });
  await vendor.post('/dispatch/dispatches', { dispatches: [{ id: 'ladder-safety-for-acme', data: { destinationId: 'acme', courseId: 'ladder-safety' } }] });
  return Buffer.from(await (await vendor.call('/dispatch/dispatches/ladder-safety-for-acme/zip')).arrayBuffer());
}

/** A link anybody may join by, and a mail to one learner. */
async function inviteSample(vendor) {
  const invitation = { courseId: 'ladder-safety', creatingUserEmail: 'training@vendor.example' };
  const { url } = await (await vendor.post('/invitations/public', { ...invitation, registrationCap: 20 })).json();
  await vendor.post('/invitations/private', {
    ...invitation, invitationEmail: { subject: 'Please take [COURSE]' }, recipients: [{ email: 'sam@learner.example', firstName: 'Sam', lastName: 'Okafor' }],
    dueDate: new Date(Date.now() + 14 * 86_400_000).toISOString(), reminders: true,
  });
  return url;
}

const folder = mkdtempSync(join(tmpdir(), 'courseway-demo-'));
let product;
let lms;
let stopping = false;

async function stop(code) {
  if (stopping) return;
  stopping = true;
  const ended = product && product.exitCode === null ? new Promise((resolve) => product.once('exit', resolve)) : undefined;
  product?.kill('SIGTERM');
  await Promise.all([Promise.race([ended, sleep(2000)]), lms?.close()]); // nothing is kept, so open pages need not be waited for
  product?.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  if (isStale()) {
    say('Building ...');
    await build();
  }
  const port = await freePort(Number(process.env.PORT) || 3000);
  const key = `demo:${randomBytes(12).toString('base64url')}`;
  const [id, secret] = key.split(':');
  const publicUrl = `http://localhost:${port}`;
  product = await startProduct({
    PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: publicUrl, CONTENT_URL: `http://127.0.0.1:${port}`, DATA_DIR: folder, DATABASE_URL: '', SMTP_URL: '', BOOTSTRAP_APP_ID: id, BOOTSTRAP_APP_SECRET: secret,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  product.once('exit', () => void stop(1));
  const vendor = vendorOf(publicUrl, key);
  const zip = await dispatchSample(vendor);
  const joinUrl = await inviteSample(vendor);
  lms = await startPracticeLms({ port: await freePort(8500), zips: [zip] });
  say(`
Courseway is running with a sample course, dispatched to the client "ACME Ltd" and offered by two invitations.

  Practice LMS   ${lms.url}   <- open this, and launch the course
  Public link    ${joinUrl}
  Mailbox        ${publicUrl}/dev/mailbox   <- the mail to Sam (sign in with the key below: name and password around the colon)
  API            ${publicUrl}/api/v2
  Key            ${key}

  The learners' results:   curl -u '${key}' '${publicUrl}/api/v2/registrations'
  Switch the course off:   curl -u '${key}' -X PUT -H 'content-type: application/json' '${publicUrl}/api/v2/dispatch/dispatches/ladder-safety-for-acme/enabled' -d '{"enabled":false}'

Nothing of this is kept. Stop it with Ctrl-C.`);
} catch (error) {
  process.stderr.write(`The demo did not start: ${error.message}\n`);
  await stop(1);
}
