import { callOf, type LmsCall } from './lms-call.rules';
import type { ScormApi } from './scorm-api';
import type { LmsWord } from './relay-messages.rules';

/** `refused` elements are not set again: the LMS does not take them. */
export type SetResult = 'set' | 'refused' | 'failed';

const isYes = (answer: unknown): boolean => answer === true || answer === 1 || /^(true|1)$/i.test(String(answer));
const isNo = (answer: unknown): boolean => answer === false || answer === 0 || /^(false|0)$/i.test(String(answer));
/** Element not implemented, read only, write only, wrong kind of value. */
const notTaken = ['401', '402', '403', '404', '405'];

/** The LMS behind calls that never throw and take any answer: null, undefined, a number, a boolean (RELAY 1.8, 6.1). */
export class Lms {
  /** The last calls with their answers, for support. */
  readonly log: LmsCall[] = [];
  /** Those that the gateway has not been told yet. */
  private fresh: LmsCall[] = [];
  /** How many calls in a row threw: the LMS's window may be gone. */
  thrown = 0;
  finished = false;

  constructor(private readonly api: ScormApi) {}

  /** A "false" is believed only when the API then answers nothing either: many say so to a second LMSInitialize. */
  initialize(): boolean {
    if (isYes(this.call('LMSInitialize', '', () => this.api.LMSInitialize('')))) return true;
    if (this.thrown) return false;
    return this.get('cmi.core.lesson_status') !== '' || this.get('cmi.core.student_id') !== '' || this.lastError() === '0';
  }

  get(element: string): string {
    const answer = this.call('LMSGetValue', element, () => this.api.LMSGetValue(element));
    return answer === null || answer === undefined ? '' : String(answer);
  }

  set(element: string, value: string): SetResult {
    const before = this.thrown;
    const answer = this.call('LMSSetValue', element, () => this.api.LMSSetValue(element, value), value);
    if (this.thrown > before) return 'failed';
    if (!isNo(answer)) return 'set';
    const code = this.lastError();
    if (notTaken.indexOf(code) >= 0) return 'refused';
    return code === '0' || code === '' ? 'set' : 'failed';
  }

  /** Null and undefined are neither yes nor no. */
  commit(): boolean | undefined {
    const before = this.thrown;
    const answer = this.call('LMSCommit', '', () => this.api.LMSCommit(''));
    if (this.thrown > before || isNo(answer)) return false;
    return isYes(answer) ? true : undefined;
  }

  /** Once; afterwards the API is touched no more. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.thrown = 0;
    this.note('LMSFinish', '', () => this.api.LMSFinish(''));
  }

  word(): LmsWord {
    const [status, score] = [this.get('cmi.core.lesson_status').trim().toLowerCase(), this.get('cmi.core.score.raw').trim()];
    return score === '' ? { status } : { status, score };
  }

  lastError(): string {
    const code = this.call('LMSGetLastError', '', () => this.api.LMSGetLastError?.());
    return code === null || code === undefined ? '' : String(code);
  }

  /** Calls since this was last asked, at most the last 60. */
  takeFresh(): LmsCall[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  private call(name: string, element: string, run: () => unknown, value?: string): unknown {
    return this.finished ? undefined : this.note(name, element, run, value);
  }

  private note(name: string, element: string, run: () => unknown, value?: string): unknown {
    let answer: unknown;
    let text: string;
    try {
      answer = run();
      this.thrown = 0;
      text = String(answer);
    } catch (error) {
      this.thrown++;
      text = `threw ${String(error).slice(0, 80)}`;
    }
    const call = callOf(name, element, value, text, performance.now());
    this.log.push(call);
    this.fresh.push(call);
    if (this.log.length > 20) this.log.shift();
    if (this.fresh.length > 60) this.fresh.shift();
    return answer;
  }
}
