import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { placeOf } from '../platform/jobs/worker-place';
import { randomSecret } from '../platform/random-ids';
import { ComposePostbacks, type ReadyPostback } from './compose-postbacks';
import { orderLines } from './line-order.rules';
import { type ClaimedRow, isEvent, PostbackRepository } from './postback.repository';

const leaseMs = 30_000;
/** The list of receivers with due messages is made anew so often; less often where there are many, each of which costs a seek. */
const lookMs = 400;
const lookMsEach = 2;
const mostAtOnce = 100;

/** Which messages this process works on: claimed in batches under a lease, receiver by receiver, one at a time of each registration. */
@Injectable()
export class PostbackClaims {
  private readonly place: string;
  readonly node: string;
  private readonly mine = new Set<string>();
  private hosts: string[] = [];
  private lookedAt = Number.NEGATIVE_INFINITY;
  private seen = 0;

  constructor(
    private readonly unit: UnitOfWork,
    private readonly postbacks: PostbackRepository,
    private readonly compose: ComposePostbacks,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.place = placeOf(config);
    this.node = `${this.place}:${randomSecret(9)}`;
  }

  async freeEarlierLife(): Promise<void> {
    await this.unit.run(() => this.postbacks.freeEarlierLife(this.place));
  }

  /** Prolongs our leases and frees those that ran out. */
  async renew(): Promise<void> {
    const now = this.clock.now();
    await this.unit.run(async () => {
      await this.postbacks.renew(this.node, [...this.mine], now + leaseMs);
      await this.postbacks.freeExpired(now);
    });
  }

  lookAgain(): void {
    this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Claims due messages and writes them, as many of each receiver as it has room for. */
  async take(room: (host: string) => number): Promise<ReadyPostback[]> {
    if (performance.now() - this.lookedAt > Math.max(lookMs, lookMsEach * this.seen)) await this.look();
    const wanted = this.hosts.map((host) => ({ host, most: room(host) })).filter(({ most }) => most > 0);
    if (!wanted.length) return [];
    const { ready, exhausted, claimed } = await this.unit.run(() => this.claim(wanted));
    this.hosts = this.hosts.filter((host) => !exhausted.has(host));
    this.hosts.push(...this.hosts.splice(0, this.hosts.indexOf(claimed.at(-1)?.host ?? '') + 1)); // others come first the next time
    const fresh = ready.filter(({ key }) => !this.mine.has(key)); // one we have already may come again after its lease ran out
    for (const { key } of fresh) this.mine.add(key);
    return fresh;
  }

  async putBack(postbacks: readonly ReadyPostback[]): Promise<void> {
    const keys = postbacks.map(({ key }) => key);
    for (const key of keys) this.mine.delete(key);
    if (keys.length) await this.unit.run(() => this.postbacks.putBack(this.node, keys));
  }

  forget(key: string): void {
    this.mine.delete(key);
  }

  private async look(): Promise<void> {
    this.lookedAt = performance.now();
    const now = this.clock.now();
    this.hosts = await this.unit.run(async () => {
      const due: string[] = [];
      this.seen = 0;
      for (let last = ''; ; this.seen++) {
        const next = await this.postbacks.nextHost(last);
        if (!next) return due;
        last = next.host;
        if (next.dueAt <= now) due.push(last);
      }
    });
  }

  private async claim(wanted: readonly { host: string; most: number }[]): Promise<{ ready: ReadyPostback[]; exhausted: Set<string>; claimed: ClaimedRow[] }> {
    const now = this.clock.now();
    const due: ClaimedRow[] = [];
    const exhausted = new Set<string>();
    for (const [n, { host, most }] of wanted.entries()) {
      const share = Math.ceil((mostAtOnce - due.length) / (wanted.length - n));
      if (share < 1) break;
      const rows = await this.postbacks.due(host, now, Math.min(most, share));
      if (rows.length < Math.min(most, share)) exhausted.add(host);
      due.push(...rows);
    }
    if (!due.length) return { ready: [], exhausted, claimed: [] };
    const lines = [...new Set(due.filter((row) => !isEvent(row)).map((row) => row.registration_key))];
    const open = lines.length ? await this.postbacks.openIn(lines) : [];
    const order = orderLines(new Set(due.map((row) => row.postback_key)), open, now);
    const going = new Set([...order.go.map((one) => one.postbackKey), ...due.filter(isEvent).map((row) => row.postback_key)]);
    const claimed = due.filter((row) => going.has(row.postback_key));
    await this.postbacks.end(order.superseded, 'superseded', 'A newer state was sent instead', now);
    for (const { postbackKey, until } of order.later) await this.postbacks.delay([postbackKey], until);
    await this.postbacks.claim([...going], this.node, now + leaseMs);
    return { ready: await this.compose.run(claimed), exhausted, claimed };
  }
}
