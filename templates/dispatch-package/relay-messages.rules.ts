import type { LmsCall } from './lms-call.rules';

/** What package and shell may say to each other. Everything read here came from another origin: known verbs only, clamped, unknown keys ignored (RELAY 1.4). */

const statusWords = ['incomplete', 'completed', 'passed', 'failed', 'browsed'] as const;
type StatusWord = (typeof statusWords)[number];

/** What an LMS shows of a learner. */
export interface LmsWord {
  status: string;
  score?: string;
}

export interface RelayState {
  epoch: number;
  rev: number;
  status: '' | StatusWord;
  score?: { raw: string; max: '100'; min: '0' };
  location?: string;
  active: boolean;
  lastAck?: LmsWord;
}

export interface RelayPolicy {
  launchMode: 'frame' | 'popup' | 'auto';
  exitValue: 'suspend' | '';
  finishOnComplete: boolean;
  mirrorLocation: boolean;
  keepAliveSec: number;
  statusPolicy: 'ratchet' | 'latest';
  scorePolicy: 'ratchet' | 'latest';
}

export interface Welcome {
  kind: 'WELCOME';
  pointer: string;
  token: string;
  epoch: number;
  state: RelayState;
  policy: RelayPolicy;
  tracking: boolean;
  lmsComplete: boolean;
  texts: Record<string, string>;
  /** What to quote to support. */
  ref: string;
}

export interface Ack {
  kind: 'ACK';
  rev: number;
  wrote: string[];
  commit: boolean;
  error: string;
  readback?: LmsWord;
  prior?: LmsWord;
}

export type ShellMessage = Welcome | { kind: 'REFUSED'; code: string; ref: string } | { kind: 'STATE'; state: RelayState } | { kind: 'EXIT'; state?: RelayState } | { kind: 'SUPPORT' } | { kind: 'PING' } | { kind: 'PONG' };

export type PackageMessage =
  | { kind: 'ATTACHED'; pointerStored: boolean; prior?: LmsWord }
  | Ack
  | { kind: 'DONE'; rev: number; commit: boolean }
  | { kind: 'LMSGONE'; why: string }
  | { kind: 'LOG'; calls: LmsCall[]; events: string[] }
  | { kind: 'PING' }
  | { kind: 'PONG' };

export interface Hello {
  kind: 'HELLO';
  v: 1;
  n: string;
  k: string;
  launchId: string;
  learner: { id: string; name: string };
  lms: { status: string; score: string; entry: string; mode: string; credit: string; location: string; pointer: string; lang: string };
  pkg: { ver: string; origin: string };
  /** What the LMS answered so far; packages of the first generation tell none. */
  calls: LmsCall[];
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined);
const textOf = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '');
const isTrue = (value: unknown): boolean => value === true;

/** A whole number from 0 to `most`; `undefined` for anything that is no finite number. */
function wholeOf(value: unknown, most = Number.MAX_SAFE_INTEGER): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.min(most, Math.max(0, Math.floor(value)));
}

/** A score as it goes into the LMS: 0..100 with at most two places. */
function scoreOf(value: unknown): string | undefined {
  const raw = typeof value === 'string' && /^\d{1,3}(\.\d{1,2})?$/.test(value) ? value : undefined;
  return raw !== undefined && Number(raw) <= 100 ? raw : undefined;
}

function wordOf(value: unknown): LmsWord | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const word: LmsWord = { status: textOf(fields['status'], 32) };
  if (typeof fields['score'] === 'string') word.score = textOf(fields['score'], 32);
  return word;
}

const locationOf = (value: unknown): string | undefined => (typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value) ? value : undefined);

/** A snapshot of the gateway; `undefined` when it is none, or names a status no LMS knows. */
export function readState(value: unknown): RelayState | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const [epoch, rev, status] = [wholeOf(fields['epoch']), wholeOf(fields['rev']), fields['status']];
  if (epoch === undefined || rev === undefined) return undefined;
  if (status !== '' && statusWords.indexOf(status as StatusWord) < 0) return undefined;
  const state: RelayState = { epoch, rev, status: status as '' | StatusWord, active: fields['active'] !== false };
  const raw = scoreOf(fieldsOf(fields['score'])?.['raw']);
  const location = locationOf(fields['location']);
  const lastAck = wordOf(fields['lastAck']);
  if (raw !== undefined) state.score = { raw, max: '100', min: '0' };
  if (location !== undefined) state.location = location;
  if (lastAck) state.lastAck = lastAck;
  return state;
}

const oneOf = <T extends string>(words: readonly T[], value: unknown, otherwise: T): T => (words.indexOf(value as T) < 0 ? otherwise : (value as T));

/** How the destination wants its LMS treated; whatever is missing or odd gets the careful default. */
export function readPolicy(value: unknown): RelayPolicy {
  const fields = fieldsOf(value) ?? {};
  return {
    launchMode: oneOf(['frame', 'popup', 'auto'], fields['launchMode'], 'auto'),
    exitValue: oneOf(['suspend', ''], fields['exitValue'], 'suspend'),
    finishOnComplete: isTrue(fields['finishOnComplete']),
    mirrorLocation: fields['mirrorLocation'] !== false,
    keepAliveSec: Math.max(30, wholeOf(fields['keepAliveSec'], 3600) ?? 300),
    statusPolicy: oneOf(['ratchet', 'latest'], fields['statusPolicy'], 'ratchet'),
    scorePolicy: oneOf(['ratchet', 'latest'], fields['scorePolicy'], 'ratchet'),
  };
}

const pointerOf = (value: unknown): string => (typeof value === 'string' && /^[A-Za-z0-9._-]{1,90}$/.test(value) ? value : '');

function readTexts(value: unknown): Record<string, string> {
  const fields = fieldsOf(value) ?? {};
  const texts: Record<string, string> = {};
  Object.keys(fields)
    .filter((key) => key.indexOf('package.') === 0)
    .slice(0, 100)
    .forEach((key) => {
      texts[key] = textOf(fields[key], 500);
    });
  return texts;
}

/** The gateway's welcome, over the port or from a popup's ticket. */
export function readWelcome(value: unknown): Welcome | undefined {
  const fields = fieldsOf(value);
  const state = readState(fields?.['state']);
  if (!fields || !state) return undefined;
  return {
    kind: 'WELCOME', pointer: pointerOf(fields['pointer']), token: textOf(fields['token'], 4096), epoch: wholeOf(fields['epoch']) ?? state.epoch, state, policy: readPolicy(fields['policy']),
    tracking: fields['tracking'] !== false, lmsComplete: isTrue(fields['lmsComplete']), texts: readTexts(fields['texts']), ref: textOf(fields['ref'], 20),
  };
}

/** A message of the shell over the port, or `undefined` for one that is not understood. */
export function readShellMessage(data: unknown): ShellMessage | undefined {
  const fields = fieldsOf(data);
  const kind = fields?.['kind'];
  if (kind === 'WELCOME') return readWelcome(fields);
  if (kind === 'PING' || kind === 'PONG' || kind === 'SUPPORT') return { kind };
  if (kind === 'REFUSED') return { kind, code: textOf(fields?.['code'], 40), ref: textOf(fields?.['ref'], 80) };
  const state = readState(fields?.['state']);
  if (kind === 'EXIT') return state ? { kind, state } : { kind };
  return kind === 'STATE' && state ? { kind, state } : undefined;
}

/** Calls of an LMS as a package tells them; the gateway looks at them again. */
function readCalls(value: unknown): LmsCall[] {
  return (Array.isArray(value) ? value : []).slice(0, 60).map((one) => {
    const fields = fieldsOf(one) ?? {};
    const call: LmsCall = { n: textOf(fields['n'], 32), r: textOf(fields['r'], 80), t: wholeOf(fields['t']) ?? 0 };
    if (typeof fields['e'] === 'string') call.e = textOf(fields['e'], 64);
    if (typeof fields['v'] === 'string') call.v = textOf(fields['v'], 64);
    return call;
  });
}

function readAck(fields: Fields): Ack | undefined {
  const rev = wholeOf(fields['rev']);
  if (rev === undefined) return undefined;
  const wrote = Array.isArray(fields['wrote']) ? fields['wrote'].slice(0, 10).map((element) => textOf(element, 64)) : [];
  const [readback, prior] = [wordOf(fields['readback']), wordOf(fields['prior'])];
  return { kind: 'ACK', rev, wrote, commit: isTrue(fields['commit']), error: textOf(fields['error'], 255), ...(readback ? { readback } : {}), ...(prior ? { prior } : {}) };
}

/** A message of the package over the port, or `undefined` for one that is not understood. */
export function readPackageMessage(data: unknown): PackageMessage | undefined {
  const fields = fieldsOf(data);
  const kind = fields?.['kind'];
  if (!fields) return undefined;
  if (kind === 'PING' || kind === 'PONG') return { kind };
  if (kind === 'ACK') return readAck(fields);
  if (kind === 'DONE') return { kind, rev: wholeOf(fields['rev']) ?? 0, commit: isTrue(fields['commit']) };
  if (kind === 'LOG') return { kind, calls: readCalls(fields['calls']), events: (Array.isArray(fields['events']) ? fields['events'] : []).slice(0, 20).map((one) => textOf(one, 32)) };
  if (kind === 'LMSGONE') return { kind, why: textOf(fields['why'], 80) };
  if (kind !== 'ATTACHED') return undefined;
  const prior = wordOf(fields['prior']);
  return { kind, pointerStored: isTrue(fields['pointerStored']), ...(prior ? { prior } : {}) };
}

/** The shell's call for a line: its nonce and which load of the shell it is. */
export function readReady(data: unknown, nonce: string): { load: string } | undefined {
  const fields = fieldsOf(data);
  return fields?.['kind'] === 'READY' && nonce !== '' && fields['n'] === nonce ? { load: textOf(fields['load'], 64) } : undefined;
}

/** The package's answer to READY; only with the nonce of this page's own address. */
export function readHello(data: unknown, nonce: string): Hello | undefined {
  const fields = fieldsOf(data);
  if (fields?.['kind'] !== 'HELLO' || nonce === '' || fields['n'] !== nonce) return undefined;
  const [learner, lms, pkg] = [fieldsOf(fields['learner']) ?? {}, fieldsOf(fields['lms']) ?? {}, fieldsOf(fields['pkg']) ?? {}];
  const of = (part: Fields, key: string, most: number) => textOf(part[key], most);
  return {
    kind: 'HELLO', v: 1, n: nonce, k: of(fields, 'k', 128), launchId: of(fields, 'launchId', 128),
    learner: { id: of(learner, 'id', 4096), name: of(learner, 'name', 1024) },
    lms: {
      status: of(lms, 'status', 64), score: of(lms, 'score', 64), entry: of(lms, 'entry', 64), mode: of(lms, 'mode', 64), credit: of(lms, 'credit', 64), location: of(lms, 'location', 255),
      pointer: of(lms, 'pointer', 256), lang: of(lms, 'lang', 64),
    },
    pkg: { ver: of(pkg, 'ver', 64), origin: of(pkg, 'origin', 255) }, calls: readCalls(fields['calls']),
  };
}
