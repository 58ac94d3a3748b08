import { z } from 'zod';
import { type Confirmation, type ConfirmationState, confirmationStates } from '../../../dispatch/diagnostics/confirmation.rules';
import type { WholeTimeline } from '../../../dispatch/diagnostics/find-launch-timelines';
import type { FoundTimeline } from '../../../dispatch/diagnostics/timeline-entry.rules';
import { shownReference } from '../../../dispatch/diagnostics/reference-code.rules';
import { invalidInput } from '../../../platform/failure';
import { csvLines, csvMark } from '../../../platform/csv.rules';
import { more, moment } from '../v2-answers.wire';
import { isoOf } from '../v2-lists';

const word = z.object({ status: z.string(), score: z.string().optional() });
const launch = {
  reference: z.string().describe('What the learner was shown to quote'), outcome: z.string().describe('`accepted`, or the code of the refusal'), learner: z.string().describe('The learner id, masked'), packageVersion: z.string(),
  origin: z.string().describe('The site the package ran in'), created: moment, updated: moment,
};
const entry = z.looseObject({ at: z.string(), kind: z.enum(['launch', 'decision', 'refused', 'state', 'ack', 'event', 'lms']) }).meta({ id: 'LaunchTimelineEntrySchema' });
export const timelineAnswer = z
  .object({ ...launch, dispatchId: z.string().optional(), entries: z.array(entry).describe('What happened, in order; `…12` stands for a text of 12 characters that is not kept') })
  .meta({ id: 'LaunchTimelineSchema' });
export const timelineListAnswer = z.object({ launches: z.array(z.object(launch).meta({ id: 'LaunchTimelineHeadSchema' })), more }).meta({ id: 'LaunchTimelineListSchema' });
export const confirmationListAnswer = z
  .object({
    confirmations: z.array(
      z
        .object({
          state: z.enum(confirmationStates), registrationId: z.string(), instance: z.number().int(), learner: z.object({ id: z.string(), firstName: z.string(), lastName: z.string() }), registrationCompletion: z.string(),
          registrationSuccess: z.string(), score: z.number().optional(), revision: z.number().int(), confirmedRevision: z.number().int().optional(), lms: word.optional().describe('What the learning platform last read back'),
          lmsPrior: word.optional().describe('What it held that did not come from here and was left alone'), lmsError: z.string().optional(), lastLaunch: moment,
        })
        .meta({ id: 'LmsConfirmationSchema' }),
    ),
    more,
  })
  .meta({ id: 'LmsConfirmationListSchema' });

const toHead = (head: FoundTimeline) => ({
  reference: shownReference(head.code), outcome: head.outcome, learner: head.learner, packageVersion: head.packageVersion, origin: head.origin, created: isoOf(head.createdAt), updated: isoOf(head.updatedAt),
});

export const toTimelineList = (rows: readonly FoundTimeline[], next: string | undefined) => ({ launches: rows.map(toHead), more: next });

export const toTimeline = ({ head, entries, dispatchId }: WholeTimeline) => ({ ...toHead(head), ...(dispatchId !== undefined && { dispatchId }), entries: entries.map((one) => ({ ...one, at: isoOf(one.at) })) });

const percent = (score: number | null) => (score === null ? undefined : Math.round(score * 10_000) / 100);

export const toConfirmationList = (rows: readonly Confirmation[], next: string | undefined) => ({
  confirmations: rows.map((row) => ({
    state: row.state, registrationId: row.registrationId, instance: row.instance, learner: row.learner, registrationCompletion: row.completion, registrationSuccess: row.success, score: percent(row.score), revision: row.rev,
    confirmedRevision: row.confirmedRev ?? undefined, lms: row.lms ?? undefined, lmsPrior: row.prior ?? undefined, lmsError: row.error ?? undefined, lastLaunch: isoOf(row.launchedAt),
  })),
  more: next,
});

/** `state=unconfirmed,never`; nothing: every state. */
export function toStates(value: unknown): ConfirmationState[] {
  const words = String(value ?? '').split(',').map((one) => one.trim().toLowerCase()).filter(Boolean);
  return words.map((one) => {
    const state = confirmationStates.find((known) => known === one);
    if (!state) throw invalidInput('state', `must be one or more of ${confirmationStates.join(', ')}`);
    return state;
  });
}

const head = ['learnerId', 'lastName', 'firstName', 'registrationId', 'state', 'completion', 'success', 'score', 'lmsStatus', 'lmsScore', 'lmsError', 'lastLaunch'];

/** What an administrator of a learning platform needs to set its records right, as a file that is written while it is read. */
export async function* toConfirmationCsv(parts: AsyncGenerator<Confirmation[]>): AsyncGenerator<string> {
  yield csvMark + csvLines([head]);
  for await (const rows of parts)
    yield csvLines(rows.map(({ learner, lms, ...row }) => [
      learner.id, learner.lastName, learner.firstName, row.registrationId, row.state, row.completion, row.success, percent(row.score) ?? null, lms?.status ?? null, lms?.score ?? null, row.error, isoOf(row.launchedAt) ?? null,
    ]));
}
