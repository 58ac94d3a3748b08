import type { Booted } from './boot';
import { learning } from './learning';

/** Content that reports to the server by itself, as it does over HTTP: the player opens its unit, then it speaks. */
export function reportingContent(courseway: Booted) {
  const learner = learning(courseway);
  /** Opens a unit in a fresh session of a registration and answers the parameters of its address, with the player's path. */
  const openUnit = async (registrationId: string, activityId: string, more: object = {}, path?: string) => {
    const play = path ?? (await learner.open(registrationId, more));
    const answer = await fetch(`${courseway.contentUrl}${play}/units`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ activityId }) });
    if (answer.status !== 200) throw new Error(`units: ${answer.status} ${await answer.text()}`);
    const { query } = (await answer.json()) as { query: string };
    return { play, asked: new URLSearchParams(query) };
  };
  const hacp = async (fields: Record<string, string>, init: RequestInit = {}) => {
    const answer = await fetch(`${courseway.contentUrl}/hacp`, { method: 'POST', body: new URLSearchParams(fields), ...init });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  return { ...learner, openUnit, hacp };
}

type Answer = { status: number; headers: Headers; text: string; json: unknown };

/** Content that speaks xAPI over HTTP, in a unit that was opened. */
export function xapiContent(asked: URLSearchParams, token?: string) {
  const endpoint = asked.get('endpoint') ?? '';
  const actor = JSON.parse(asked.get('actor') ?? '{}') as object;
  const authorization = token === undefined ? (asked.get('auth') ?? '') : `Basic ${token}`;
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(`${endpoint}${path}`, {
      method, headers: { authorization, 'x-experience-api-version': '1.0.3', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: answer.status, headers: answer.headers, text, json };
  };
  const activityId = asked.get('activityId') ?? asked.get('activity_id') ?? '';
  const registration = asked.get('registration') ?? '';
  const state = (more: Record<string, string>) => `activities/state?${new URLSearchParams({ activityId, agent: JSON.stringify(actor), registration, ...more })}`;
  return { call, actor, activityId, registration, state, endpoint };
}

/** Takes the token of a unit of cmi5, as it does first. */
export async function fetchToken(asked: URLSearchParams): Promise<Record<string, string>> {
  return (await (await fetch(asked.get('fetch') ?? '', { method: 'POST' })).json()) as Record<string, string>;
}
