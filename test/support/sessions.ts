import { CreateApiKey, type NewApiKey } from '../../src/applications/create-api-key';
import type { Booted } from './boot';

interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}
export interface ShownSession {
  id: string;
  user_id: string;
  package_id: string;
  cmi_data: Record<string, string>;
  completion_status: string;
  success_status: string;
  score: { scaled: number | null; raw: number | null; min: number | null; max: number | null } | null;
  time_spent_seconds: number;
  version: number;
}
export interface ShownLaunch {
  session_id: string;
  user_id: string;
  player_url: string;
  launch_url: string;
  expires_at: string;
  expires_in_seconds: number;
  resumed: boolean;
}
export type Call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<Answer<T>>;

/** Calls below /api/v1 with a header that lets in. */
export function callsWith(courseway: Pick<Booted, 'publicUrl'>, headers: Record<string, string>): Call {
  return async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const plain = body === undefined || body instanceof FormData || typeof body === 'string';
    const answer = await fetch(`${courseway.publicUrl}/api/v1${path}`, { method, headers: { ...headers, ...(plain && typeof body !== 'string' ? {} : { 'content-type': 'application/json' }) }, body: (plain ? body : JSON.stringify(body)) as NonNullable<RequestInit['body']> });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T, headers: answer.headers };
  };
}

/** A fresh key of an application. */
export async function keyOf(courseway: Pick<Booted, 'applicationId' | 'get'>, wanted: Partial<NewApiKey> = {}, applicationId = courseway.applicationId): Promise<string> {
  return (await courseway.get(CreateApiKey).run(applicationId, { name: 'Test', scopes: ['admin'], ...wanted })).text;
}

export const callsOf = async (courseway: Pick<Booted, 'publicUrl' | 'applicationId' | 'get'>, wanted: Partial<NewApiKey> = {}): Promise<Call> => callsWith(courseway, { 'x-api-key': await keyOf(courseway, wanted) });

/** Uploads a package through the sessions API. */
export function uploadOf(zip: Buffer | string, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([typeof zip === 'string' ? zip : new Uint8Array(zip)], { type: 'application/zip' }), 'course.zip');
  return form;
}
