import { rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copySettings } from './move-settings';
import { moveAll, type Move } from './move';
import { pathOf } from './server-api';
import { type Course, course, courseVersions, importJob, importStarted } from './shapes';

const longestImportMs = 3_600_000;
const versionId = (courseId: string, version: number) => `${version} of ${courseId}`;
const numberOf = (of: Course) => of.version ?? 0;

async function versionsAt(server: Move['source'], courseId: string): Promise<Course[] | undefined> {
  const found = await server.find(courseVersions, `${pathOf('courses', courseId)}/versions`);
  return found?.courses.toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** The versions that are to be moved, the oldest first, so that the newest there becomes the newest here. */
async function wantedVersions({ source, newestOnly }: Move, courseId: string): Promise<Course[]> {
  const all = (await versionsAt(source, courseId)) ?? [];
  return newestOnly ? all.slice(-1) : all;
}

/** Which version of the target stands for a version of the source; nothing: the newest. */
export async function versionThere({ journal, source, target }: Move, courseId: string, version: number): Promise<number | undefined> {
  const moved = journal.of('version', versionId(courseId, version));
  if (moved?.state === 'done') return Number(moved.target);
  if (journal.of('course', courseId)) return undefined;
  const at = (await versionsAt(source, courseId))?.findIndex((one) => numberOf(one) === version) ?? -1; // it was there before: the first stands for the first
  return (await versionsAt(target, courseId))?.[at]?.version;
}

/** Waits for the import, and answers the version that came of it. */
async function endOfImport(move: Move, jobId: string): Promise<Course> {
  for (const end = move.now() + longestImportMs; move.now() < end; await sleep(move.pollMs)) {
    const { status, message, importResult } = await move.target.get(importJob, pathOf('courses', 'importJobs', jobId));
    if (status === 'ERROR') throw new Error(`the package was refused: ${message ?? 'no reason given'}`);
    if (status === 'COMPLETE' && importResult?.course) return importResult.course;
  }
  throw new Error('its import has not ended within an hour');
}

/** Brings the package of a version through a file on the disk. */
async function movePackage(move: Move, courseId: string, version: number): Promise<Course> {
  const { source, target, journal, from } = move;
  const id = versionId(courseId, version);
  const file = join(journal.folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.zip`);
  move.packages.done++;
  const arrived = (bytes: number) => {
    move.packages.bytes += bytes;
    move.out.progress({ what: 'packages', done: move.packages.done, total: 0, bytes: move.packages.bytes });
  };
  if (!existsSync(file)) await source.download(`${pathOf('courses', courseId, 'versions', version)}/zip`, file, arrived);
  try {
    const path = `${pathOf('courses', 'importJobs', 'upload')}?courseId=${encodeURIComponent(courseId)}&mayCreateNewVersion=true`;
    const { result } = await target.upload(importStarted, { path, file, key: [from, 'version', id, journal.failuresOf('course', courseId)] });
    return await endOfImport(move, result);
  } finally {
    await rm(file, { force: true });
  }
}

async function moveVersion(move: Move, courseId: string, version: Course): Promise<string[]> {
  const { journal, target } = move;
  const id = versionId(courseId, numberOf(version));
  const known = journal.of('version', id);
  if (known?.state === 'done') return [];
  const before = (await versionsAt(target, courseId)) ?? [];
  // A run that was killed may have brought it and not written that down.
  const arrived = known ? before[Number(known.target)] : undefined;
  if (!known) journal.write({ kind: 'version', id, state: 'begun', target: String(before.length) });
  const made = arrived ?? (await movePackage(move, courseId, numberOf(version)));
  if (version.title && version.title !== made.title) await target.send({ method: 'PUT', path: `${pathOf('courses', courseId)}/title`, body: { title: version.title.slice(0, 255) } });
  const settingsOf = (number: number) => `${pathOf('courses', courseId, 'versions', number)}/configuration`;
  const notes = await copySettings(move, settingsOf(numberOf(version)), { to: settingsOf(numberOf(made)) });
  journal.write({ kind: 'version', id, state: 'done', target: String(numberOf(made)) });
  return notes;
}

async function make(move: Move, { id, tags }: Course) {
  const notes: string[] = [];
  for (const version of await wantedVersions(move, id)) notes.push(...(await moveVersion(move, id, version)));
  if (tags.length) await move.target.send({ method: 'PUT', path: `${pathOf('courses', id)}/tags`, body: { tags } });
  notes.push(...(await copySettings(move, `${pathOf('courses', id)}/configuration`)));
  return { notes };
}

/** How a course that is there already differs. */
async function there(move: Move, { id }: Course): Promise<string[] | undefined> {
  const theirs = await versionsAt(move.target, id);
  if (!theirs) return undefined;
  const mine = (await versionsAt(move.source, id)) ?? [];
  const [newest, newestThere] = [mine.at(-1), theirs.at(-1)];
  const faces = [['version', String(mine.length), String(theirs.length)], ['title', newest?.title, newestThere?.title], ['standard', newest?.courseLearningStandard, newestThere?.courseLearningStandard]];
  return faces.filter(([, here, other]) => here !== other).map(([what, here, other]) => (what === 'version' ? `it has ${other} version(s) there and ${here} at the source` : `its ${what} is "${other}" there and "${here}" at the source`));
}

/** Courses with their versions, titles, tags and settings. */
export const moveCourses = (move: Move): Promise<void> =>
  moveAll(move, {
    kind: 'course', title: 'courses', pages: move.source.pages('courses', course, '/courses?orderBy=created_asc&includeTotalCount=true'), idOf: ({ id }) => id, there: (one) => there(move, one),
    again: async ({ id }) => (await wantedVersions(move, id)).some((version) => !move.journal.isDone('version', versionId(id, numberOf(version)))), make: (one) => make(move, one),
  });
