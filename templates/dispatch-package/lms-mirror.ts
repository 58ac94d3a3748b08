import type { Lms } from './lms';
import { type Assignment, assignmentsFor, foundIn, isLeftAlone, isTerminal, isUntouched, nextScore, nextStatus, retryDelay, sameScore, type Shown, sessionTime, TimeSpent } from './lms-word.rules';
import type { Ack, LmsWord, RelayPolicy, RelayState, Welcome } from './relay-messages.rules';

interface MirrorEvents {
  ack(ack: Ack): void;
  /** The LMS has not confirmed for a while, or does again. */
  unconfirmed(is: boolean): void;
  gone(why: string): void;
  /** LMSFinish was called because the final result is in. */
  finishedEarly(): void;
}

/** What was read before anything was written. */
export interface Entry {
  id: string;
  name: string;
  status: string;
  score: string;
  entry: string;
  mode: string;
  credit: string;
  location: string;
  pointer: string;
  lang: string;
}

const commitPauseMs = 2000;
const bannerAfterMs = 10_000;
const thrownUntilGone = 3;
const gaveUp = 2;
/** What a result is made of; the LMS can do without the rest. */
const isResult = (element: string): boolean => element === 'cmi.core.lesson_status' || element === 'cmi.core.score.raw';

/** Mirrors the gateway's word into the LMS: forward only, in an order LMSs survive, until the LMS confirms (RELAY 1.8). */
export class LmsMirror {
  readonly entry: Entry;
  private readonly spent: TimeSpent;
  private readonly readOnly: boolean;
  private policy: RelayPolicy | undefined;
  private shown: Shown;
  private location: string;
  private pointer = '';
  private known: { epoch: number; rev: number } = { epoch: -1, rev: -1 };
  private newest: RelayState | undefined;
  private confirmedRev = -1;
  /** What was set but not yet confirmed by a commit. */
  private wrote: string[] = [];
  /** How often an element was not taken; `gaveUp` means it is not set again. */
  private trouble: Record<string, number> = {};
  private error = '';
  private timer: number | undefined;
  private lastCommit = -commitPauseMs;
  private failures = 0;
  private banner: number | undefined;
  private stopped = false;
  private lastTaken = true;

  constructor(private readonly lms: Lms, private readonly events: MirrorEvents) {
    this.spent = new TimeSpent(performance.now());
    const get = (element: string) => lms.get(`cmi.core.${element}`);
    const word = lms.word();
    this.entry = {
      id: get('student_id'), name: get('student_name'), status: word.status, score: word.score ?? '', entry: get('entry'), mode: get('lesson_mode').trim().toLowerCase(), credit: get('credit'),
      location: get('lesson_location'), pointer: lms.get('cmi.suspend_data'), lang: lms.get('cmi.student_preference.language'),
    };
    this.readOnly = this.entry.mode === 'review' || this.entry.mode === 'browse';
    this.location = this.entry.location;
    this.shown = { ...word, ownStatus: false, ownScore: false, liftStatus: false, liftScore: false };
    this.begin();
  }

  /** Before any network: some LMSs complete a learner whose status is still `not attempted` at LMSFinish (RELAY 1.8.1, 6.1). */
  private begin(): void {
    if (this.readOnly) return;
    const untouched = isUntouched(this.entry.status);
    if (untouched && this.lms.set('cmi.core.lesson_status', 'incomplete') === 'set') this.shown.status = 'incomplete';
    this.lms.set('cmi.core.exit', 'suspend');
    if (untouched) this.lms.commit();
  }

  get isReadOnly(): boolean {
    return this.readOnly;
  }

  get isComplete(): boolean {
    return this.shown.status === 'passed' || this.shown.status === 'completed';
  }

  /** Stores the pointer and settles what the LMS shows with what the gateway knows (RELAY 1.8.2, 1.8.3). */
  welcome({ pointer, policy, state, tracking, epoch }: Welcome): { pointerStored: boolean; prior?: LmsWord } {
    const again = this.policy !== undefined && pointer === this.pointer;
    this.policy = policy;
    if (this.readOnly || !tracking || this.lms.finished) {
      this.stopped = true;
      return { pointerStored: false };
    }
    this.stopped = false;
    const pointerStored = this.storePointer(pointer);
    if (policy.exitValue !== 'suspend') this.lms.set('cmi.core.exit', policy.exitValue);
    if (!again) this.shown = { ...foundIn(this.entryWord(), state.lastAck, policy), status: this.shown.status };
    this.known = { epoch, rev: -1 };
    const prior = isLeftAlone(this.shown, state.status) ? this.entryWord() : undefined;
    this.take(state);
    return prior ? { pointerStored, prior } : { pointerStored };
  }

  private entryWord(): LmsWord {
    const { status, score } = this.entry;
    return score === '' ? { status } : { status, score };
  }

  private storePointer(pointer: string): boolean {
    if (pointer === '') return false;
    const held = this.pointer || this.entry.pointer;
    this.pointer = pointer;
    if (held !== pointer) {
      this.lms.set('cmi.suspend_data', pointer);
      this.lms.commit();
    }
    return this.lms.get('cmi.suspend_data') === pointer;
  }

  /** Where the learner's registration is, for a shell that loads again. */
  get currentPointer(): string {
    return this.pointer || this.entry.pointer;
  }

  /** Takes a snapshot: an old or repeated one is confirmed as known, a newer one replaces whatever waits. */
  take(state: RelayState): void {
    if (this.stopped) return this.readOnly ? this.events.ack({ kind: 'ACK', rev: state.rev, wrote: [], commit: false, error: 'read only' }) : undefined;
    const { epoch, rev } = this.known;
    if (!state.active && state.epoch >= epoch) {
      this.stopped = true;
      window.clearTimeout(this.timer);
      return;
    }
    if (state.epoch < epoch || (state.epoch === epoch && state.rev <= rev)) {
      return this.events.ack({ kind: 'ACK', rev: state.rev, wrote: [], commit: state.rev <= this.confirmedRev, error: 'duplicate' });
    }
    this.known = { epoch: state.epoch, rev: state.rev };
    this.newest = state;
    if (this.lms.finished) return this.events.ack({ kind: 'ACK', rev: state.rev, wrote: [], commit: false, error: 'finished' });
    if (this.failures > 0) return;
    const urgent = this.pending().some(([element]) => element !== 'cmi.core.lesson_location');
    this.schedule(urgent ? 0 : Math.max(0, this.lastCommit + commitPauseMs - performance.now()));
  }

  private pending(): Assignment[] {
    if (!this.newest) return [];
    const all = assignmentsFor(this.shown, this.newest, { shown: this.location, mirrored: this.policy?.mirrorLocation !== false });
    return all.filter(([element]) => !this.hasGivenUp(element));
  }

  private schedule(ms: number): void {
    window.clearTimeout(this.timer);
    if (ms === 0) return this.write();
    this.timer = window.setTimeout(() => this.write(), ms);
  }

  /** Sets what is new and commits; a commit that fails is tried again with whatever is newest then. */
  private write(): void {
    window.clearTimeout(this.timer);
    if (this.stopped || this.lms.finished || !this.newest) return;
    const state = this.newest;
    const list = this.pending();
    if (list.length === 0 && this.wrote.length === 0 && this.failures === 0) return this.settle(state, undefined);
    const done = this.assign(list);
    const answer = this.lms.commit();
    this.lastCommit = performance.now();
    if (done && answer !== false) return this.settle(state, answer);
    this.failed(state);
  }

  private hasGivenUp(element: string): boolean {
    return (this.trouble[element] || 0) >= gaveUp;
  }

  /** Sets everything in order; time goes in just before the status. False when a result could not be set. */
  private assign(list: Assignment[]): boolean {
    const time: Assignment = ['cmi.core.session_time', this.time()];
    const last = list[list.length - 1];
    const ordered = last?.[0] === 'cmi.core.lesson_status' ? [...list.slice(0, -1), time, last] : [...list, time];
    let done = true;
    ordered.filter(([element]) => !this.hasGivenUp(element)).forEach(([element, value]) => {
      const result = this.lms.set(element, value);
      if (result === 'set') return this.remember(element, value);
      this.error = `${element} ${this.lms.lastError()}`;
      if (result === 'refused') this.trouble[element] = gaveUp;
      else if (isResult(element)) done = false;
      else this.trouble[element] = (this.trouble[element] || 0) + 1;
    });
    return done;
  }

  private remember(element: string, value: string): void {
    if (element === 'cmi.core.session_time') return;
    this.wrote.push(element);
    if (element === 'cmi.core.lesson_location') this.location = value;
    if (element === 'cmi.core.score.raw') this.shown = { ...this.shown, score: value, ownScore: true, liftScore: false };
    if (element === 'cmi.core.lesson_status') this.shown = { ...this.shown, status: value, ownStatus: true, liftStatus: false };
  }

  /** Whether the LMS reads back what was written; an empty answer is no answer. */
  private isKept(readback: LmsWord): boolean {
    const { status, score } = this.shown;
    const keptStatus = readback.status === '' || readback.status === status || this.wrote.indexOf('cmi.core.lesson_status') < 0;
    return keptStatus && (this.wrote.indexOf('cmi.core.score.raw') < 0 || sameScore(readback.score, score));
  }

  /** Tells what the LMS now holds. `answer` is that of the commit; null and undefined count as yes only when the status is read back. */
  private report(state: RelayState, taken: boolean, answer: boolean | undefined): boolean {
    const readback = this.wrote.length || this.shown.ownStatus ? this.lms.word() : undefined;
    const kept = !readback || this.isKept(readback);
    const commit = taken && kept && (answer !== undefined || this.wrote.length === 0 || readback?.status === this.shown.status);
    this.events.ack({ kind: 'ACK', rev: state.rev, wrote: this.wrote, commit, error: this.error || (kept ? '' : 'read back differs'), ...this.asRead(readback) });
    if (commit) this.confirmedRev = state.rev;
    this.wrote = [];
    this.error = '';
    return commit;
  }

  /** A result in the LMS that is not our word is told as found, or the next launch would take it for ours and correct it (RELAY 1.8.3). */
  private asRead(word: LmsWord | undefined): { readback?: LmsWord; prior?: LmsWord } {
    if (!word) return {};
    const isOurs = this.shown.ownStatus && word.status === this.shown.status;
    return isTerminal(word.status) && !isOurs ? { prior: word } : { readback: word };
  }

  private settle(state: RelayState, answer: boolean | undefined): void {
    this.report(state, true, answer);
    this.failures = 0;
    window.clearTimeout(this.banner);
    this.events.unconfirmed(false);
    if (this.policy?.finishOnComplete && this.isComplete && isTerminal(state.status)) {
      this.finish();
      this.events.finishedEarly();
    }
  }

  private failed(state: RelayState): void {
    if (this.failures === 0) {
      this.banner = window.setTimeout(() => this.events.unconfirmed(true), bannerAfterMs);
      this.events.ack({ kind: 'ACK', rev: state.rev, wrote: this.wrote, commit: false, error: this.error || `commit ${this.lms.lastError()}` });
    }
    if (this.lms.thrown >= thrownUntilGone) this.events.gone('the API throws');
    this.timer = window.setTimeout(() => this.write(), retryDelay(this.failures++) * 1000);
  }

  private time(): string {
    return sessionTime(this.spent.read(performance.now()));
  }

  /** Called by every sign of life, so that only a sleeping machine makes a gap. */
  tick(): void {
    this.spent.read(performance.now());
  }

  /** Keeps the LMS session alive and the time right (RELAY 1.8.7). */
  keepAlive(): void {
    if (this.readOnly || this.stopped || this.lms.finished || !this.policy) return;
    this.tick();
    if (this.failures > 0) return;
    if (this.newest && this.pending().length) return this.write();
    this.lms.set('cmi.core.session_time', this.time());
    if (this.lms.commit() === false && this.newest) this.failed(this.newest);
  }

  /** The last words: everything that waits, the time, and LMSFinish, once. True when the LMS took them. */
  finish(): boolean {
    window.clearTimeout(this.timer);
    window.clearTimeout(this.banner);
    if (this.lms.finished) return this.lastTaken;
    const speaks = !this.stopped && this.policy !== undefined;
    const done = !speaks || this.assign(this.pending());
    const answer = speaks ? this.lms.commit() : true;
    this.lastTaken = done && answer !== false;
    if (speaks && this.newest) this.lastTaken = this.report(this.newest, this.lastTaken, answer);
    this.stopped = true;
    if (!isUntouched(this.shown.status || this.lms.get('cmi.core.lesson_status'))) this.lms.finish();
    return this.lastTaken;
  }

  get rev(): number {
    return Math.max(0, this.confirmedRev);
  }

  /** For support: what the LMS is believed to hold. */
  describe(): string {
    const { status, score = '', ownStatus } = this.shown;
    const wanted = this.newest ? `${nextStatus(this.shown, this.newest.status)} ${nextScore(this.shown, this.newest.score?.raw, this.newest.status) ?? ''}` : '';
    return `lms ${status} ${score}${ownStatus ? '' : ' (not ours)'}; wanted ${wanted}; confirmed rev ${this.confirmedRev} of ${this.known.rev}`;
  }
}
