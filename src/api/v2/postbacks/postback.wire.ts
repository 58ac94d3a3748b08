import { z } from 'zod';
import type { Postback } from '../../../postbacks/postback.entity';
import type { EventReceiver } from '../../../postbacks/events/event-receiver.entity';
import { eventTypes } from '../../../postbacks/events/event-types.rules';
import type { PostbackAttempt } from '../../../postbacks/postback-attempt.entity';
import type { PostbackQuery } from '../../../postbacks/find-postbacks';
import { webhookId } from '../../../postbacks/postback-id.rules';
import type { ShownSecrets } from '../../../postbacks/postback-secrets';
import { parseInput } from '../../read-body';
import { isoOf, momentOf, wordOf } from '../v2-lists';
import { type Params, plain, postBack, single } from '../v2-shapes';

export const states = ['waiting', 'sending', 'delivered', 'failed', 'superseded', 'dropped'] as const;

const queryOf = (given: Record<string, unknown>): PostbackQuery => {
  const state = given['state'] === undefined || given['state'] === '' ? undefined : wordOf('state', given['state'], states, 'failed');
  return {
    ...(state && { state }), ...(given['registrationId'] ? { registrationId: String(given['registrationId']) } : {}),
    since: momentOf('since', given['since']), until: momentOf('until', given['until']),
  };
};

export const toPostbackQuery = (q: Params): PostbackQuery => queryOf({ state: single(q['state']), registrationId: single(q['registrationId']), since: single(q['since']), until: single(q['until']) });

export const replayBody = z.object({ state: z.enum(['failed', 'delivered', 'superseded', 'dropped']).nullish(), registrationId: plain(255).nullish(), since: z.string().max(40).nullish(), until: z.string().max(40).nullish() });

/** What is to be sent again; what failed when no state is named. */
export function toReplayQuery(body: unknown): PostbackQuery {
  const b = parseInput(replayBody, body);
  return queryOf({ state: b.state ?? 'failed', registrationId: b.registrationId ?? undefined, since: b.since ?? undefined, until: b.until ?? undefined });
}

export const eventReceiver = z.object({ url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000).refine((text) => !text.includes('\0'), 'may not contain U+0000'), types: z.array(z.enum(eventTypes)).min(1, 'may not be empty; leave it out for all').max(100).nullish() });
export const toEventReceiver = (body: unknown) => parseInput(eventReceiver, body);
export const toEventReceiverSchema = ({ url, types }: EventReceiver) => ({ url, types: types ?? eventTypes });

/** PostBackSchema, to be tried. */
export const toTestedPostBack = (body: unknown) => parseInput(postBack, body);

export const toPostbackSchema = (p: Postback) => ({
  id: webhookId(p.postbackKey), kind: p.kind, state: p.state, registrationId: p.registrationId || undefined, instance: p.instanceKey ? p.instance : undefined, sequence: p.sequence || undefined, receiver: p.host, created: isoOf(p.createdAt),
  nextAttempt: p.state === 'waiting' ? isoOf(p.dueAt) : undefined, finished: isoOf(p.finishedAt), attemptCount: p.tries, lastStatus: p.lastStatus ?? undefined, lastError: p.lastError ?? undefined,
});

export const toPostbackDetails = ({ postback, attempts }: { postback: Postback; attempts: PostbackAttempt[] }) => ({
  ...toPostbackSchema(postback), content: postback.content ?? undefined, body: postback.body ?? undefined,
  attempts: attempts.map((a) => ({ attempt: a.attempt, at: isoOf(a.at), milliseconds: a.milliseconds, address: a.address, status: a.status ?? undefined, error: a.error ?? undefined, answer: a.answer ?? undefined })),
});

export const toSecretSchema = ({ secret, previous }: ShownSecrets) => ({ secret, ...(previous && { previous: { secret: previous.secret, validUntil: isoOf(previous.until) } }) });
