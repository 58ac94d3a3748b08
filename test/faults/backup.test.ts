import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NamedCourseFiles } from '../../src/courses/files/named-course-files';
import type { BackupManifest } from '../../src/platform/backup/backup-manifest.rules';
import { backupSource } from '../../src/platform/backup/backup-source';
import { backupTarget } from '../../src/platform/backup/backup-target';
import { TakeBackup } from '../../src/platform/backup/take-backup';
import { VerifyBackup, readRows } from '../../src/platform/backup/verify-backup';
import { Clock } from '../../src/platform/clock';
import { readConfig } from '../../src/platform/config/config';
import { SqliteDatabase } from '../../src/platform/database/sqlite-driver';
import { foundSecretKey } from '../../src/platform/config/secret-key';
import { importCourse } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { ServerProcess } from '../support/server-process';

jest.setTimeout(180_000);

const rounds = Number(process.env['BACKUP_ROUNDS'] ?? 3);
const learners = 8;
const stateOf = (revision: number) => `revision ${revision} ${'ö'.repeat(2000)} end ${revision}`;
const folder = mkdtempSync(join(tmpdir(), 'courseway-backups-'));
const server = new ServerProcess();
const paths: string[] = [];
/** When each revision of each learner was acknowledged. */
const acknowledged: number[][] = Array.from({ length: learners }, () => [0]);

beforeAll(async () => {
  await server.start();
  for (const course of ['course', 'doomed', 'other']) await importCourse(server, course, await makeScorm12Zip());
  for (let n = 0; n < learners; n++) {
    await server.api('/registrations', { method: 'POST', body: { courseId: 'course', registrationId: `r${n}`, learner: { id: `l${n}`, lastName: 'Ærøskøbing 😀' } } });
    paths.push(await open(server, `r${n}`));
  }
});
afterAll(async () => {
  await server.destroy();
  rmSync(folder, { recursive: true, force: true });
});

async function open(on: ServerProcess, id: string): Promise<string> {
  const { launchLink } = (await (await on.api(`/registrations/${id}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: '' } })).json()) as { launchLink: string };
  return new URL((await fetch(launchLink, { redirect: 'manual' })).headers.get('location') ?? '').pathname;
}

async function commit(on: ServerProcess, path: string, revision: number): Promise<boolean> {
  const cmi = { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.lesson_location': `page-${revision}`, 'cmi.suspend_data': stateOf(revision) };
  const answer = await fetch(`${on.contentUrl}${path}/commits`, { method: 'POST', body: JSON.stringify({ activityId: 'ITEM-1', revision, seconds: revision, cmi }), headers: { 'content-type': 'text/plain' } });
  return answer.ok;
}

/** The revision stored for a learner; throws when the state is not the one of exactly one commit. */
async function storedRevision(on: ServerProcess, id: string): Promise<number> {
  const found = (await (await on.api(`/registrations/${id}?includeRuntime=true&includeChildResults=true`)).json()) as { activityDetails: { children: { runtime?: { suspendData: string; location: string } }[] } };
  const runtime = found.activityDetails.children[0]?.runtime;
  if (!runtime) return 0;
  const revision = Number(/^revision (\d+) /.exec(runtime.suspendData)?.[1]);
  expect(runtime.suspendData).toBe(stateOf(revision));
  expect(runtime.location).toBe(`page-${revision}`);
  return revision;
}

/** Learners who commit until `done`; each acknowledgement is noted with its moment. */
async function commitUntil(done: Promise<unknown>): Promise<void> {
  let stopped = false;
  const stop = done.finally(() => {
    stopped = true;
  });
  await Promise.all([
    stop,
    ...paths.map(async (path, n) => {
      while (!stopped) {
        expect(await commit(server, path, acknowledged[n]!.length)).toBe(true);
        acknowledged[n]!.push(Date.now());
      }
    }),
  ]);
}

async function good(on: ServerProcess, ...args: string[]): Promise<string> {
  const { code, text } = await on.command(...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${text}`);
  return text;
}

const manifestOf = (backup: string) => JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as BackupManifest;

test(`every commit acknowledged before a backup began is in the restored server (${rounds} rounds)`, async () => {
  let [before, during] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const backup = join(folder, round % 2 ? `round-${round}.tar` : `round-${round}`);
    await commitUntil(good(server, 'backup', backup));
    const { manifest, faults } = await new VerifyBackup(new NamedCourseFiles(), () => undefined).run(backup);
    expect(faults).toEqual([]);
    const { takenAt, tables } = manifest!;
    expect(tables.find(({ name }) => name === 'registrations')?.rows).toBe(learners);

    const restored = new ServerProcess(round % 2 ? { DATABASE_URL: '' } : {}); // from a server's database into the embedded one too
    try {
      await good(restored, 'restore', backup);
      await restored.start();
      for (let n = 0; n < learners; n++) {
        const least = acknowledged[n]!.filter((moment) => moment < takenAt).length - 1;
        before += least;
        during += acknowledged[n]!.length - 1 - least;
        const stored = await storedRevision(restored, `r${n}`);
        expect(stored).toBeGreaterThanOrEqual(least);
        expect(await commit(restored, await open(restored, `r${n}`), stored + 1)).toBe(true); // and the learner goes on there
      }
      const play = await (await fetch(`${restored.contentUrl}${await open(restored, 'r0')}`)).text();
      expect(play).toContain('ITEM-1');
      expect((await restored.api('/courses/course/zip')).status).toBe(200);
    } finally {
      await restored.destroy();
    }
  }
  console.log(`${rounds} rounds: ${before} commits acknowledged before the snapshots, 0 lost; ${during} acknowledged while the backups ran`);
  expect(during).toBeGreaterThan(0);
}, 600_000);

/** Every row of every table, in an order of its own. */
async function rowsIn(backup: string): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const { name, columns, parts } of manifestOf(backup).tables) {
    const order = columns.map((column, i) => [column, i] as const).sort();
    const found: string[] = [];
    for (const part of parts) for (const row of await readRows(readFileSync(join(backup, part.name)))) found.push(JSON.stringify(order.map(([column, i]) => [column, row[i]])));
    rows[name] = found.sort();
  }
  return rows;
}

test('rows are the same after a way through the embedded database and back', async () => {
  const [embedded, back] = [new ServerProcess({ DATABASE_URL: '' }), new ServerProcess()];
  try {
    const [first, second, third] = ['first', 'second', 'third'].map((name) => join(folder, name)) as [string, string, string];
    await good(server, 'backup', first);
    await good(embedded, 'restore', first);
    await good(embedded, 'backup', second);
    await good(back, 'restore', second);
    await good(back, 'backup', third);
    expect(await rowsIn(second)).toEqual(await rowsIn(first));
    expect(await rowsIn(third)).toEqual(await rowsIn(first));
    expect(await good(back, 'migrate')).toContain('up to date');
  } finally {
    await embedded.destroy();
    await back.destroy();
  }
}, 180_000);

test('the backup is for its owner only, and holds the keys', async () => {
  const [tar, backup] = [join(folder, 'round-1.tar'), join(folder, 'round-0')];
  expect(statSync(tar).mode & 0o777).toBe(0o600);
  expect(statSync(backup).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(backup, 'keys/secret.key'), 'utf8')).toBe(readFileSync(join(server.folder, 'keys/secret.key'), 'utf8'));
  const again = await server.command('backup', tar);
  expect(again).toMatchObject({ code: 1, text: expect.stringContaining('is there already') });
  expect((await server.command('backup')).code).toBe(2);
  expect((await server.command('backup', join(folder, 'x'), '--into', 'y')).code).toBe(2);
  expect((await server.command('nonsense')).code).toBe(2);
  expect(await good(server, 'help')).toContain('courseway verify');
});

test.each(['tar', 'folder'])('a %s keeps files without bytes, and names of any length and script', async (kind) => {
  const path = join(folder, kind === 'tar' ? 'names.tar' : 'names');
  const target = await backupTarget(path);
  const wanted: Record<string, string> = { 'files/empty': '', [`files/${'länge/'.repeat(40)}課程.html`]: 'deep', 'files/last': 'x'.repeat(700) };
  for (const [name, text] of Object.entries(wanted)) await target.add(name, Buffer.byteLength(text), text.length > 100 ? Buffer.from(text) : Readable.from(text ? [Buffer.from(text)] : []));
  await target.finish();
  const found: Record<string, string> = {};
  for await (const entry of (await backupSource(path)).entries()) found[entry.name] = (await buffer(entry.body)).toString('utf8');
  expect(found).toEqual(wanted);
});

test('rows are read to the end, whatever is collected meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const database = new SqliteDatabase(join(folder, 'rows.sqlite'));
  let sum = 0;
  for (const { n } of database.iterate('WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000) SELECT n FROM numbers')) {
    sum += Number(n);
    if (sum % 500 !== 0) continue;
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  expect(sum).toBe(500_500);
  database.close();
});

test('a second server, or a migration beside a running one, is kept out of the embedded database', async () => {
  const beside = await server.command('migrate');
  const { DATABASE_URL: url } = await server.variables();
  expect(beside).toMatchObject(url ? { code: 0, text: expect.stringContaining('up to date') } : { code: 1, text: expect.stringContaining('another process has the embedded database open') });
});

test('a restore goes into an empty place only, and a server starts on no half of one', async () => {
  const tar = join(folder, 'round-1.tar');
  const full = await server.command('restore', tar);
  expect(full).toMatchObject({ code: 1, text: expect.stringContaining('is not empty') });
  const half = new ServerProcess();
  writeFileSync(join(half.folder, 'restore-unfinished'), '');
  await expect(half.start()).rejects.toThrow('ended with 1');
  await half.destroy();
});

test('a backup that was altered, cut off or robbed is refused, and nothing is left behind', async () => {
  const whole = readFileSync(join(folder, 'round-1.tar'));
  const altered = Buffer.from(whole);
  altered[1500]! ^= 1;
  const cases: [string, Buffer, RegExp][] = [
    ['altered', altered, /differs from what was written|cannot be/],
    ['cut', whole.subarray(0, Math.floor(whole.length / 2)), /cannot be read to its end|has no manifest/],
    ['no tar', Buffer.from('this is no tar at all'.repeat(100)), /cannot be read|has no manifest/],
  ];
  for (const [name, bytes, said] of cases) {
    const file = join(folder, `${name}.tar`);
    writeFileSync(file, bytes);
    expect(await server.command('verify', file)).toMatchObject({ code: 1, text: expect.stringMatching(said) });
    const target = new ServerProcess();
    expect(await target.command('restore', file)).toMatchObject({ code: 1, text: expect.stringContaining('nothing was restored') });
    expect(readdirSync(target.folder)).toEqual([]);
    await target.destroy();
  }
  const backup = join(folder, 'round-0');
  const page = manifestOf(backup).files.find(({ name }) => name.endsWith('.html'))!;
  rmSync(join(backup, page.name));
  expect(await server.command('verify', backup)).toMatchObject({ code: 1, text: expect.stringContaining(page.name) });
});

test('a course that is deleted while the backup runs is told, and the backup is whole', async () => {
  const to = join(folder, 'deleted');
  const variables = await server.variables();
  let deleted = false;
  const deleteNow = () => {
    if (deleted) return;
    deleted = true;
    const script = `const [,, url, files, key] = process.argv; const authorization = 'Basic ' + Buffer.from(key).toString('base64');
      const folders = () => require('node:fs').readdirSync(files).length; const before = folders();
      fetch(url, { method: 'DELETE', headers: { authorization } }).then(async (answer) => { if (answer.status !== 204) throw new Error(String(answer.status)); while (folders() === before) await new Promise((go) => setTimeout(go, 20)); });`;
    const file = join(folder, 'delete.cjs');
    writeFileSync(file, script);
    execFileSync(process.execPath, [file, `${server.publicUrl}/api/v2/courses/doomed`, join(server.folder, 'files/courses'), 'FAULTS:secret-of-the-fault-tests']);
  };
  const { manifest, damage } = await new TakeBackup(readConfig(variables, foundSecretKey), new Clock()).run({
    to, product: 'test', namedFiles: () => new NamedCourseFiles(), progress: ({ what, done, total }) => (what === 'tables' && done === total ? deleteNow() : undefined),
  });
  expect(damage).toEqual([]);
  expect(manifest.removedMeanwhile).toHaveLength(1);
  const said = await good(server, 'verify', to);
  expect(said).toContain('was deleted while the backup ran');
  expect(said).toContain('the backup is whole');
});

test('a store that lost a file is told: exit code 1, and what is missing', async () => {
  const version = readdirSync(join(server.folder, 'files/courses'))[0]!;
  rmSync(join(server.folder, 'files/courses', version, 'index.json'));
  const to = join(folder, 'damaged');
  expect(await server.command('backup', to)).toMatchObject({ code: 1, text: expect.stringMatching(new RegExp(`DAMAGED.*${version}`)) });
  expect(existsSync(to)).toBe(true);
});
