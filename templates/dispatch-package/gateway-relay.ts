import { type Ack, type LmsWord, type RelayState, readState } from './relay-messages.rules';

/** What goes along with a call: a confirmation, or what was found. */
export type Told = Partial<Omit<Ack, 'kind'>> & { pointerStored?: boolean; prior?: LmsWord };

interface RelayEvents {
  /** What goes along for support. */
  log(): object;
  state(state: RelayState): void;
  /** The launch is over for the gateway. */
  ended(): void;
}

type Answered = (status: number, answer: Record<string, unknown>) => void;

/** A POST that needs no preflight and no cookie; status 0 when there is no connection. */
/** `keepalive` lets it outlive the page. */
export function post(address: string, body: object, then: Answered, keepalive = false): void {
  fetch(address, { method: 'POST', keepalive, credentials: 'omit', cache: 'no-store', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(body) })
    .then((response) => response.json().then((answer: Record<string, unknown>) => then(response.status, answer || {}), () => then(response.status, {})))
    .catch(() => then(0, {}));
}

/** The gateway over HTTP, when no messages flow: long polls for news, confirmations by the way (RELAY 1.10). */
export class GatewayRelay {
  private running = false;
  private failures = 0;
  private after = -1;
  private newest = 0;
  private over = false;

  constructor(private readonly address: string, private token: string, private readonly events: RelayEvents) {}

  /** A welcome brought a token and a revision. */
  renew(token: string, rev = -1): void {
    if (token) this.token = token;
    this.after = Math.max(this.after, rev);
  }

  start(): void {
    if (this.running || !this.token) return;
    this.running = true;
    this.poll();
  }

  stop(): void {
    this.running = false;
  }

  /** Brings a confirmation; tried again until it is taken or a newer one is there. */
  tell(ack: Told, attempt = 0): void {
    if (!this.token) return;
    if (attempt === 0) this.newest++;
    const mine = this.newest;
    post(this.address, { token: this.token, after: this.after, wait: 0, ack, log: this.events.log() }, (status, answer) => {
      if (this.take(status, answer) || status === 400 || status === 413 || this.over) return;
      window.setTimeout(() => (mine === this.newest || ack.pointerStored) && this.tell(ack, attempt + 1), Math.min(30, 2 ** attempt) * 1000);
    }, true);
  }

  private poll(): void {
    if (!this.running) return;
    post(this.address, { token: this.token, after: this.after, wait: 25 }, (status, answer) => {
      if (!this.running) return;
      if (this.take(status, answer)) this.failures = 0;
      else this.failures++;
      const pause = this.failures ? Math.min(30, 2 ** (this.failures - 1)) : answer['active'] === false ? 30 : 0.2;
      window.setTimeout(() => this.poll(), pause * 1000);
    });
  }

  private take(status: number, answer: Record<string, unknown>): boolean {
    if (answer['result'] === 'gone') {
      this.running = false;
      this.over = true;
      this.events.ended();
      return false;
    }
    const state = status === 200 ? readState(answer['state']) : undefined;
    if (!state) return false;
    if (typeof answer['token'] === 'string') this.renew(answer['token']);
    const isNews = state.rev > this.after || !state.active;
    this.after = Math.max(this.after, state.rev);
    if (isNews) this.events.state(state);
    return true;
  }
}
