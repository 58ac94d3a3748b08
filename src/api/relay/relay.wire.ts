import { z } from 'zod';
import { relayPolicyOf } from '../../dispatch/destination-settings.rules';
import type { DispatchLaunch } from '../../dispatch/relay/identify-caller';
import type { RelayAck } from '../../dispatch/relay/record-relay-ack';
import { canRetry, type RefusalCode } from '../../dispatch/relay/launch-checks.rules';
import { freshResult, type RelayState, relayStateOf } from '../../dispatch/relay/relay-state.rules';
import type { AcceptedLaunch } from '../../dispatch/relay/resume-seat';
import { bodyTooLarge } from '../../platform/failure';
import { directionOf, type Language } from '../../platform/templates/language.rules';
import { parseInput, readJson } from '../read-body';

const mostBytes = 64 * 1024;

/** The body of a relay call as an object: JSON under either label, because text/plain needs no preflight. */
export function relayBody(body: unknown, contentLength: string | undefined): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  if (Number(contentLength ?? 0) > mostBytes || Buffer.byteLength(text) > mostBytes) throw bodyTooLarge(mostBytes);
  if (typeof body !== 'string') return body ?? {};
  return readJson(body);
}

/** A text of an LMS: whatever it is, it becomes a text of at most `length` characters without U+0000. */
const told = (length: number) =>
  z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value).replaceAll('\0', '').slice(0, length)).catch('');
const word = (length: number) => told(length).transform((text) => text.trim().toLowerCase());
const origin = z.string().max(255).regex(/^(https?:\/\/[^/\s]+|null)$/);
const origins = z.array(z.unknown()).max(50).catch([]).transform((all) => all.flatMap((one) => origin.safeParse(one).data ?? []));

const launchSchema = z.object({
  v: z.literal(1),
  k: z.string().max(128),
  launchId: z.string().min(16, 'must have at least 16 characters').max(128),
  learner: z.object({ id: told(4096), name: told(1024) }).catch({ id: '', name: '' }),
  lms: z
    .object({ status: word(64), entry: word(64), mode: word(64), credit: word(64), pointer: told(256), lang: told(64) })
    .catch({ status: '', entry: '', mode: '', credit: '', pointer: '', lang: '' }),
  pkg: z.object({ ver: told(64), origin: told(255) }).catch({ ver: '', origin: '' }),
  ancestors: origins,
  via: z.enum(['frame', 'popup']).catch('frame'),
  calls: z.unknown().optional(),
});
export type LaunchBody = z.infer<typeof launchSchema>;

const checkSchema = z.object({ v: z.literal(1), k: z.string().max(128), ancestors: origins, origin: told(255).optional(), lang: told(64).optional() });

/** A question of a package's self-test: its key, and every site that is seen around it. */
export function toCheck(body: unknown, from: { origin: string | undefined; ownOrigins: readonly string[] }): { packageKey: string; origins: string[]; lang: string } {
  const { k, ancestors, origin: own, lang = '' } = parseInput(checkSchema, body);
  const seen = [...ancestors, ...origins.parse([own, from.origin])];
  return { packageKey: k, lang, origins: [...new Set(seen)].filter((one) => !from.ownOrigins.includes(one)) };
}

const ticketSchema = z.object({ v: z.literal(1), ticket: z.string().min(1).max(8192) });

/** A launch, or the ticket of one that a popup brings. */
export function toLaunchBody(body: unknown): LaunchBody | { ticket: string } {
  if (typeof body === 'object' && body !== null && 'ticket' in body) return { ticket: parseInput(ticketSchema, body).ticket };
  return parseInput(launchSchema, body);
}

export interface LaunchConnection {
  address: string;
  origin: string | undefined;
  lang: string;
  ownOrigins: readonly string[];
  agent: string | undefined;
  /** As the log names it. */
  request: string;
}

/** What the operation needs of a launch; `from` is what the connection itself says. */
export function toDispatchLaunch(dispatchKey: string, body: LaunchBody, from: LaunchConnection): DispatchLaunch {
  const seen = [...body.ancestors, ...origins.parse([body.pkg.origin, from.origin])];
  return {
    dispatchKey, packageKey: body.k, launchId: body.launchId, learner: body.learner, lms: body.lms, address: from.address, lang: from.lang,
    told: { packageVersion: body.pkg.ver, agent: from.agent, via: body.via, calls: body.calls, request: from.request },
    origins: [...new Set(seen)].filter((one) => !from.ownOrigins.includes(one)),
  };
}

const lmsWord = z.object({ status: word(32), score: told(32).optional() });
const relaySchema = z.object({
  token: z.string().min(1).max(4096),
  after: z.number().int().optional().catch(undefined),
  wait: z.number().min(0).catch(0).transform((seconds) => Math.min(seconds, 25)),
  ack: z
    .object({
      rev: z.number().int().min(0).optional().catch(undefined), commit: z.unknown().transform((answer) => answer === true || answer === 'true'), error: told(255),
      readback: lmsWord.optional().catch(undefined), prior: lmsWord.optional().catch(undefined), pointerStored: z.boolean().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  lastAck: lmsWord.optional().catch(undefined),
  log: z.object({ calls: z.unknown().optional(), events: z.unknown().optional() }).optional().catch(undefined),
});

/** A relay call with its confirmation, if it brings one. */
export function toRelayCall(body: unknown): { token: string; after?: number; waitSeconds: number; ack?: RelayAck; log?: { calls?: unknown; events?: unknown } } {
  const { token, after, wait, ack, lastAck, log } = parseInput(relaySchema, body);
  const readBack = ack?.readback ?? lastAck;
  const confirmed = ack || lastAck ? { rev: ack?.rev, committed: ack?.commit ?? false, error: ack?.error || undefined, readBack, prior: ack?.prior, pointerStored: ack?.pointerStored } : undefined;
  return { token, after, waitSeconds: wait, ack: confirmed, log };
}

/** What the shell is told of a launch that was let in, without its texts. */
export interface Welcome {
  result: 'welcome';
  pointer: string;
  token: string;
  epoch: number;
  state: RelayState;
  policy: object;
  playUrl: string;
  courseTitle: string;
  tracking: boolean;
  lmsComplete?: true;
  /** The shell is to wait for news: the course tells them to the server and not to its player. */
  listens?: true;
  lang: Language;
  dir: 'ltr' | 'rtl';
  /** What to quote to support. */
  ref: string;
}

export function toWelcome(launch: AcceptedLaunch, how: { token: string; lmsMode: string; lang: Language; ref: string }): Welcome {
  const { door, seat, epoch } = launch;
  const of = { epoch, lmsMode: how.lmsMode, lastAck: seat?.lastAck };
  const state = seat ? relayStateOf(seat, door.settings, of) : relayStateOf({ ...freshResult(epoch), started: false }, door.settings, of);
  return {
    result: 'welcome', pointer: launch.pointer, token: how.token, epoch, state, policy: relayPolicyOf(door.settings), playUrl: launch.playUrl, courseTitle: door.course.title,
    tracking: launch.tracking, ...(launch.lmsComplete ? { lmsComplete: true as const } : {}), ...(launch.reports ? { listens: true as const } : {}), lang: how.lang, dir: directionOf(how.lang), ref: how.ref,
  };
}

/** The refusal page's contents: what happened, what to do, whom to ask, what to quote (RELAY 1.11). */
export function toRefused(code: RefusalCode, ref: string, support: string | undefined, lang: Language, texts: Record<string, string>) {
  const text = (part: string) => texts[`${code}.${part}`] ?? '';
  return {
    result: 'refused' as const, code, ref, retry: canRetry(code), lang, dir: directionOf(lang),
    texts: { heading: text('heading'), sentence: text('sentence'), todo: text('todo'), ask: support || (texts['ask'] ?? '') },
  };
}
