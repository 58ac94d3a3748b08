import { type Ack, type LmsWord, type RelayState, readState } from '../dispatch-package/relay-messages.rules';

export interface Accepted {
  result: 'welcome';
  pointer: string;
  token: string;
  epoch: number;
  state: RelayState;
  policy: { launchMode?: string };
  playUrl: string;
  courseTitle: string;
  tracking: boolean;
  lmsComplete?: true;
  listens?: true;
  lang: string;
  dir: 'ltr' | 'rtl';
  texts: Record<string, string>;
  ref: string;
}

export interface Refused {
  result: 'refused';
  code: string;
  ref: string;
  retry: boolean;
  lang: string;
  dir: 'ltr' | 'rtl';
  texts: { heading: string; sentence: string; todo: string; ask: string };
  /** The shell's own texts in the learner's language. */
  words?: Record<string, string>;
}

/** What goes along for support. */
export interface Log {
  calls: unknown[];
  events: string[];
}

export type Told = Partial<Omit<Ack, 'kind'>> & { pointerStored?: boolean; prior?: LmsWord };
/** `rejected`: the call was not understood and would not be the next time either. */
export type RelayAnswer = { state: RelayState } | 'gone' | 'rejected' | 'unreachable';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function post(url: string, body: object, waitMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, { method: 'POST', credentials: 'omit', cache: 'no-store', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(waitMs) });
    return { status: response.status, body: ((await response.json()) ?? {}) as Record<string, unknown> };
  } catch {
    return { status: 0, body: {} };
  }
}

const launchPauses = [1000, 2000, 4000];

/** The shell's own origin: the launch, and the relay with its token. */
export class Gateway {
  private token = '';

  constructor(private readonly launchUrl: string, private readonly relayUrl: string) {}

  /** Lets the learner in or says why not; tries again while the gateway cannot be reached. */
  async launch(body: object): Promise<Accepted | Refused | { result: 'gone' | 'unreachable'; ref: string }> {
    for (let attempt = 0; ; attempt++) {
      const { status, body: answer } = await post(this.launchUrl, body, 20_000);
      const ref = String(answer['ref'] ?? '');
      if (answer['result'] === 'refused') return answer as unknown as Refused;
      if (answer['result'] === 'gone') return { result: 'gone', ref };
      if (answer['result'] === 'welcome') {
        const accepted = answer as unknown as Accepted;
        this.token = accepted.token;
        return accepted;
      }
      const again = launchPauses[attempt];
      if (again === undefined || (status >= 400 && status < 500)) return { result: 'unreachable', ref };
      await pause(again);
    }
  }

  get isTracked(): boolean {
    return this.token !== '';
  }

  /** The relay token, which the package needs when the line to this page breaks. */
  get relayToken(): string {
    return this.token;
  }

  /** The newest state, together with what the LMS confirmed; waits for something newer than `after` when asked to. */
  async relay(after: number, ack?: Told, log?: Log, waitSeconds = 0): Promise<RelayAnswer> {
    const { status, body } = await post(this.relayUrl, { token: this.token, after, wait: waitSeconds, ...(ack ? { ack } : {}), ...(log ? { log } : {}) }, waitSeconds * 1000 + 10_000);
    if (body['result'] === 'gone') return 'gone';
    const state = status === 200 ? readState(body['state']) : undefined;
    if (!state) return status === 400 || status === 413 ? 'rejected' : 'unreachable';
    if (typeof body['token'] === 'string') this.token = body['token'];
    return { state };
  }

  /** A confirmation that leaves with the page. */
  beacon(ack: Told | undefined, log: Log | undefined): void {
    if (this.isTracked && (ack || log)) navigator.sendBeacon?.(this.relayUrl, new Blob([JSON.stringify({ token: this.token, wait: 0, ack, log })], { type: 'text/plain' }));
  }
}
