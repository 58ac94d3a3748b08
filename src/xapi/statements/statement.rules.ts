import { z } from 'zod';
import { xapiInvalid } from '../xapi.failures';

const text = (longest = 64 * 1024) => z.string().max(longest);
const iri = text(4000).regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be an absolute IRI');
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'must be a UUID').transform((id) => id.toLowerCase());
const language = text(100).regex(/^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i, 'must be a language tag (RFC 5646)');
const languageMap = z.record(language, text());
const extensions = z.record(iri, z.unknown());
const duration = text(200).regex(/^P(?=\d|T\d)(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?(T(?=\d)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?$/, 'must be an ISO 8601 duration');
const timestamp = text(100).regex(/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d(:?\d\d)?)?$/, 'must be an ISO 8601 timestamp')
  .refine((moment) => !moment.endsWith('-00:00') && !Number.isNaN(Date.parse(moment.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))), 'is no moment that there is');

const identifiers = {
  mbox: text(4000).regex(/^mailto:[^@\s]+@[^@\s]+$/i, 'must be a mailto IRI').optional(), mbox_sha1sum: z.string().regex(/^[0-9a-f]{40}$/i, 'must be 40 hexadecimal digits').optional(), openid: iri.optional(),
  account: z.strictObject({ homePage: iri, name: text(4000) }).optional(),
};
const identifiersIn = (actor: object) => ['mbox', 'mbox_sha1sum', 'openid', 'account'].filter((name) => Object.hasOwn(actor, name)).length;
const one = 'must have exactly one of mbox, mbox_sha1sum, openid, account';

export const agentSchema = z.strictObject({ objectType: z.literal('Agent').optional(), name: text().optional(), ...identifiers }).refine((agent) => identifiersIn(agent) === 1, one);
const group = z.strictObject({ objectType: z.literal('Group'), name: text().optional(), member: z.array(agentSchema).max(1000).optional(), ...identifiers })
  .refine((who) => identifiersIn(who) <= 1, one).refine((who) => identifiersIn(who) === 1 || who.member !== undefined, 'must name members, as it has no identifier');
const actor = z.union([agentSchema, group]);

const component = z.array(z.strictObject({ id: text(4000), description: languageMap.optional() })).max(1000);
const interaction = z.enum(['true-false', 'choice', 'fill-in', 'long-fill-in', 'matching', 'performance', 'sequencing', 'likert', 'numeric', 'other']);
const definition = z.strictObject({
  name: languageMap.optional(), description: languageMap.optional(), type: iri.optional(), moreInfo: text(4000).optional(), extensions: extensions.optional(), interactionType: interaction.optional(),
  correctResponsesPattern: z.array(text()).max(1000).optional(), choices: component.optional(), scale: component.optional(), source: component.optional(), target: component.optional(), steps: component.optional(),
});
const activity = z.strictObject({ objectType: z.literal('Activity').optional(), id: iri, definition: definition.optional() });
const reference = z.strictObject({ objectType: z.literal('StatementRef'), id: uuid });
const activities = z.union([activity, z.array(activity).max(1000)]);

const result = z.strictObject({
  score: z.strictObject({ scaled: z.number().min(-1).max(1).optional(), raw: z.number().optional(), min: z.number().optional(), max: z.number().optional() })
    .refine(({ raw, min, max }) => (min === undefined || max === undefined || min < max) && (raw === undefined || ((min === undefined || raw >= min) && (max === undefined || raw <= max))), 'must have raw between min and max').optional(),
  success: z.boolean().optional(), completion: z.boolean().optional(), response: text(256 * 1024).optional(), duration: duration.optional(), extensions: extensions.optional(),
});
const context = z.strictObject({
  registration: uuid.optional(), instructor: actor.optional(), team: group.optional(), revision: text().optional(), platform: text().optional(), language: language.optional(), statement: reference.optional(),
  contextActivities: z.strictObject({ parent: activities.optional(), grouping: activities.optional(), category: activities.optional(), other: activities.optional() }).optional(), extensions: extensions.optional(),
});
const attachments = z.array(z.strictObject({ usageType: iri, display: languageMap, description: languageMap.optional(), contentType: text(255), length: z.number().int().min(0), sha2: text(255), fileUrl: iri.optional() })).max(100);
const verb = z.strictObject({ id: iri, display: languageMap.optional() });

const common = { actor, verb, result: result.optional(), context: context.optional(), timestamp: timestamp.optional(), attachments: attachments.optional() };
const onlyForActivities = (statement: { object: { objectType?: string }; context?: { revision?: string; platform?: string } }) =>
  ['Activity', undefined].includes(statement.object.objectType) || (statement.context?.revision === undefined && statement.context?.platform === undefined);
const only = 'context: revision and platform belong to statements about an activity';
const subStatement = z.strictObject({ objectType: z.literal('SubStatement'), ...common, object: z.union([activity, reference, agentSchema, group]) }).refine(onlyForActivities, only);
const statementSchema = z.strictObject({
  id: uuid.optional(), ...common, object: z.union([activity, reference, subStatement, agentSchema.refine((who) => who.objectType === 'Agent', 'must say objectType Agent'), group]),
  stored: z.unknown().optional(), authority: actor.optional(), version: z.string().regex(/^1\.0(\.\d+)?$/, 'must be 1.0.x').optional(),
}).refine(onlyForActivities, only);

/** A statement in the shape of xAPI 1.0.3. */
export type Statement = z.output<typeof statementSchema>;
export type Agent = z.output<typeof agentSchema>;

interface Issue {
  path: PropertyKey[];
  message: string;
  code?: string;
  errors?: Issue[][];
}

/** The deepest reason of what fits no branch of a union. */
function deepest(issue: Issue): Issue {
  const inner = (issue.errors ?? []).map((issues) => issues[0]).filter((one): one is Issue => one !== undefined).map((one) => deepest({ ...one, path: [...issue.path, ...one.path] }));
  return inner.sort((a, b) => b.path.length - a.path.length)[0] ?? issue;
}

/** Failures: xapi-invalid, naming the place (xAPI 1.0.3 part 2, 2). */
export function readStatement(value: unknown, place = 'statement'): Statement {
  const parsed = statementSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0] as Issue);
  throw xapiInvalid(`${[place, ...issue.path.map(String)].join('.')}: ${issue.message} (xAPI 1.0.3, part 2)`);
}

const listOf = <T>(some: T | T[] | undefined): T[] => (some === undefined ? [] : Array.isArray(some) ? some : [some]);

type Parts = Pick<Statement, 'object' | 'context'>;

const idsOf = (activities: { id: string } | { id: string }[] | undefined) => listOf(activities).map(({ id }) => id);

/** The ids of context activities of one kind. */
export const contextIds = ({ context: about }: Pick<Statement, 'context'>, kind: 'parent' | 'grouping' | 'category' | 'other'): string[] => idsOf(about?.contextActivities?.[kind]);

export function isAbout(statement: Parts, activityId: string, related: boolean): boolean {
  const { object } = statement;
  if ((object.objectType === undefined || object.objectType === 'Activity') && 'id' in object && object.id === activityId) return true;
  if (!related) return false;
  if ((['parent', 'grouping', 'category', 'other'] as const).some((kind) => contextIds(statement, kind).includes(activityId))) return true;
  return object.objectType === 'SubStatement' && isAbout(object as Parts, activityId, true);
}

/** The same person: the same identifier, whatever the name. */
export function isSameAgent(a: unknown, b: unknown): boolean {
  const key = (agent: unknown) => {
    const { mbox, mbox_sha1sum, openid, account } = (agent ?? {}) as Agent;
    return account ? `account ${account.homePage} ${account.name}` : `${mbox} ${mbox_sha1sum} ${openid}`;
  };
  return key(a) === key(b);
}

/** Arrays where xAPI lets one activity stand for a list. */
export function normalised(statement: Statement): Statement {
  const { contextActivities } = statement.context ?? {};
  if (!contextActivities) return statement;
  const lists = Object.fromEntries(Object.entries(contextActivities).map(([kind, some]) => [kind, listOf(some as { id: string } | { id: string }[] | undefined)]));
  return { ...statement, context: { ...statement.context, contextActivities: lists } };
}
