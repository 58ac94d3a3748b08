import { applyCommit } from '../../src/runtime/scorm/apply-commit.rules';
import type { CommitBody } from '../../src/runtime/scorm/commit-body.rules';
import { rollUp } from '../../src/runtime/scorm/roll-up.rules';
import type { Progress, RuntimeState } from '../../src/runtime/scorm/runtime-state.rules';
import { ActivityClock } from './activity-clock';
import type { BootData } from './boot-data';
import { type Acknowledgement, Saver, type SaveState } from './saver';

/** Content that is open now: where its snapshot comes from. */
export interface OpenUnit {
  activityId: string;
  /** Nothing for content that reports to the server by itself. */
  snapshot(): Record<string, string> | undefined;
  /** It spoke to us, or it is content that never will. */
  hasBegun(): boolean;
  hasEnded(): boolean;
  /** It stands there long enough and never said a word: leaving it completes it. */
  isSilent(): boolean;
}

interface SessionEvents {
  onState(state: SaveState): void;
  onAcknowledged(answer: Acknowledgement): void;
  /** The state known here changed: menus and marks may look different. */
  onStateChanged(): void;
}

/** Status and score go at once, but what a content sets in one breath goes together. */
const urgentDelayMs = 150;

/** What this session knows and when it is sent: at once when it matters, by the clock while there is something new, at last when the page goes. */
export class LearnerSession {
  state: RuntimeState;
  readonly clock = new ActivityClock();
  private readonly saver: Saver | undefined;
  private readonly attempts: Record<string, number>;
  private revision: number;
  private dirty = false;
  private urgentTimer: number | undefined;
  private unit: OpenUnit | undefined;
  private leaving = false;
  private heard: Progress | undefined;

  constructor(private readonly boot: BootData, private readonly events: SessionEvents) {
    this.state = boot.state;
    const silent = !boot.tracking || boot.session.mode === 'review' || boot.session.mode === 'preview';
    this.saver = silent ? undefined : new Saver({ commitUrl: boot.commitUrl, sessionKey: boot.session.key, onState: events.onState, onAcknowledged: events.onAcknowledged });
    for (const body of this.saver?.pending() ?? []) this.state = applyCommit(this.state, { ...body, epoch: boot.session.epoch }).state;
    this.revision = this.highestRevision();
    this.attempts = { ...(this.state.sequencing as { attempts?: Record<string, number> } | undefined)?.attempts };
    window.setInterval(() => this.dirty && this.commit(), boot.commitIntervalMs);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && !this.leaving && this.commit());
    window.addEventListener('pagehide', () => this.leave());
    window.addEventListener('pageshow', () => (this.leaving = false));
    this.saver?.retryNow();
  }

  get isSilent(): boolean {
    return this.saver === undefined;
  }

  progress(): Progress {
    return this.heard ?? rollUp(this.boot.course, this.state);
  }

  /** What the server knows better: content told it, and not us. */
  hear(progress: Progress): void {
    this.heard = progress;
    this.events.onStateChanged();
  }

  /** Opens a unit; a fresh attempt is counted unless the learner comes back to a suspended one. */
  open(unit: OpenUnit, isNewAttempt: boolean): void {
    this.unit = unit;
    if (isNewAttempt) this.attempts[unit.activityId] = (this.attempts[unit.activityId] ?? 0) + 1;
    const counted = this.state.activities[unit.activityId]?.seconds[String(this.boot.session.epoch)];
    if (counted !== undefined && this.clock.seconds(unit.activityId) === 0) this.clock.startFrom(unit.activityId, counted);
    this.clock.open(unit.activityId);
    this.commit();
  }

  /** Something changed in the open unit. */
  touch(urgent: boolean): void {
    this.dirty = true;
    if (this.leaving && urgent) return this.leave();
    if (!urgent || this.urgentTimer !== undefined) return;
    this.urgentTimer = window.setTimeout(() => this.commit(), urgentDelayMs);
  }

  /** Takes a snapshot of the open unit now and sends it. */
  commit(): void {
    if (this.leaving) return this.leave();
    const body = this.take(false);
    if (!body) return;
    this.saver?.save(body);
    this.events.onStateChanged();
  }

  /** Whether the open unit is of the kind that never speaks; asked before its page is taken away. */
  isUnitSilent(): boolean {
    return this.unit?.isSilent() ?? false;
  }

  /** The unit's page is gone; its last snapshot is taken. */
  close(wasSilent: boolean): void {
    this.clock.stop();
    const body = this.take(wasSilent);
    this.unit = undefined;
    if (body) this.saver?.save(body);
    this.events.onStateChanged();
  }

  async flush(timeoutMs: number): Promise<boolean> {
    if (this.dirty) this.commit();
    return this.saver ? this.saver.flush(timeoutMs) : true;
  }

  lastRevision(): number {
    return this.revision;
  }

  /** Another tab of this session counted up to here: our snapshot must stand above it. */
  outrank(revision: number): void {
    this.revision = Math.max(this.revision, revision);
    this.commit();
  }

  private leave(): void {
    this.leaving = true;
    const body = this.take(this.isUnitSilent());
    if (body) this.saver?.hold({ ...body, left: true });
    this.saver?.sendBeacons();
  }

  private take(leavesSilent: boolean): CommitBody | undefined {
    window.clearTimeout(this.urgentTimer);
    this.urgentTimer = undefined;
    this.dirty = false;
    if (!this.unit || !(leavesSilent || this.unit.hasBegun())) return undefined;
    const final = leavesSilent || this.unit.hasEnded();
    const { activityId } = this.unit;
    const cmi = this.unit.snapshot();
    const body: CommitBody = {
      activityId, revision: ++this.revision, from: this.boot.rev, ...(cmi ? { cmi } : {}), seconds: this.clock.seconds(activityId), current: activityId, sequencing: { attempts: { ...this.attempts } },
      ...(final ? { final: true } : {}),
    };
    this.state = applyCommit(this.state, { ...body, epoch: this.boot.session.epoch }).state;
    return body;
  }

  private highestRevision(): number {
    const { epoch } = this.boot.session;
    const stamps = [...Object.values(this.state.activities), ...Object.values(this.state.stamps ?? {})];
    return Math.max(0, ...stamps.filter((stamp) => stamp?.epoch === epoch).map((stamp) => stamp?.revision ?? 0));
  }
}
