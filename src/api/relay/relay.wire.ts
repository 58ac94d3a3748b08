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
});
export type LaunchBody = z.infer<typeof launchSchema>;

const ticketSchema = z.object({ v: z.literal(1), ticket: z.string().min(1).max(8192) });

/** A launch, or the ticket of one that a popup brings. */
export function toLaunchBody(body: unknown): LaunchBody | { ticket: string } {
  if (typeof body === 'object' && body !== null && 'ticket' in body) return { ticket: parseInput(ticketSchema, body).ticket };
  return parseInput(launchSchema, body);
}

/** What the operation needs of a launch; `from` is what the connection itself says. */
export function toDispatchLaunch(dispatchKey: string, body: LaunchBody, from: { address: string; origin: string | undefined; lang: string; ownOrigin: string }): DispatchLaunch {
  const seen = [...body.ancestors, ...origins.parse([body.pkg.origin, from.origin])];
  return {
    dispatchKey, packageKey: body.k, launchId: body.launchId, learner: body.learner, lms: body.lms, address: from.address, lang: from.lang,
    origins: [...new Set(seen)].filter((one) => one !== from.ownOrigin),
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
});

/** A relay call with its confirmation, if it brings one. */
export function toRelayCall(body: unknown): { token: string; after?: number; waitSeconds: number; ack?: RelayAck } {
  const { token, after, wait, ack, lastAck } = parseInput(relaySchema, body);
  const readBack = ack?.readback ?? lastAck;
  const confirmed = ack || lastAck ? { rev: ack?.rev, committed: ack?.commit ?? false, error: ack?.error || undefined, readBack, prior: ack?.prior, pointerStored: ack?.pointerStored } : undefined;
  return { token, after, waitSeconds: wait, ack: confirmed };
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
  lang: Language;
  dir: 'ltr' | 'rtl';
}

export function toWelcome(launch: AcceptedLaunch, how: { token: string; lmsMode: string; lang: Language }): Welcome {
  const { door, seat, epoch } = launch;
  const of = { epoch, lmsMode: how.lmsMode, lastAck: seat?.lastAck };
  const state = seat ? relayStateOf(seat, door.settings, of) : relayStateOf({ ...freshResult(epoch), started: false }, door.settings, of);
  return {
    result: 'welcome', pointer: launch.pointer, token: how.token, epoch, state, policy: relayPolicyOf(door.settings), playUrl: launch.playUrl, courseTitle: door.course.title,
    tracking: launch.tracking, ...(launch.lmsComplete ? { lmsComplete: true as const } : {}), lang: how.lang, dir: directionOf(how.lang),
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
