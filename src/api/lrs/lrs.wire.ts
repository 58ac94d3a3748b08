import { z } from 'zod';
import { readStatement, type Agent, agentSchema, isSameAgent, normalised } from '../../xapi/statements/statement.rules';
import type { StatementFilter } from '../../xapi/statements/find-statements';
import type { IdentifiedStatement } from '../../xapi/statements/store-statements';
import { xapiForbidden, xapiInvalid } from '../../xapi/xapi.failures';
import { parseInput, readJson } from '../read-body';

const mostStatements = 500;

/** Bytes as they came; what has no body is empty. */
export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

function jsonOf(body: unknown, contentType: string | undefined): unknown {
  if (/^multipart\/mixed/i.test(contentType ?? '')) throw xapiInvalid('Content-Type: attachments that come with their data (multipart/mixed) are not taken; name them by fileUrl');
  if (!/^application\/json\b/i.test(contentType ?? '')) throw xapiInvalid('Content-Type: must be application/json');
  return readJson(bytesOf(body).toString('utf8'));
}

/** One statement, or a list; those without an id get one. Failures: xapi-invalid. */
export function toStatements(body: unknown, contentType: string | undefined, makeId: () => string): IdentifiedStatement[] {
  const given = jsonOf(body, contentType);
  const list = Array.isArray(given) ? given : [given];
  if (list.length > mostStatements) throw xapiInvalid(`statements: at most ${mostStatements} are taken at once`);
  return list.map((one, n) => {
    const statement = normalised(readStatement(one, list.length > 1 ? `statements.${n}` : 'statement'));
    return { ...statement, id: statement.id ?? makeId() };
  });
}

/** The statement of a PUT, which is named by the address. Failures: xapi-invalid. */
export function toStatement(body: unknown, contentType: string | undefined, statementId: string | undefined): IdentifiedStatement {
  const { data: id } = z.guid().safeParse(statementId);
  if (id === undefined) throw xapiInvalid('statementId: must be a UUID');
  const [statement, more] = toStatements(body, contentType, () => id.toLowerCase());
  if (!statement || more) throw xapiInvalid('statement: is one statement');
  if (statement.id !== id.toLowerCase()) throw xapiInvalid('statement.id: is not the statementId of the address');
  return statement;
}

const text = z.string().min(1).max(4000);
const truth = z.enum(['true', 'false']).transform((word) => word === 'true').optional();
const moment = z.string().max(100).transform((word, context) => {
  const at = Date.parse(word);
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'must be an ISO 8601 timestamp' });
  return at;
}).optional();

const querySchema = z.strictObject({
  statementId: text.optional(), voidedStatementId: text.optional(), agent: text.optional(), verb: text.optional(), activity: text.optional(), registration: z.guid().optional(), related_activities: truth, related_agents: truth,
  since: moment, until: moment, limit: z.coerce.number().int().min(0).optional(), format: z.enum(['ids', 'exact', 'canonical']).optional(), attachments: truth, ascending: truth, more: z.string().max(8000).optional(),
});

export interface StatementQuery {
  one?: { id: string; voided: boolean };
  more?: string;
  format: 'ids' | 'exact' | 'canonical';
  filter: StatementFilter;
}

/** Failures: invalid-input, xapi-invalid. */
export function toStatementQuery(query: unknown): StatementQuery {
  const { statementId, voidedStatementId, format = 'exact', attachments: _, more, ...rest } = parseInput(querySchema, query, 'query');
  const id = statementId ?? voidedStatementId;
  if (id !== undefined && (Object.keys(rest).length > 0 || (statementId !== undefined && voidedStatementId !== undefined))) throw xapiInvalid('statementId: goes with format and attachments alone (xAPI 1.0.3 part 3, 2.1.3)');
  const { related_activities: relatedActivities, related_agents: relatedAgents, agent, ...filter } = rest;
  return { ...(id === undefined ? {} : { one: { id, voided: voidedStatementId !== undefined } }), more, format, filter: { ...filter, relatedActivities, relatedAgents, ...(agent === undefined ? {} : { agent: toAgent(agent) }) } };
}

/** Failures: xapi-invalid. */
function toAgent(json: string): Agent {
  const parsed = agentSchema.safeParse(readJson(json));
  if (!parsed.success) throw xapiInvalid(`agent: ${parsed.error.issues[0]?.message ?? 'is no agent'}`);
  return parsed.data;
}

/** Failures: xapi-invalid, xapi-forbidden. */
export function checkAgent(json: string | undefined, own: Agent): void {
  if (json === undefined) throw xapiInvalid('agent: is required');
  if (!isSameAgent(toAgent(json), own)) throw xapiForbidden('agent: a session reads and writes what is its own learner’s');
}

type Part = Record<string, unknown>;

/** `ids`: enough to tell what a statement is about (xAPI 1.0.3 part 3, 2.1.3). */
export function withIdsOnly(statement: unknown): unknown {
  const { verb, object, actor, context, ...rest } = statement as { verb: Part; object: Part; actor: Part; context?: Part };
  const bare = (one: Part) => (one['definition'] === undefined ? one : Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'definition')));
  const nameless = ({ name: _, ...who }: Part) => who;
  return { ...rest, actor: nameless(actor), verb: { id: verb['id'] }, object: bare(object), ...(context ? { context } : {}) };
}
