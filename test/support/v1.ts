import { createHash } from 'node:crypto';
import type { Booted } from './boot';

export const v1Stamp = (at = Date.now()): string => new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');

/** The signature of the official libraries. */
export function v1Sign(parameters: readonly (readonly [string, string])[], secret: string): string {
  const names = [...new Set(parameters.map(([name]) => name))].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const text = names.map((name) => name + parameters.filter(([other]) => other === name).map(([, value]) => value).sort().join('')).join('');
  return createHash('md5').update(secret + text).digest('hex');
}

type Value = string | number | boolean;
/** A list repeats the parameter; what is undefined is left out. */
export type V1Parameters = Readonly<Record<string, Value | readonly Value[] | undefined>>;

/** The query of a call; without a method when it is ''. */
export function signedV1(method: string, more: V1Parameters = {}, { appid = 'TESTAPP', secret = 'test-secret-of-the-first-tenant', ts = v1Stamp() } = {}): URLSearchParams {
  const given: V1Parameters = { ...(method && { method }), appid, ts, ...more };
  const parameters = Object.entries(given).flatMap(([name, values]) => [values ?? []].flat().map((value): [string, string] => [name, String(value)]));
  return new URLSearchParams([...parameters, ['sig', v1Sign(parameters, secret)]]);
}

export interface V1Sent {
  /** Everything in the body, as a form. */
  post?: boolean;
  /** A file as the one part of a multipart body. */
  file?: Uint8Array | string;
  fileName?: string;
  /** Name of the part. */
  part?: string;
  /** Signed for another application than the client's. */
  appid?: string;
  secret?: string;
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

interface Signer {
  applicationId?: string;
  secret?: string;
}

/** Calls the v1 API for an application of `courseway`; `rustici.` is put before the method where it is not there. */
export function v1Client(courseway: Pick<Booted, 'publicUrl'> & Signer, of: Signer = courseway) {
  const { publicUrl } = courseway;
  const queryOf = (method: string, parameters: V1Parameters = {}, { appid = of.applicationId, secret = of.secret }: V1Sent = {}) =>
    signedV1(method && !method.startsWith('rustici.') ? `rustici.${method}` : method, parameters, { ...(appid !== undefined && { appid }), ...(secret !== undefined && { secret }) });
  const address = (method: string, parameters?: V1Parameters, sent?: V1Sent) => `${publicUrl}/api?${queryOf(method, parameters, sent)}`;
  const send = (method: string, parameters?: V1Parameters, sent: V1Sent = {}): Promise<Response> => {
    const { post, file, fileName = 'course.zip', part = 'filedata' } = sent;
    if (post) return fetch(`${publicUrl}/api`, { method: 'POST', redirect: 'manual', body: queryOf(method, parameters, sent) });
    if (file === undefined) return fetch(address(method, parameters, sent), { redirect: 'manual' });
    const form = new FormData();
    form.append(part, new Blob([file as string]), fileName);
    return fetch(address(method, parameters, sent), { method: 'POST', redirect: 'manual', body: form });
  };
  const call = async (method: string, parameters?: V1Parameters, sent?: V1Sent): Promise<V1Seen> => {
    const answer = await send(method, parameters, sent);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const xml = bytes.toString('utf8');
    const code = /^<\?xml[^>]*><rsp stat="fail"><err code="(\d+)"/.exec(xml)?.[1];
    return { status: answer.status, type: answer.headers.get('content-type'), xml, code, location: answer.headers.get('location'), headers: answer.headers, bytes };
  };
  /** The number of the refusal, or the content of the answer. */
  const told = async (method: string, parameters?: V1Parameters, sent?: V1Sent): Promise<string> => {
    const { code, xml } = await call(method, parameters, sent);
    return code ?? xml.replace(/^.*?<rsp stat="ok">|<\/rsp>$/g, '');
  };
  return { call, address, send, told };
}

/** The whole document around the content of an answer that went well. */
export const ok = (inside: string): string => `<?xml version="1.0" encoding="utf-8"?><rsp stat="ok">${inside}</rsp>`;
export const success = ok('<success/>');

/** The texts of all elements of a name, as they are written. */
export const textsOf = (xml: string, name: string): string[] => [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text ?? '');
