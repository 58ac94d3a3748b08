import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import type { ReadyPostback } from './compose-postbacks';

interface Host {
  ready: ReadyPostback[];
  running: number;
  /** The last answer was good and quick. */
  quick: boolean;
  /** Asked for by Retry-After. */
  pausedUntil: number;
}

const connections = 100;
const connectionsOfHost = 10;
/** So much of all connections may be taken by one application, however many receivers it names. */
const connectionsOfApplication = 75;
const aheadOfQuick = 60;
/** More are claimed when so few wait: a claim costs much the same for one message as for many. */
const fewAhead = 20;
const mostReady = 300;

/** Which claimed message goes next: receivers take turns, none has more than its few connections, and none holds up another. In memory of this process. */
@Injectable()
export class HostTurns {
  private readonly hosts = new Map<string, Host>();
  private readonly ofApplication = new Map<string, number>();
  private running = 0;
  private waiting = 0;

  constructor(private readonly clock: Clock) {}

  /** How many more messages of a receiver may be claimed now. */
  room(name: string): number {
    const host = this.hosts.get(name);
    if (!host) return connectionsOfHost;
    if (host.pausedUntil > this.clock.now()) return 0;
    if (this.forgetIdle(name, host)) return connectionsOfHost;
    if (host.ready.length > fewAhead) return 0;
    return Math.max(0, (host.quick ? connectionsOfHost + aheadOfQuick : connectionsOfHost) - host.running - host.ready.length);
  }

  get isFull(): boolean {
    return this.waiting >= mostReady;
  }

  add(postback: ReadyPostback): void {
    const host = this.hosts.get(postback.host) ?? { ready: [], running: 0, quick: false, pausedUntil: 0 };
    this.hosts.set(postback.host, host);
    host.ready.push(postback);
    this.waiting++;
  }

  /** The next message with a connection for it; a receiver that had its turn goes to the end. */
  next(): ReadyPostback | undefined {
    if (this.running >= connections || !this.waiting) return undefined;
    const now = this.clock.now();
    for (const [name, host] of this.hosts) {
      if (host.running >= connectionsOfHost || host.pausedUntil > now) continue;
      const at = host.ready.findIndex(({ applicationId }) => (this.ofApplication.get(applicationId) ?? 0) < connectionsOfApplication);
      const [found] = at < 0 ? [] : host.ready.splice(at, 1);
      if (!found) continue;
      this.waiting--;
      this.count(found, host, 1);
      this.hosts.delete(name);
      this.hosts.set(name, host);
      return found;
    }
    return undefined;
  }

  /** A message has been tried. Answers the messages that shall not stay claimed because the receiver wants a pause. */
  done(postback: ReadyPostback, outcome: { quick: boolean; pauseMs?: number }): ReadyPostback[] {
    const host = this.hosts.get(postback.host);
    if (!host) return [];
    this.count(postback, host, -1);
    host.quick = outcome.quick;
    if (outcome.pauseMs) host.pausedUntil = Math.max(host.pausedUntil, this.clock.now() + outcome.pauseMs);
    const back = host.pausedUntil > this.clock.now() || !outcome.quick ? host.ready.splice(0) : [];
    this.waiting -= back.length;
    return back;
  }

  /** Everything that has not begun. */
  takeAll(): ReadyPostback[] {
    this.waiting = 0;
    return [...this.hosts.values()].flatMap((host) => host.ready.splice(0));
  }

  private forgetIdle(name: string, host: Host): boolean {
    const isIdle = !host.quick && !host.running && !host.ready.length;
    if (isIdle) this.hosts.delete(name);
    return isIdle;
  }

  private count({ applicationId }: ReadyPostback, host: Host, by: 1 | -1): void {
    host.running += by;
    this.running += by;
    const running = (this.ofApplication.get(applicationId) ?? 0) + by;
    if (running) this.ofApplication.set(applicationId, running);
    else this.ofApplication.delete(applicationId);
  }
}
