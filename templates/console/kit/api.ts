import { say } from './texts';

/** What the server refused, or that it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly reference = '',
    /** Seconds to wait before trying again. */
    readonly retryAfter = 0,
  ) {
    super(message);
  }

  /** Last name of the field that the message begins with: `name` of `destinations[0].data.name: is required`. */
  get field(): string | undefined {
    const path = /^([\w.[\]]+): /.exec(this.message)?.[1];
    return path?.replace(/\[\d+\]/g, '').split('.').pop();
  }
}

type Query = Record<string, string | number | boolean | undefined>;
interface Options {
  query?: Query;
  signal?: AbortSignal;
  /** Something else than JSON. */
  raw?: { body: BodyInit; type: string };
}

const caller = { token: '', application: '', whenSignedOut: (): void => undefined };

/** With what requests are made from now on. */
export const speakFor = (token: string, application: string): void => void Object.assign(caller, { token, application });
export const onSignedOut = (then: () => void): void => {
  caller.whenSignedOut = then;
};
export const headersOfCaller = (): Record<string, string> => ({ ...(caller.token && { 'x-console-token': caller.token }), ...(caller.application && { 'x-application': caller.application }) });

export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string | number | boolean] => pair[1] !== undefined && pair[1] !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${/^\/(console|dev)\//.test(path) ? path : `/api/v2${path}`}${text ? `?${text}` : ''}`;
}

/** A problem out of a refusal's body; whoever is signed out is led to the sign-in. */
export function problemOf(status: number, text: string, retryAfter: string | null): Problem {
  let body: { message?: string; code?: string; reference?: string } = {};
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    // a proxy's page: the status says enough
  }
  const isOurs = status !== 401 || body.code === 'signed-out' || body.code === 'unauthorized';
  if (status === 401 && isOurs && caller.token) caller.whenSignedOut();
  return new Problem(status, body.code ?? String(status), body.message ?? say('problem.status', { status }), body.reference, Number(retryAfter) || 0);
}

async function ask(method: string, path: string, body: unknown, { query, signal, raw }: Options): Promise<Response> {
  const type = raw?.type ?? (body === undefined ? undefined : 'application/json');
  const init: RequestInit = { method, headers: { ...headersOfCaller(), ...(type && { 'content-type': type }) }, credentials: 'same-origin', cache: 'no-store' };
  if (raw) init.body = raw.body;
  else if (body !== undefined) init.body = JSON.stringify(body);
  if (signal) init.signal = signal;
  const answer = await fetch(addressOf(path, query), init).catch((fault: Error) => {
    throw fault.name === 'AbortError' ? fault : new Problem(0, 'unreachable', say('problem.unreachable'));
  });
  if (!answer.ok) throw problemOf(answer.status, await answer.text(), answer.headers.get('retry-after'));
  return answer;
}

/** One call of the server: below /api/v2, or of the console's own /console/api. */
export async function call<T = undefined>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, options: Options = {}): Promise<T> {
  const text = await (await ask(method, path, body, options)).text();
  return (text ? JSON.parse(text) : undefined) as T;
}
export const read = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> => call<T>('GET', path, undefined, { query, ...(signal && { signal }) });
/** For answers that say something in a header, or are a file. */
export const answerOf = (method: 'GET' | 'POST', path: string, query: Query = {}): Promise<Response> => ask(method, path, undefined, { query });

/** A path out of ids, each safe in its place. */
export const path = (strings: TemplateStringsArray, ...ids: string[]): string => strings.reduce((all, part, i) => all + encodeURIComponent(ids[i - 1] ?? '') + part);
