import { z } from 'zod';
import { jsonOf } from '../../platform/json.rules';

const web = z.string().max(4000).refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'must be a web address');

/** The parameters that an LMS appends to the address of an AU (cmi5 8.1). */
const parameters = z.object({ endpoint: web, fetch: web, actor: z.string().max(4000), registration: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i), activityId: z.string().min(1).max(2000).refine((text) => URL.canParse(text), 'must be an IRI') });
const agent = z.looseObject({ account: z.object({ homePage: z.string().min(1).max(2000), name: z.string().min(1).max(1000) }), name: z.string().max(1000).optional(), objectType: z.literal('Agent').optional() });

export interface Cmi5Parameters {
  endpoint: string;
  fetch: string;
  actor: z.infer<typeof agent>;
  registration: string;
  activityId: string;
}

/** What an LMS sent with a launch; nothing for an address that was opened by hand or is incomplete. */
export function readParameters(query: Readonly<Record<string, unknown>>): Cmi5Parameters | undefined {
  const found = parameters.safeParse(query);
  const actor = found.success ? agent.safeParse(jsonOf(found.data.actor)) : undefined;
  return found.success && actor?.success ? { ...found.data, actor: jsonOf(found.data.actor) as z.infer<typeof agent> } : undefined; // as the LMS wrote it, in its order
}

/** Who the learner is: a name says little without the system that gave it. */
export const learnerIdOf = ({ homePage, name }: { homePage: string; name: string }): string => `${homePage}::${name}`;

const launchData = z.object({
  contextTemplate: z.record(z.string(), z.unknown()), launchMode: z.enum(['Normal', 'Browse', 'Review']), masteryScore: z.number().min(0).max(1).nullish(), returnURL: z.string().max(4000).nullish(),
});
/** The state document `LMS.LaunchData` (cmi5 10.2), as far as it is used. */
export type LaunchData = z.infer<typeof launchData>;
export const readLaunchData = (text: string): LaunchData | undefined => launchData.safeParse(jsonOf(text)).data;

/** The learner's language, most wanted first (cmi5 11.1). */
export function languageIn(text: string): string | undefined {
  const preference = z.object({ languagePreference: z.string().max(500) }).safeParse(jsonOf(text)).data?.languagePreference;
  return preference?.split(',')[0]?.trim() || undefined;
}

/** The answer of the fetch URL (cmi5 8.2). */
export const tokenIn = (text: string): string | undefined => z.object({ 'auth-token': z.string().min(1).max(8000) }).safeParse(jsonOf(text)).data?.['auth-token'];
