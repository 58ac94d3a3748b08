import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { StoredStatement } from './statement.entity';

/** Whose statements: of an instance, or of a course or one of its versions, perhaps of one learner. */
export type StatementScope = { instanceKey: string } | { courseKey: string; learnerId?: string } | { versionKey: string; learnerId?: string };
export interface StatementWindow {
  /** Stored after, up to and including. */
  since?: number;
  until?: number;
  ascending: boolean;
  /** Key of the last one seen. */
  after?: string;
}

@Injectable()
export class StatementRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async add(statements: readonly StoredStatement[]): Promise<void> {
    if (!statements.length) return;
    await this.unit.execute(
      `INSERT INTO xapi_statements (statement_key, application_id, statement_id, instance_key, course_key, version_key, learner_id, voided, stored_at, body) VALUES ${statements.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      statements.flatMap((s) => [s.statementKey, s.applicationId, s.statementId, s.instanceKey, s.courseKey, s.versionKey, s.learnerId, s.voided ? 1 : 0, s.storedAt, s.body]),
    );
  }

  /** Whether an instance holds at least so many. */
  async holds(instanceKey: string, many: number): Promise<boolean> {
    return (await this.unit.query('SELECT statement_key FROM xapi_statements WHERE instance_key = ? LIMIT 1 OFFSET ?', [instanceKey, many - 1])).length > 0;
  }

  known(applicationId: string, instanceKey: string, statementIds: readonly string[]): Promise<StoredStatement[]> {
    return this.unit.manager.findBy(StoredStatement, { applicationId, instanceKey, statementId: In([...statementIds]) });
  }

  async void(applicationId: string, instanceKey: string, statementId: string): Promise<void> {
    await this.unit.manager.update(StoredStatement, { applicationId, instanceKey, statementId }, { voided: true });
  }

  /** Some of a scope that are not voided, in the order they were stored. */
  async list(applicationId: string, scope: StatementScope, window: StatementWindow, limit: number): Promise<StoredStatement[]> {
    const found = this.unit.manager.createQueryBuilder(StoredStatement, 's').where('s.applicationId = :applicationId AND s.voided = 0', { applicationId });
    if ('instanceKey' in scope) found.andWhere('s.instanceKey = :instanceKey', scope);
    if ('courseKey' in scope) found.andWhere('s.courseKey = :courseKey', scope);
    if ('versionKey' in scope) found.andWhere('s.versionKey = :versionKey', scope);
    if ('learnerId' in scope && scope.learnerId !== undefined) found.andWhere('s.learnerId = :learnerId', scope);
    if (window.since !== undefined) found.andWhere('s.storedAt > :since', { since: window.since });
    if (window.until !== undefined) found.andWhere('s.storedAt <= :until', { until: window.until });
    if (window.after !== undefined) found.andWhere(`s.statementKey ${window.ascending ? '>' : '<'} :after`, { after: window.after });
    return found.orderBy('s.statementKey', window.ascending ? 'ASC' : 'DESC').limit(limit).getMany();
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.manager.delete(StoredStatement, { instanceKey: In([...instanceKeys]) });
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.manager.delete(StoredStatement, { applicationId });
  }
}
