import { Injectable } from '@nestjs/common';
import { outgoingRequestFailed } from '../../platform/failure';
import { OutgoingHttp } from '../../platform/http-client/outgoing-http';
import { tokenIn } from './launch-data.rules';
import { jsonOf } from '../../platform/json.rules';
import type { Statement } from './statements.rules';

export interface Lrs {
  endpoint: string;
  token: string;
}
/** Whose state document. */
interface StateOf {
  activityId: string;
  actor: Record<string, unknown>;
  registration: string;
  stateId: string;
}

const mostBytes = 256 * 1024;
const limits = { idleTimeoutMs: 10_000, totalTimeoutMs: 15_000 };
/** Statuses after which trying again is of use. */
const mayPass = (status: number) => status >= 500 || status === 408 || status === 425 || status === 429;

/** Speaks xAPI with the LRS of an LMS, with the token of one session. */
@Injectable()
export class AskLrs {
  constructor(private readonly http: OutgoingHttp) {}

  /** Asks once for the token of a session; nothing when it was given out before. Failures: outgoing-address-refused, outgoing-request-failed. */
  async fetchToken(url: string): Promise<string | undefined> {
    const answer = await this.http.fetchAll({ method: 'POST', url, headers: { accept: 'application/json', 'content-length': '0' }, ...limits }, mostBytes);
    if (answer.status !== 200) throw outgoingRequestFailed(new URL(url).hostname, `it answered ${answer.status} to the request for a token`);
    return tokenIn(answer.body.toString('utf8'));
  }

  /** The text of a document; nothing when there is none. Failures: those of `fetchToken`. */
  state(lrs: Lrs, of: StateOf): Promise<string | undefined> {
    return this.document(lrs, this.stateUrl(lrs, of));
  }

  agentProfile(lrs: Lrs, actor: Record<string, unknown>, profileId: string): Promise<string | undefined> {
    return this.document(lrs, resource(lrs, 'agents/profile', { agent: JSON.stringify(actor), profileId }));
  }

  /** A reason when it is refused for good. Failures: those of `fetchToken`. */
  keepState(lrs: Lrs, of: StateOf, document: object): Promise<string | undefined> {
    return this.post(lrs, this.stateUrl(lrs, of), document);
  }

  /** A statement of that id which the LRS has is as good as sent. A reason when it is refused for good. Failures: those of `fetchToken`. */
  send(lrs: Lrs, statement: Statement): Promise<string | undefined> {
    return this.post(lrs, resource(lrs, 'statements', {}), statement);
  }

  private async document(lrs: Lrs, url: string): Promise<string | undefined> {
    const answer = await this.http.fetchAll({ url, headers: headersOf(lrs), ...limits }, mostBytes);
    if (answer.status === 404 || answer.status === 204) return undefined;
    if (answer.status !== 200) throw outgoingRequestFailed(new URL(url).hostname, `it answered ${answer.status} to the request for a document`);
    return answer.body.toString('utf8');
  }

  private async post(lrs: Lrs, url: string, value: object): Promise<string | undefined> {
    const body = JSON.stringify(value);
    const headers = { ...headersOf(lrs), 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const { status, body: told } = await this.http.fetchAll({ method: 'POST', url, headers, body, ...limits }, mostBytes);
    if ((status >= 200 && status <= 299) || status === 409) return undefined;
    if (mayPass(status)) throw outgoingRequestFailed(new URL(url).hostname, `it answered ${status}`);
    return `it answered ${status} ${told.toString('utf8').slice(0, 200)}`.trim();
  }

  private stateUrl(lrs: Lrs, { activityId, actor, registration, stateId }: StateOf): string {
    return resource(lrs, 'activities/state', { activityId, agent: JSON.stringify(actor), registration, stateId });
  }
}

const headersOf = ({ token }: Lrs) => ({ authorization: `Basic ${token}`, 'x-experience-api-version': '1.0.3', accept: 'application/json' });

function resource({ endpoint }: Lrs, path: string, query: Record<string, string>): string {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The pointer in a state document of ours. */
export const pointerIn = (text: string | undefined): string => {
  const document = jsonOf(text ?? '') as { pointer?: unknown } | undefined | null;
  return typeof document?.pointer === 'string' ? document.pointer : '';
};
