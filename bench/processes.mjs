// Starts and drives the processes that are measured.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCourse } from './bench-course.mjs';

const root = new URL('..', import.meta.url).pathname;
export const authorization = `Basic ${Buffer.from('BENCH:bench-secret-0000').toString('base64')}`;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The product or the floor on a free port; `stop(true)` keeps its folder for the next start. */
export async function startProcess(file, { databaseUrl, folder = mkdtempSync(join(tmpdir(), 'courseway-bench-')), environment = {} } = {}) {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'error', LOG_FORMAT: 'json', BOOTSTRAP_APP_ID: 'BENCH', BOOTSTRAP_APP_SECRET: 'bench-secret-0000', ...environment };
  if (databaseUrl) env.DATABASE_URL = databaseUrl;
  else delete env.DATABASE_URL;
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, file)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
    try {
      const answer = await fetch(`http://localhost:${port}/${file.startsWith('dist') ? 'readyz' : 'ping'}`);
      if (answer.ok) break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const readyMs = performance.now() - started;
  const stop = async (keepFolder = false) => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    if (!keepFolder) rmSync(folder, { recursive: true, force: true });
  };
  return { port, child, folder, readyMs, stop };
}

export async function api(port, method, path, body, type = 'application/json') {
  const answer = await fetch(`http://localhost:${port}/api/v2${path}`, { method, headers: { authorization, ...(type && { 'content-type': type }) }, body: body === undefined ? undefined : type === 'application/json' ? JSON.stringify(body) : body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

export async function importCourse(port, courseId = 'bench') {
  const form = new FormData();
  form.append('file', new Blob([await benchCourse()]), 'course.zip');
  const { result } = await (await api(port, 'POST', `/courses/importJobs/upload?courseId=${courseId}`, form, null)).json();
  for (;;) {
    const job = await (await api(port, 'GET', `/courses/importJobs/${result}`)).json();
    if (job.status === 'COMPLETE') return;
    if (job.status === 'ERROR') throw new Error(job.message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
