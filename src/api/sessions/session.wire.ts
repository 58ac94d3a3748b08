import { z } from 'zod';
import type { FindSessions, LearnerSession, SessionQuery } from '../../runtime/learner-sessions/find-sessions';
import type { LaunchedSession, SessionLaunch } from '../../runtime/learner-sessions/launch-session';
import type { SessionRevision } from '../../runtime/learner-sessions/revise-session';
import { completionStatuses, sessionSummary, successStatuses } from '../../runtime/learner-sessions/session-words';
import { invalidInput } from '../../platform/failure';
import { parseInput } from '../read-body';
import { callerId, given, isoOf, moment, type Params, plain, tenantId } from './sessions-shapes';

const seconds = z.number().int().min(1).nullish().describe('Life of the unused link in seconds; 600 when absent, a day at most');
const [shortest, usual, longest] = [10, 600, 86_400];
const lifeOf = (asked: number | null | undefined) => Math.min(longest, Math.max(shortest, asked ?? usual));
const returnUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2000).nullish().describe('Where Exit leads');
const name = plain(255).nullish();

export const launchBody = z
  .object({ user_id: callerId.nullish(), learner_id: callerId.nullish().describe('The same as user_id'), session_id: callerId.nullish(), tenant_id: tenantId, first_name: name, last_name: name, email: name, launch_token_ttl_seconds: seconds, return_url: returnUrl })
  .meta({ id: 'LaunchRequest' });

/** LaunchRequest. */
export function toLaunch(applicationId: string, courseId: string, body: unknown): SessionLaunch {
  const b = parseInput(launchBody, body ?? {});
  const id = b.user_id ?? b.learner_id;
  const learner = id == null ? undefined : { id, firstName: b.first_name ?? undefined, lastName: b.last_name ?? undefined, email: b.email ?? undefined };
  return { applicationId, courseId, sessionId: b.session_id ?? undefined, learner, lifeSeconds: lifeOf(b.launch_token_ttl_seconds), redirectOnExitUrl: b.return_url ?? undefined };
}

export const externalBody = z
  .object({ token: z.string({ error: 'is required: the JWT of the external system' }).min(1, 'is required').max(16_384), package_id: callerId, session_id: callerId.nullish(), tenant_id: tenantId, launch_token_ttl_seconds: seconds, return_url: returnUrl })
  .meta({ id: 'ExternalSessionRequest' });

/** ExternalSessionRequest; whom it is for is in its token. */
export function toExternal(applicationId: string, body: unknown): { token: string; launch: SessionLaunch } {
  const b = parseInput(externalBody, body);
  return { token: b.token, launch: { applicationId, courseId: b.package_id, sessionId: b.session_id ?? undefined, lifeSeconds: lifeOf(b.launch_token_ttl_seconds), redirectOnExitUrl: b.return_url ?? undefined } };
}

/** The tenant that a body names; `checkTenant` says whether it may. */
export const tenantIn = (body: unknown): string | null | undefined => parseInput(z.object({ tenant_id: tenantId }).loose(), body ?? {}).tenant_id;

export const launchAnswer = z
  .object({
    session_id: z.string(), package_id: z.string(), user_id: z.string(), learner_id: z.string(), content_type: z.string(), player_url: z.string(), launch_url: z.string(), launch_token: z.string(), expires_at: moment,
    expires_in_seconds: z.number().int(), resumed: z.boolean().describe('The session was there before'),
  })
  .meta({ id: 'Launch' });

export const fromLaunch = (courseId: string, lifeSeconds: number, made: LaunchedSession): z.infer<typeof launchAnswer> => ({
  session_id: made.sessionId, package_id: courseId, user_id: made.learnerId, learner_id: made.learnerId, content_type: 'scorm', player_url: made.link, launch_url: made.link, launch_token: made.token, expires_at: isoOf(made.expiresAt),
  expires_in_seconds: lifeSeconds, resumed: !made.isNew,
});

const completions = { completed: 'COMPLETED', passed: 'COMPLETED', failed: 'COMPLETED', incomplete: 'INCOMPLETE', browsed: 'INCOMPLETE', 'not attempted': undefined, not_attempted: undefined, unknown: undefined } as const;
const successes = { passed: 'PASSED', failed: 'FAILED', unknown: undefined } as const;
const wordOf = <T extends object>(table: T) => z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]).nullish();
const number = z.number().nullish();
const version = z.number({ error: 'is required: the version of the session as you last read it' }).int().min(0);

export const sessionChange = z
  .object({
    version,
    cmi_data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()], { error: 'must be a text' })).nullish().describe('Merged element by element'),
    completion_status: wordOf(completions),
    success_status: wordOf(successes),
    score: z.object({ scaled: z.number().min(-1).max(1).nullish(), raw: number, min: number, max: number }).nullish(),
    session_time: plain(100).nullish().describe('Added to the time: 00:15:30 or PT15M30S'),
    tenant_id: tenantId,
  })
  .meta({ id: 'SessionChange' });
type Score = z.infer<typeof sessionChange>['score'];

/** SessionChange. `unknown` and `not attempted` tell nothing, as a caller sends back what it was shown. */
export function toRevision(body: unknown): SessionRevision {
  const b = parseInput(sessionChange, body);
  const judged = b.completion_status === 'passed' || b.completion_status === 'failed' ? b.completion_status : 'unknown'; // the one word of SCORM 1.2
  return {
    version: b.version, cmi: Object.fromEntries(Object.entries(b.cmi_data ?? {}).map(([element, value]) => [element, String(value)])), completion: completions[b.completion_status ?? 'unknown'], success: successes[b.success_status ?? judged], score: toScore(b.score),
    sessionTime: b.session_time ?? undefined,
  };
}

function toScore(score: Score): SessionRevision['score'] {
  const { scaled, raw, min, max } = score ?? {};
  if (min != null && max != null && min > max) throw invalidInput('score.min', 'may not be greater than max');
  if (raw != null && ((min != null && raw < min) || (max != null && raw > max))) throw invalidInput('score.raw', 'must lie between min and max');
  const told = { ...(scaled != null && { scaled }), ...(raw != null && { raw }), ...(min != null && { min }), ...(max != null && { max }) };
  return Object.keys(told).length ? told : undefined;
}

const part = z.number().nullable();
export const sessionAnswer = z
  .object({
    id: z.string(), session_id: z.string(), tenant_id: z.string(), user_id: z.string(), learner_id: z.string(), package_id: z.string(), package_version: z.number().int(), attempt: z.number().int(), cmi_data: z.record(z.string(), z.string()),
    completion_status: z.enum(Object.values(completionStatuses)), success_status: z.enum(Object.values(successStatuses)), score: z.object({ scaled: part, raw: part, min: part, max: part }).nullable(),
    time_spent_seconds: z.number().int(), version: z.number().int().describe('Counts the changes; send it back when you change the session'), created_at: moment, updated_at: moment,
  })
  .meta({ id: 'Session' });
export const sessionListAnswer = z.object({ sessions: z.array(sessionAnswer), next_cursor: z.string().nullable() }).meta({ id: 'SessionList' });

export function fromSession(applicationId: string, { row, cmi, score }: LearnerSession): z.infer<typeof sessionAnswer> {
  return {
    ...sessionSummary(row), id: row.id, tenant_id: applicationId, learner_id: row.learner_id, package_version: Number(row.course_version), attempt: Number(row.instance) + 1, cmi_data: { ...cmi },
    score: score ? { scaled: score.scaled, raw: score.raw ?? null, min: score.min ?? null, max: score.max ?? null } : null, created_at: isoOf(row.created_at), updated_at: isoOf(row.updated_at),
  };
}

export const fromSessions = (applicationId: string, { rows, more }: Awaited<ReturnType<FindSessions['list']>>) => ({ sessions: rows.map((session) => fromSession(applicationId, session)), next_cursor: more ?? null });

const listed = { completed: 'COMPLETED', incomplete: 'INCOMPLETE', 'not attempted': 'UNKNOWN', not_attempted: 'UNKNOWN' } as const;
export const listedStatuses = Object.keys(listed);

/** The filters of the list. */
export function toQuery(q: Params): SessionQuery {
  const status = parseInput(wordOf(listed), given(q, 'completion_status'), 'completion_status');
  const id = (name: string) => parseInput(callerId.optional(), given(q, name), name);
  return { courseId: id('package_id'), learnerId: id('user_id') ?? id('learner_id'), ...(status && { completion: listed[status] }) };
}
