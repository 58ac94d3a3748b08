import type { Booted } from './boot';
import { until } from './browser';

export interface JobStatus {
  status: 'STARTED' | 'CANCELLED' | 'COMPLETE' | 'ERROR';
  errors: string[];
  errorCount: number;
  total: number;
  processed: number;
}
export interface UserInvitation {
  email: string;
  url: string;
  isStarted: boolean;
  registrationId?: string;
  recipientId: string;
  state: string;
  error?: string;
  revoked: boolean;
  firstName?: string;
  registrationReport?: { complete: string; success: string; totalSecondsTracked: number; score?: { scaled: number } };
}

type Api = Pick<Booted, 'api'>;

async function json<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export const readJson = async <T>({ api }: Api, path: string): Promise<T> => json<T>(await api(path));

/** Creates a private invitation and answers its id. */
export async function invite(courseway: Api, courseId: string, addresses: string[], more: object = {}, mail: object = {}): Promise<string> {
  const body = { courseId, creatingUserEmail: 'sender@vendor.example', invitationEmail: { addresses, ...mail }, ...more };
  return (await json<{ id: string }>(await courseway.api('/invitations/private', { method: 'POST', body }))).id;
}

/** Creates a public invitation. */
export async function openInvitation(courseway: Api, courseId: string, more: object = {}): Promise<{ id: string; url: string }> {
  return json(await courseway.api('/invitations/public', { method: 'POST', body: { courseId, creatingUserEmail: 'sender@vendor.example', ...more } }));
}

export const jobStatus = (courseway: Api, id: string): Promise<JobStatus> => readJson(courseway, `/invitations/private/${id}/jobStatus`);

/** Asks until the sending has ended. */
export const endOfSending = (courseway: Api, id: string, waitMs = 30_000): Promise<JobStatus> => until(() => jobStatus(courseway, id), ({ status }) => status !== 'STARTED', waitMs);

/** All people of an invitation, over all pages. */
export async function recipientsOf(courseway: Api, id: string, kind: 'private' | 'public' = 'private', query = 'includeRegistrationReport=true'): Promise<UserInvitation[]> {
  const all: UserInvitation[] = [];
  for (let at = `?${query}`; at; ) {
    const page = await readJson<{ userInvitations: UserInvitation[]; more?: string }>(courseway, `/invitations/${kind}/${id}/userInvitations${at}`);
    all.push(...page.userInvitations);
    at = page.more ? `?more=${encodeURIComponent(page.more)}` : '';
  }
  return all;
}

/** Presses Start on the page of a recipient, as a browser without script does. */
export const pressStart = (url: string): Promise<Response> => fetch(url, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' });

/** Sends the form of a public invitation. */
export const join = (url: string, email: string, firstName = 'Ada', lastName = 'Lovelace'): Promise<Response> =>
  fetch(url, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ email, firstName, lastName }).toString() });
