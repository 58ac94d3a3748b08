import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { endOfImport } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { ServerProcess } from '../support/server-process';

const server = new ServerProcess();
afterAll(() => server.destroy());

/** A part of the whole figure, since each kill costs a start; all of it with FAULTS=full. */
const kills = process.env['FAULTS'] === 'full' ? 20 : 8;
const extra = 300;

function foldersIn(name: string): string[] {
  try {
    return readdirSync(join(server.folder, 'files', name));
  } catch {
    return [];
  }
}
const filesBelow = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => sum + (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : statSync(join(folder, entry.name)).isFile() ? 1 : 0), 0);

async function upload(id: string, zip: Buffer): Promise<string | undefined> {
  const form = new FormData();
  form.append('file', new Blob([zip]), 'course.zip');
  const answer = await server.api(`/courses/importJobs/upload?courseId=${id}`, { method: 'POST', body: form }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as { result: string }).result : undefined;
}

test(`nothing is half visible when the process is killed at ${kills} points of an import`, async () => {
  const zip = await makeScorm12Zip({ extraFiles: Array.from({ length: extra }, (_, n) => ({ name: `media/file-${n}.bin`, data: randomBytes(20_000) })) });
  await server.start();
  const started = performance.now();
  const job = await upload('measure', zip);
  await endOfImport(server, job ?? '');
  const whole = performance.now() - started;
  let complete = 1;
  for (let n = 0; n < kills; n++) {
    const id = `course-${n}`;
    const jobId = upload(id, zip);
    await new Promise((resolve) => setTimeout(resolve, (whole * 1.1 * (n + Math.random())) / kills));
    await server.kill();
    const known = await jobId;
    await server.start();
    const seen = await server.api(`/courses/${id}`);
    if (seen.status === 200) expect(((await seen.json()) as { rootActivity: { children: [] } }).rootActivity.children).toHaveLength(1);
    if (known) expect(await endOfImport(server, known)).toMatchObject({ status: 'COMPLETE' });
    if ((await server.api(`/courses/${id}`)).status === 200) complete++;
  }
  await server.kill('SIGTERM');
  for (const folder of foldersIn('staging')) renameSync(join(server.folder, 'files/staging', folder), join(server.folder, 'files/staging', `0000000000${folder.slice(10)}`)); // as if long ago: other nodes may be uploading
  await server.start(); // the sweep at start removes what the last crash left
  for (let n = 0; n < 100 && (foldersIn('staging').length || foldersIn('courses').length > complete); n++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(foldersIn('staging')).toEqual([]);
  expect(foldersIn('courses')).toHaveLength(complete);
  for (const version of foldersIn('courses')) expect(filesBelow(join(server.folder, 'files/courses', version, 'content'))).toBe(extra + 3);
  console.log(`${kills} kills, ${complete - 1} of the courses published whole, nothing half visible`);
}, 480_000);
