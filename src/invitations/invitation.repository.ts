import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Conditions } from '../platform/database/list-conditions.rules';
import { type ListedTable, type TaggedListQuery, taggedListConditions } from '../tags/list-query.rules';
import { Invitation } from './invitation.entity';

/** What lists of invitations can be asked for (SEMANTICS 5). */
export interface InvitationQuery extends TaggedListQuery {
  courseId?: string;
  /** One of the two kinds only. */
  isPublic?: boolean;
}

const table: ListedTable = { kind: 'invitation', alias: 'n', key: 'invitation_key', id: 'invitation_key' };
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

@Injectable()
export class InvitationRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, invitationKey: string): Promise<Invitation | null> {
    return this.unit.manager.findOneBy(Invitation, { applicationId, invitationKey });
  }

  findSome(applicationId: string, invitationKeys: readonly string[]): Promise<Invitation[]> {
    if (!invitationKeys.length) return Promise.resolve([]);
    return this.unit.manager.createQueryBuilder(Invitation, 'n').where('+n.application_id = :applicationId AND n.invitation_key IN (:...keys)', { applicationId, keys: [...invitationKeys] }).getMany();
  }

  /** Locked against others who count its seats. */
  async locked(applicationId: string, invitationKey: string): Promise<Invitation | null> {
    if (this.unit.forUpdate) await this.unit.query(`SELECT invitation_key FROM invitations WHERE invitation_key = ?${this.unit.forUpdate}`, [invitationKey]);
    return this.find(applicationId, invitationKey);
  }

  ofLink(linkHash: string): Promise<Invitation | null> {
    return this.unit.manager.findOneBy(Invitation, { linkHash });
  }

  async add(invitation: Invitation): Promise<void> {
    await this.unit.manager.insert(Invitation, { ...invitation } as never);
  }

  async change(applicationId: string, invitationKey: string, fields: Partial<Invitation>): Promise<void> {
    await this.unit.manager.update(Invitation, { applicationId, invitationKey }, fields as never);
  }

  /** Counts `seats` in one conditional statement; false when the cap leaves too few. */
  async count(invitationKey: string, seats: number): Promise<boolean> {
    const counted = await this.unit.execute(
      'UPDATE invitations SET registration_count = registration_count + ? WHERE invitation_key = ? AND (registration_cap = 0 OR registration_count + ? <= registration_cap)',
      [seats, invitationKey, seats],
    );
    return counted.affected === 1;
  }

  async addRows(invitationKey: string, rows: number): Promise<void> {
    await this.unit.execute('UPDATE invitations SET total_rows = total_rows + ? WHERE invitation_key = ?', [rows, invitationKey]);
  }

  /** Keys in the order of the query; one more than `limit`, so that a page knows of the next one. */
  async listKeys(applicationId: string, q: InvitationQuery, courseKey: string | undefined, after: (string | number)[] | undefined, limit: number): Promise<string[]> {
    const where = this.conditions(applicationId, q, courseKey);
    const rest = after ? behind([`n.${q.orderBy}_at`, 'n.invitation_key'], q.direction, after) : { sql: '1 = 1', parameters: [] };
    const rows = await this.unit.query<{ k: string }>(
      `SELECT n.invitation_key AS k FROM invitations n WHERE ${where.sql.join(' AND ')} AND ${rest.sql} ORDER BY n.${q.orderBy}_at ${q.direction}, n.invitation_key ${q.direction} LIMIT ${limit + 1}`,
      [...where.parameters, ...rest.parameters],
    );
    return rows.map((row) => row.k);
  }

  async countOf(applicationId: string, q: InvitationQuery, courseKey?: string): Promise<number> {
    const where = this.conditions(applicationId, q, courseKey);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM invitations n WHERE ${where.sql.join(' AND ')}`, where.parameters);
    return Number(row?.n ?? 0);
  }

  /** Some invitations to a course, of any application (they go with it). */
  async keysOfCourse(courseKey: string, most: number): Promise<{ applicationId: string; invitationKey: string }[]> {
    const rows = await this.unit.query<{ a: string; k: string }>(`SELECT application_id AS a, invitation_key AS k FROM invitations WHERE course_key = ? LIMIT ${most}`, [courseKey]);
    return rows.map((row) => ({ applicationId: row.a, invitationKey: row.k }));
  }

  /** Removes invitations with all that hangs on them; their links are unknown from now on. */
  async remove(keys: readonly string[]): Promise<void> {
    for (const name of ['invitation_recipients', 'invitation_parts', 'invitation_row_errors', 'invitations'])
      await this.unit.execute(`DELETE FROM ${name} WHERE invitation_key IN (${marks(keys)})`, [...keys]);
  }

  private conditions(applicationId: string, q: InvitationQuery, courseKey: string | undefined): Conditions {
    const where = taggedListConditions(table, applicationId, q);
    if (q.isPublic !== undefined) {
      where.sql.push('n.is_public = ?');
      where.parameters.push(q.isPublic ? 1 : 0);
    }
    if (courseKey !== undefined) {
      where.sql.push('n.course_key = ?');
      where.parameters.push(courseKey);
    }
    return where;
  }
}
