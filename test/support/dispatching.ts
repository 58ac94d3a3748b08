import { randomUUID } from 'node:crypto';
import { PublishCourseVersion } from '../../src/courses/publish-course-version';
import { CreateDestinations } from '../../src/dispatch/create-destinations';
import { Clock } from '../../src/platform/clock';
import { newKey } from '../../src/platform/random-ids';
import type { Booted } from './boot';
import { readZip } from './read-zip';

/** A course with one SCO `sco-1`, without files: enough for everything but playing it. */
export async function publishCourse(courseway: Booted, courseId: string, title = `Course ${courseId}`): Promise<void> {
  const activity = { visible: true, children: [], resourceIdentifier: 'res-1' };
  await courseway.get(PublishCourseVersion).run({
    applicationId: courseway.applicationId, courseId, versionKey: newKey(), mayCreateVersion: true, warnings: [], webPath: `/${courseId}`, fileCount: 1, byteSize: 1,
    structure: {
      standard: 'SCORM12', identifier: 'man-1', title, metadata: { titles: [], descriptions: [], keywords: [] },
      root: { id: 'org-1', title, kind: 'AGGREGATION', visible: true, children: [{ ...activity, id: 'sco-1', title: 'Lesson', kind: 'SCO', href: 'index.html' }] },
    },
  } as Parameters<PublishCourseVersion['run']>[0]);
}

async function must(answer: Response): Promise<void> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

export interface MadeDispatch {
  id: string;
  destinationId: string;
  courseId: string;
}

/** A dispatch with a course and a destination of its own; `settings` are those of the destination. */
export async function makeDispatch(courseway: Booted, data: object = {}, settings?: object): Promise<MadeDispatch> {
  const name = randomUUID().slice(0, 8);
  const made = { id: `dispatch-${name}`, destinationId: `destination-${name}`, courseId: `course-${name}` };
  await publishCourse(courseway, made.courseId);
  await courseway.get(CreateDestinations).run(courseway.applicationId, [{ id: made.destinationId, name: `Destination ${name}`, ...(settings ? { settings } : {}) }]);
  await must(await courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: made.id, data: { destinationId: made.destinationId, courseId: made.courseId, ...data } }] } }));
  return made;
}

export interface Download {
  d: string;
  k: string;
  files: Map<string, Buffer>;
  bytes: Buffer;
}

/** Downloads the package of a dispatch and reads its config, as an LMS and its browser would. */
export async function download(courseway: Booted, dispatchId: string, { test = false } = {}): Promise<Download> {
  const answer = await courseway.api(`/dispatch/dispatches/${encodeURIComponent(dispatchId)}/zip${test ? '?test=true' : ''}`);
  await must(answer);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const files = await readZip(bytes);
  const script = [...files].find(([name]) => name.startsWith('rd1-config.'))?.[1].toString('utf8') ?? '';
  let config = { d: '', k: '' };
  new Function('document', script)({ documentElement: { setAttribute: (_: string, value: string) => (config = JSON.parse(value)) } });
  return { ...config, files, bytes };
}

export interface Launch {
  id?: string;
  name?: string;
  launchId?: string;
  status?: string;
  entry?: string;
  mode?: string;
  pointer?: string;
  lang?: string;
  via?: 'popup';
  ancestors?: string[];
  headers?: Record<string, string>;
}
export interface LaunchAnswer {
  status: number;
  result: string;
  code?: string;
  pointer: string;
  token: string;
  epoch: number;
  state: { rev: number; status: string; active: boolean; score?: { raw: string; max: string; min: string }; lastAck?: object };
  playUrl: string;
  tracking: boolean;
  lmsComplete?: boolean;
  ticket: string;
  popupUrl: string;
  policy: Record<string, unknown>;
  texts: Record<string, string>;
  ref: string;
  retry: boolean;
  lang: string;
  dir: string;
  headers: Headers;
}

export const launchBody = (k: string, l: Launch = {}) => ({
  v: 1, k, launchId: l.launchId ?? randomUUID(), learner: { id: l.id ?? 'anna', name: l.name ?? 'Muster, Anna' },
  lms: { status: l.status ?? 'not attempted', score: '', entry: l.entry ?? 'ab-initio', mode: l.mode ?? 'normal', credit: 'credit', location: '', pointer: l.pointer ?? '', lang: l.lang ?? '' },
  pkg: { ver: '1', origin: 'https://lms.example' }, ancestors: l.ancestors ?? ['https://lms.example'], ...(l.via ? { via: l.via } : {}),
});

export async function post(courseway: Pick<Booted, 'publicUrl'>, path: string, body: object | string, headers: Record<string, string> = {}) {
  const text = typeof body === 'string';
  const answer = await fetch(`${courseway.publicUrl}${path}`, { method: 'POST', headers: { 'content-type': text ? 'text/plain' : 'application/json', ...headers }, body: text ? body : JSON.stringify(body) });
  return { ...((await answer.json()) as Omit<LaunchAnswer, 'status' | 'headers'>), status: answer.status, headers: answer.headers };
}

/** Launches through a downloaded package. */
export const launch = (courseway: Pick<Booted, 'publicUrl'>, { d, k }: { d: string; k: string }, l: Launch = {}): Promise<LaunchAnswer> => {
  const body = launchBody(k, l);
  return post(courseway, `/api/d/${d}/launch`, l.via ? JSON.stringify(body) : body, l.headers);
};

let revision = 0;

/** The course reports a result, as the player does. */
export async function report(answer: { playUrl: string }, cmi: Record<string, string>): Promise<void> {
  const body = { activityId: 'sco-1', revision: ++revision, cmi, seconds: 60 };
  await must(await fetch(`${answer.playUrl}/commits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
}

/** Moves the server's clock; answers how to put it back. */
export function moveClock(courseway: Booted, ms: number): () => void {
  const clock = courseway.get(Clock);
  clock.now = () => Date.now() + ms;
  return () => {
    clock.now = () => Date.now();
  };
}

export const hour = 3_600_000;
