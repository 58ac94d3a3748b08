import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { LaunchTimelineRepository } from './launch-timeline.repository';
import type { TimelineEntry, TimelineHead } from './timeline-entry.rules';

type Happened = TimelineEntry extends infer Entry ? (Entry extends TimelineEntry ? Omit<Entry, 'at'> : never) : never;

const writtenAfterMs = 1000;
const mostWaiting = 20_000;
const headsAtOnce = 50;
const tries = 5;
const minuteMs = 60_000;
/** Refused launches cost nobody a seat, so that many of them may be somebody's game. */
const refusalsPerMinute = 120;

/**
 * Keeps what happens in launches in memory for a second and writes it then, all together: a launch and a relay call do not wait for it, and none fails by it.
 * What waits is lost when the process is killed.
 */
@Injectable()
export class TimelineBuffer implements BeforeApplicationShutdown {
  private readonly log = new Logger('Diagnostics');
  private heads: TimelineHead[] = [];
  private notes = new Map<string, TimelineEntry[]>();
  private waiting = 0;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private refusals = { since: 0, of: new Map<string, number>() };

  constructor(
    private readonly unit: UnitOfWork,
    private readonly timelines: LaunchTimelineRepository,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  /** A launch began. */
  begin(head: Omit<TimelineHead, 'createdAt'>, first: readonly Happened[]): void {
    if (this.isFull() || (head.outcome !== 'accepted' && this.areTooMany(head.dispatchKey))) return;
    this.heads.push({ ...head, createdAt: this.clock.now() });
    this.note(head.timelineKey, first);
  }

  /** Something happened in a launch; a launch of earlier days has no key and is not kept. */
  note(timelineKey: string | undefined, what: readonly Happened[]): void {
    if (!timelineKey || what.length === 0 || this.isFull()) return;
    const at = this.clock.now();
    const known = this.notes.get(timelineKey) ?? [];
    known.push(...what.map((one) => ({ at, ...one }) as TimelineEntry));
    this.notes.set(timelineKey, known);
    this.waiting += what.length;
    this.timer ??= setTimeout(() => void this.flush(), writtenAfterMs);
  }

  /** Everything that waits is in the database when this ends, unless the database is away. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private isFull(): boolean {
    return this.config.diagnosticsDays === 0 || this.waiting >= mostWaiting;
  }

  private areTooMany(dispatchKey: string): boolean {
    const now = this.clock.now();
    if (now - this.refusals.since > minuteMs) this.refusals = { since: now, of: new Map() };
    const known = this.refusals.of.get(dispatchKey) ?? 0;
    const strangers = this.refusals.of.size >= 1000 && known === 0;
    if (strangers || known >= refusalsPerMinute) return true;
    this.refusals.of.set(dispatchKey, known + 1);
    return false;
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { heads, notes } = this;
    if (notes.size === 0 && heads.length === 0) return;
    this.heads = [];
    this.notes = new Map();
    this.waiting = 0;
    try {
      await this.unit.run(() => this.store(heads, notes));
      this.failures = 0;
    } catch (error) {
      this.putBack(heads, notes, error);
    }
  }

  private async store(heads: readonly TimelineHead[], notes: ReadonlyMap<string, TimelineEntry[]>): Promise<void> {
    for (let i = 0; i < heads.length; i += headsAtOnce) await this.timelines.add(heads.slice(i, i + headsAtOnce));
    for (const [timelineKey, entries] of notes) await this.timelines.grow(timelineKey, entries, this.clock.now());
  }

  /** The database is away, or something cannot be stored: tried again, but not for ever. */
  private putBack(heads: TimelineHead[], notes: Map<string, TimelineEntry[]>, error: unknown): void {
    if (this.failures === 0) this.log.warn(`timelines of launches could not be written: ${String(error)}`);
    this.failures++;
    if (this.failures >= tries) return;
    this.heads = [...heads, ...this.heads];
    for (const [timelineKey, entries] of notes) {
      this.notes.set(timelineKey, [...entries, ...(this.notes.get(timelineKey) ?? [])]);
      this.waiting += entries.length;
    }
    this.timer ??= setTimeout(() => void this.flush(), writtenAfterMs * 2 ** this.failures);
  }
}
