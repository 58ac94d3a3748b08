import { z } from 'zod';
import type { OverrideChange } from '../../../registrations/record-override';
import type { EndedOverride, SetBy, Standing } from '../../../registrations/result-override.rules';
import type { DescribedOverride } from '../../../runtime/describe-override';
import { scoreOf } from '../../../runtime/registration-results';
import { parseInput } from '../../read-body';
import type { V2Caller } from '../v2-auth.guard';
import { completionWord, moment, score, successWord } from '../v2-answers.wire';
import { plain } from '../v2-shapes';

export const resultOverride = z
  .object({
    registrationCompletion: completionWord.nullish().describe('Absent: what the learner did counts'),
    registrationSuccess: successWord.nullish(),
    score: z.object({ scaled: z.number().min(0).max(100) }).nullish(),
    reason: plain(1000).refine((words) => words.trim() !== '', 'may not be empty').describe('Why, for those who look at it later; kept with the registration alone'),
  })
  .refine((body) => body.registrationCompletion ?? body.registrationSuccess ?? body.score, { message: 'sets nothing; give registrationCompletion, registrationSuccess or score', path: ['registrationCompletion'] })
  .meta({ id: 'ResultOverrideRequestSchema' });

const setter = z.object({ kind: z.enum(['administrator', 'credential']), name: z.string() }).meta({ id: 'SetterSchema' });
const standing = { registrationCompletion: completionWord, registrationSuccess: successWord, score: score.optional() };
const override = { registrationCompletion: completionWord.optional(), registrationSuccess: successWord.optional(), score: score.optional(), reason: z.string(), setBy: setter, setDate: moment };
export const resultOverrideAnswer = z
  .object({
    id: z.string(), ...standing, completedDate: moment,
    learner: z.object({ ...standing, completedDate: moment }).meta({ id: 'OwnResultSchema' }).describe('What the learner did'),
    override: z.object(override).meta({ id: 'ResultOverrideSchema' }).optional().describe('What holds in its place; absent where nothing was set'),
    ended: z.array(z.object({ ...override, endedBy: setter, endedDate: moment }).meta({ id: 'EndedResultOverrideSchema' })).describe('What was replaced or taken back, the newest first, at most 20'),
  })
  .meta({ id: 'RegistrationResultSchema' });

/** An administrator of the console by the mail address, a key of the application by its id. */
export const setterOf = ({ session, credentialId }: V2Caller): SetBy => (session ? { kind: 'administrator', name: session.email } : { kind: 'credential', name: credentialId });

export function toOverride(caller: V2Caller, body: unknown): OverrideChange {
  const { registrationCompletion, registrationSuccess, score: given, reason } = parseInput(resultOverride, body);
  const set = { ...(registrationCompletion && { completion: registrationCompletion }), ...(registrationSuccess && { success: registrationSuccess }), ...(given && { score: Math.round(given.scaled * 100) / 10_000 }), reason: reason.trim() };
  return { by: setterOf(caller), set };
}

const isoOf = (at: number | null) => (at === null ? undefined : new Date(at).toISOString());
const words = ({ completion, success, score: scaled }: Partial<Standing>) => ({ registrationCompletion: completion, registrationSuccess: success, score: scoreOf(scaled) });
const told = (one: Partial<Standing> & Pick<EndedOverride, 'reason' | 'by' | 'at'>) => ({ ...words(one), reason: one.reason, setBy: one.by, setDate: isoOf(one.at) });

export const toOverrideAnswer = ({ row, own, override: set, ended }: DescribedOverride) => ({
  id: row.id, ...words({ completion: row.completion, success: row.success, score: row.score }), completedDate: isoOf(row.completed_at === null ? null : Number(row.completed_at)),
  learner: { ...words(own), completedDate: isoOf(own.completedAt) }, ...(set && { override: told(set) }), ended: ended.map((one) => ({ ...told(one), endedBy: one.endedBy, endedDate: isoOf(one.endedAt) })),
});
