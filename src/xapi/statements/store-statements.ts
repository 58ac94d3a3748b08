import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newOrderedKey } from '../../platform/random-ids';
import { xapiConflict, xapiForbidden, xapiInvalid } from '../xapi.failures';
import type { StoredStatement } from './statement.entity';
import { StatementRepository } from './statement.repository';
import type { Agent, Statement } from './statement.rules';

/** Where statements come from, and whom they are kept with. */
export interface StatementOrigin {
  applicationId: string;
  instanceKey: string;
  courseKey: string;
  versionKey: string;
  learnerId: string;
  authority: Agent;
}
export type IdentifiedStatement = Statement & { id: string };

const mostStatements = 50_000;
const voidedVerb = 'http://adlnet.gov/expapi/verbs/voided';
/** What the store sets itself does not make two statements differ (xAPI 1.0.3 part 2, 2.3.1). */
const essence = ({ stored: _, authority: __, version: ___, timestamp: ____, ...rest }: Record<string, unknown>) => rest;

/** Keeps statements, once each. */
@Injectable()
export class StoreStatements {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly statements: StatementRepository,
  ) {}

  /** Answers those that are new. Failures: xapi-invalid (an id twice in one call), xapi-conflict (another statement has the id), xapi-forbidden (too many). */
  run(origin: StatementOrigin, statements: readonly IdentifiedStatement[], now: number): Promise<IdentifiedStatement[]> {
    const ids = statements.map(({ id }) => id);
    if (new Set(ids).size !== ids.length) throw xapiInvalid('statements: two have the same id (xAPI 1.0.3 part 3, 2.1.2)');
    return this.unit.run(async () => {
      const known = new Map((await this.statements.known(origin.applicationId, origin.instanceKey, ids)).map((row) => [row.statementId, row]));
      const fresh = statements.filter((statement) => {
        const row = known.get(statement.id);
        if (row && !isDeepStrictEqual(essence(JSON.parse(row.body) as Record<string, unknown>), essence(JSON.parse(JSON.stringify(statement)) as Record<string, unknown>))) throw xapiConflict(`Another statement has the id [${statement.id}]`);
        return !row;
      });
      if (fresh.length && (await this.statements.holds(origin.instanceKey, mostStatements))) throw xapiForbidden(`A registration keeps at most ${mostStatements} statements`);
      await this.statements.add(fresh.map((statement) => rowOf(origin, statement, now)));
      for (const { verb, object } of fresh) if (verb.id === voidedVerb && object.objectType === 'StatementRef') await this.statements.void(origin.applicationId, origin.instanceKey, object.id);
      return fresh;
    });
  }
}

function rowOf({ authority, ...origin }: StatementOrigin, statement: IdentifiedStatement, now: number): StoredStatement {
  const stored = new Date(now).toISOString();
  const body = JSON.stringify({ ...statement, stored, timestamp: statement.timestamp ?? stored, authority, version: statement.version ?? '1.0.0' });
  return { statementKey: newOrderedKey(), statementId: statement.id, ...origin, voided: false, storedAt: now, body };
}
