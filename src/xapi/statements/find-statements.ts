import { Injectable } from '@nestjs/common';
import { MoreTokens, pageSize } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { xapiUnknown } from '../xapi.failures';
import { isAbout, isSameAgent, type Statement } from './statement.rules';
import type { StoredStatement } from './statement.entity';
import { StatementRepository, type StatementScope, type StatementWindow } from './statement.repository';

export type { StatementScope } from './statement.repository';

export interface StatementFilter {
  agent?: unknown;
  verb?: string;
  activity?: string;
  registration?: string;
  relatedActivities?: boolean;
  relatedAgents?: boolean;
  since?: number;
  until?: number;
  ascending?: boolean;
  limit?: number;
}

/** Rows read at most for one page, however few of them fit. */
const mostRead = 20_000;
const atOnce = 500;
const mostAtOnce = 100;

/** Reads the statements of an instance, a course or a version. */
@Injectable()
export class FindStatements {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly statements: StatementRepository,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** One page, the newest first unless asked otherwise; a `more` token brings its own filter back. */
  list(applicationId: string, scope: StatementScope, filter: StatementFilter, more?: string): Promise<{ statements: unknown[]; more?: string }> {
    const kind = `statements ${JSON.stringify(scope)}`;
    const position = more === undefined ? undefined : this.moreTokens.read<StatementFilter>(kind, more);
    const asked = position?.query ?? filter;
    const size = Math.min(asked.limit || pageSize, mostAtOnce);
    return this.unit.run(async () => {
      const rows = await this.some(applicationId, scope, asked, position?.after[0] === undefined ? undefined : String(position.after[0]), size + 1);
      const page = this.moreTokens.page(kind, asked, rows, (row) => [row.statementKey], size);
      return { statements: page.rows.map((row) => JSON.parse(row.body) as unknown), ...(page.more ? { more: page.more } : {}) };
    });
  }

  /** Failures: xapi-unknown. */
  async one(applicationId: string, instanceKey: string, statementId: string, voided: boolean): Promise<{ statement: unknown; storedAt: number }> {
    const [row] = await this.unit.run(() => this.statements.known(applicationId, instanceKey, [statementId.toLowerCase()]));
    if (!row || row.voided !== voided) throw xapiUnknown(`There is no ${voided ? 'voided ' : ''}statement [${statementId.slice(0, 100)}]`);
    return { statement: JSON.parse(row.body) as unknown, storedAt: row.storedAt };
  }

  private async some(applicationId: string, scope: StatementScope, filter: StatementFilter, after: string | undefined, wanted: number): Promise<StoredStatement[]> {
    const window: StatementWindow = { since: filter.since, until: filter.until, ascending: filter.ascending ?? false, after };
    const found: StoredStatement[] = [];
    const isPlain = !filter.agent && !filter.verb && !filter.activity && !filter.registration;
    for (let read = 0; found.length < wanted && read < mostRead; read += atOnce) {
      const rows = await this.statements.list(applicationId, scope, window, isPlain ? wanted : atOnce);
      found.push(...rows.filter((row) => isPlain || fits(JSON.parse(row.body) as Statement, filter)));
      window.after = rows.at(-1)?.statementKey;
      if (isPlain || rows.length < atOnce) break;
    }
    return found.slice(0, wanted);
  }
}

function fits(statement: Statement, filter: StatementFilter): boolean {
  if (filter.verb !== undefined && statement.verb.id !== filter.verb) return false;
  if (filter.registration !== undefined && statement.context?.registration !== filter.registration.toLowerCase()) return false;
  if (filter.activity !== undefined && !isAbout(statement, filter.activity, filter.relatedActivities ?? false)) return false;
  if (filter.agent === undefined) return true;
  const { actor, object, context, authority } = statement;
  const others = filter.relatedAgents ? [context?.instructor, context?.team, authority] : [];
  return [actor, object, ...others].some((who) => who !== undefined && isSameAgent(who, filter.agent));
}
