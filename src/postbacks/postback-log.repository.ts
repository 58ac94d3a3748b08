import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Postback, type PostbackState } from './postback.entity';
import { PostbackAttempt } from './postback-attempt.entity';

export interface PostbackQuery {
  state?: PostbackState;
  registrationId?: string;
  /** Milliseconds, both ends included, of when it was queued. */
  since?: number;
  until?: number;
}

const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ');
const shown = ['postbackKey', 'registrationId', 'instanceKey', 'instance', 'kind', 'state', 'host', 'dueAt', 'attempts', 'tries', 'sequence', 'lastStatus', 'lastError', 'createdAt', 'finishedAt'] as const;

/** The log of postbacks, as the API shows it. */
@Injectable()
export class PostbackLogRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async list(applicationId: string, query: PostbackQuery, after: (string | number)[] | undefined, limit: number): Promise<Postback[]> {
    const where = conditions(applicationId, query);
    const rest = after ? behind(['created_at', 'postback_key'], 'desc', after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<{ k: string }>(`SELECT postback_key AS k FROM postbacks WHERE ${where.sql} AND ${rest.sql} ORDER BY created_at DESC, postback_key DESC LIMIT ${limit}`, [...where.parameters, ...rest.parameters]);
    const keys = rows.map(({ k }) => k);
    const found = keys.length ? await this.unit.manager.createQueryBuilder(Postback, 'p').select(shown.map((name) => `p.${name}`)).where('p.postbackKey IN (:...keys)', { keys }).getMany() : [];
    const byKey = new Map(found.map((one) => [one.postbackKey, one]));
    return keys.flatMap((key) => byKey.get(key) ?? []);
  }

  find(applicationId: string, postbackKey: string): Promise<Postback | null> {
    return this.unit.manager.findOneBy(Postback, { applicationId, postbackKey });
  }

  attemptsOf(postbackKey: string): Promise<PostbackAttempt[]> {
    return this.unit.manager.find(PostbackAttempt, { where: { postbackKey }, order: { attempt: 'ASC' } });
  }

  /** A new round of tries for one that came to its end, or the next try at once for one that waits. */
  async replay(keys: readonly string[], now: number): Promise<void> {
    if (!keys.length) return;
    await this.unit.execute(`UPDATE postbacks SET attempts = 0, finished_at = NULL, due_at = ?, state = 'waiting' WHERE state <> 'sending' AND postback_key IN (${marks(keys)})`, [now, ...keys]);
  }

  /** Keys that match, behind `after`, in the order of making. */
  async keys(applicationId: string, query: PostbackQuery, after: string, limit: number): Promise<string[]> {
    const where = conditions(applicationId, query);
    const rows = await this.unit.query<{ k: string }>(`SELECT postback_key AS k FROM postbacks WHERE ${where.sql} AND kind <> 'test' AND postback_key > ? ORDER BY postback_key LIMIT ${limit}`, [...where.parameters, after]);
    return rows.map(({ k }) => k);
  }

  async add(postback: Postback): Promise<void> {
    await this.unit.manager.insert(Postback, postback);
  }

  async removeOf(registrationKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM postback_attempts WHERE postback_key IN (SELECT postback_key FROM postbacks WHERE registration_key = ?)', [registrationKey]);
    await this.unit.execute('DELETE FROM postbacks WHERE registration_key = ?', [registrationKey]);
    await this.unit.execute('DELETE FROM postback_lines WHERE registration_key = ?', [registrationKey]);
  }

  async removeOfLearner(applicationId: string, learnerId: string): Promise<void> {
    await this.unit.execute('DELETE FROM postback_attempts WHERE postback_key IN (SELECT postback_key FROM postbacks WHERE application_id = ? AND learner_id = ?)', [applicationId, learnerId]);
    await this.unit.execute('DELETE FROM postbacks WHERE application_id = ? AND learner_id = ?', [applicationId, learnerId]);
  }

  /** Everything of an application, with where and how it was told. */
  async removeAll(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM postback_attempts WHERE postback_key IN (SELECT postback_key FROM postbacks WHERE application_id = ?)', [applicationId]);
    for (const table of ['postbacks', 'postback_lines', 'postback_secrets', 'event_receivers']) await this.unit.execute(`DELETE FROM ${table} WHERE application_id = ?`, [applicationId]);
  }

  async removeFinishedBefore(moment: number, most: number): Promise<number> {
    const rows = await this.unit.query<{ k: string }>(`SELECT postback_key AS k FROM postbacks WHERE finished_at < ? LIMIT ${most}`, [moment]);
    const keys = rows.map(({ k }) => k);
    if (!keys.length) return 0;
    await this.unit.execute(`DELETE FROM postback_attempts WHERE postback_key IN (${marks(keys)})`, keys);
    await this.unit.execute(`DELETE FROM postbacks WHERE postback_key IN (${marks(keys)})`, keys);
    return keys.length;
  }
}

function conditions(applicationId: string, query: PostbackQuery): { sql: string; parameters: (string | number)[] } {
  const wanted: [string, string | number | undefined][] = [['application_id = ?', applicationId], ['state = ?', query.state], ['registration_id = ?', query.registrationId], ['created_at >= ?', query.since], ['created_at <= ?', query.until]];
  const given = wanted.filter((one): one is [string, string | number] => one[1] !== undefined);
  return { sql: given.map(([sql]) => sql).join(' AND '), parameters: given.map(([, value]) => value) };
}
