/** One call of a package to its LMS, without what is personal. `…12` stands for a text of 12 characters. */
export interface LmsCall {
  name: string;
  element?: string;
  value?: string;
  answer: string;
  /** What LMSGetLastError said, where it was asked. */
  error?: string;
  /** Milliseconds since the package began. */
  after: number;
}

/** What an LMS holds, in its own words. */
interface Word {
  status: string;
  score?: string;
}

/** Something that happened in one launch. */
export type TimelineEntry = { at: number } & (
  | { kind: 'launch'; via: string; package: string; agent: string; origins: string[]; lang: string; lms: { status: string; entry: string; mode: string; credit?: string; pointer: string }; request?: string }
  | { kind: 'decision'; what: string; proof: 'shown' | 'none' | 'wrong'; registrationId?: string; epoch: number; tracked: boolean }
  | { kind: 'refused'; code: string }
  | { kind: 'state'; rev: number; status: string; score?: string; active: boolean }
  | { kind: 'ack'; rev?: number; committed: boolean; error?: string; readBack?: Word; prior?: Word; pointerStored?: boolean }
  | { kind: 'event'; what: string }
  | { kind: 'lms'; calls: LmsCall[] }
);

/** What is known of a launch from its first moment. */
export interface TimelineHead {
  timelineKey: string;
  code: string;
  applicationId: string;
  dispatchKey: string;
  learnerKey: string | null;
  learner: string;
  outcome: string;
  packageVersion: string;
  origin: string;
  createdAt: number;
}
/** The same as it is kept. */
export interface FoundTimeline extends TimelineHead {
  updatedAt: number;
}

/** Elements whose values are nobody's own; of all others only the length is kept. */
const open = /^cmi\.core\.(lesson_status|score\.(raw|max|min)|exit|entry|lesson_mode|credit|session_time)$/;
const plain = /^[\w .:+-]{0,32}$/;
const measured = /^…\d{1,7}$/;
const plainAnswer = /^(true|false|null|undefined|threw|-?\d{1,4}|)$/;
const names = ['LMSInitialize', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSFinish', 'LMSGetLastError'];
const mostCalls = 60;

const lengthOf = (text: string): string => `…${text.length}`;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value));

function keptValue(element: string, value: unknown): string {
  const text = textOf(value);
  if (measured.test(text) || (open.test(element) && plain.test(text))) return text;
  return text === '' ? '' : lengthOf(text);
}

function keptAnswer(name: string, element: string, answer: unknown): string {
  const text = textOf(answer);
  if (/^threw/.test(text)) return 'threw';
  return name === 'LMSGetValue' ? keptValue(element, text) : plainAnswer.test(text) ? text : lengthOf(text);
}

function callOf(value: unknown): LmsCall | undefined {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const name = names.find((known) => known === fields['n']);
  const element = textOf(fields['e']);
  if (!name || !/^([a-z][a-z0-9_.]{0,63})?$/.test(element)) return undefined;
  const after = Number(fields['t']);
  return {
    name, ...(element && { element }), ...(name === 'LMSSetValue' && { value: keptValue(element, fields['v']) }), answer: keptAnswer(name, element, fields['r']),
    ...(/^\d{1,5}$/.test(textOf(fields['c'])) && { error: textOf(fields['c']) }), after: Number.isFinite(after) ? Math.max(0, Math.min(Math.round(after), 1e9)) : 0,
  };
}

/** Calls as a package tells them. It left out what is personal; whatever it says, nothing personal is kept here either. */
export const callsOf = (value: unknown): LmsCall[] => (Array.isArray(value) ? value : []).slice(0, mostCalls).flatMap((one) => callOf(one) ?? []);

/** Words of the shell and the package for what happened in a browser. */
const knownEvents = ['offline', 'online', 'quiet', 'unreachable', 'elsewhere', 'ended', 'lms-gone', 'unconfirmed', 'confirmed', 'exit', 'left', 'course-open', 'popup', 'read-only'];
export const eventsOf = (value: unknown): string[] => (Array.isArray(value) ? value : []).slice(0, 20).flatMap((one) => knownEvents.find((known) => known === one) ?? []);

/** A learner id that can be recognised by who knows it: `a…@…`, `1…`. Nothing of it where the destination keeps pseudonyms. */
export function maskedLearner(id: string, keepsNames: boolean): string {
  const tidy = id.normalize('NFC').trim();
  if (!tidy) return '';
  if (!keepsNames || tidy.length < 3) return '…';
  return `${[...tidy][0]}…${tidy.includes('@') ? '@…' : ''}`;
}

/** Browser and system of a user agent's words, without what tells one machine from another. */
export const agentOf = (header: string | undefined): string => (header ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 200);

/** A code or word that came from elsewhere, as far as it can be nobody's name. */
export const wordOf = (text: string | undefined): string => (text && /^[\w .:-]{1,64}$/.test(text) ? text : text ? lengthOf(text) : '');
