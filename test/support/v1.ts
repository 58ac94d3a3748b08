import { createHash } from 'node:crypto';
import type { Booted } from './boot';

export const v1Stamp = (at = Date.now()): string => new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');

function signatureOf(parameters: readonly (readonly [string, string])[], secret: string): string {
  const names = [...new Set(parameters.map(([name]) => name))].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const text = names.map((name) => name + parameters.filter(([other]) => other === name).map(([, value]) => value).sort().join('')).join('');
  return createHash('md5').update(secret + text).digest('hex');
}

type Value = string | number | boolean;
export type V1Parameters = Readonly<Record<string, Value | readonly Value[]>>;

/** The query of a call, signed as the official libraries sign; without a method when it is ''. */
export function signedV1(method: string, more: V1Parameters = {}, { appid = 'TESTAPP', secret = 'test-secret-of-the-first-tenant', ts = v1Stamp() } = {}): URLSearchParams {
  const given: V1Parameters = { ...(method && { method }), appid, ts, ...more };
  const parameters = Object.entries(given).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, String(value)]));
  return new URLSearchParams([...parameters, ['sig', signatureOf(parameters, secret)]]);
}

export interface V1Sent {
  /** Everything in the body, as a form. */
  post?: boolean;
  /** A file as the one part of a multipart body. */
  file?: Uint8Array | string;
  fileName?: string;
  /** Name of the part. */
  part?: string;
}
export interface V1Seen {
  status: number;
  type: string | null;
  xml: string;
  /** Number of a refusal. */
  code: string | undefined;
  location: string | null;
  headers: Headers;
  bytes: Buffer;
}

/** Calls the v1 API for an application of `courseway`, or for another tenant of it. */
export function v1Client({ publicUrl }: Pick<Booted, 'publicUrl'>, of: { applicationId?: string; secret?: string } = {}) {
  const queryOf = (method: string, parameters?: V1Parameters) => signedV1(method, parameters, { ...(of.applicationId !== undefined && { appid: of.applicationId }), ...(of.secret !== undefined && { secret: of.secret }) });
  const address = (method: string, parameters?: V1Parameters) => `${publicUrl}/api?${queryOf(method, parameters)}`;
  const call = async (method: string, parameters: V1Parameters = {}, { post, file, fileName = 'course.zip', part = 'filedata' }: V1Sent = {}): Promise<V1Seen> => {
    const form = new FormData();
    if (file !== undefined) form.append(part, new Blob([file as string]), fileName);
    const init = post ? { method: 'POST', body: queryOf(method, parameters) } : file === undefined ? {} : { method: 'POST', body: form };
    const answer = await fetch(post ? `${publicUrl}/api` : address(method, parameters), { redirect: 'manual', ...init });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const xml = bytes.toString('utf8');
    const code = /^<\?xml[^>]*><rsp stat="fail"><err code="(\d+)"/.exec(xml)?.[1];
    return { status: answer.status, type: answer.headers.get('content-type'), xml, code, location: answer.headers.get('location'), headers: answer.headers, bytes };
  };
  return { call, address };
}
