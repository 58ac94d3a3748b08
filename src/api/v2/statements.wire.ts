import type { StatementFilter } from '../../xapi/statements/find-statements';
import { momentOf } from './v2-lists';
import { type Params, single } from './v2-shapes';

/** What a list of statements is asked with. Failures: invalid-input. */
export function toStatementList(q: Params): { filter: StatementFilter; more?: string } {
  const [since, until, more] = [momentOf('since', single(q['since'])), momentOf('until', single(q['until'])), single(q['more'])];
  return { filter: { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }, ...(more ? { more: String(more) } : {}) };
}

const names: Readonly<Record<string, string>> = { Agent: 'objectAgentGroup', Group: 'objectAgentGroup', StatementRef: 'objectStatementReference', SubStatement: 'objectSubStatement' };

/** XapiStatementResult: the plain statement, with its object under the name that clients of the original API read as well. */
export function toStatementPage({ statements, more }: { statements: unknown[]; more?: string }) {
  const told = statements.map((statement) => {
    const { object } = statement as { object: { objectType?: string } };
    return { ...(statement as object), [names[object.objectType ?? 'Activity'] ?? 'objectActivity']: object };
  });
  return { statements: told, ...(more ? { more } : {}) };
}
