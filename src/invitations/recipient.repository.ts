import { Injectable } from '@nestjs/common';
import { behind } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { containing } from '../platform/database/list-conditions.rules';
import { Recipient, type RecipientState } from './recipient.entity';

export interface RecipientQuery {
  since?: number;
  until?: number;
  dateField: 'created' | 'updated';
  filter?: string;
  filterBy: 'registration_id' | 'email';
  state?: RecipientState;
  orderBy: 'updated' | 'created';
  direction: 'asc' | 'desc';
}

/** A recipient whose registration an address has already for a course. */
export interface KnownRegistration {
  emailKey: string;
  registrationKey: string;
  registrationId: string;
}

/** Somebody who was found by the address, with what leads to the invitation. */
export interface FoundRecipient {
  invitationKey: string;
  isPublic: boolean;
  email: string;
  courseId: string;
}

const rowsAtOnce = 100;
const columns = [
  'recipient_key', 'application_id', 'invitation_key', 'course_key', 'row_no', 'email', 'email_key', 'first_name', 'last_name', 'locale', 'fields', 'state', 'error', 'link_version', 'link_hash',
  'registration_key', 'registration_id', 'revoked_at', 'started_at', 'mailed_at', 'reminders_sent', 'next_reminder_at', 'created_at', 'updated_at',
];
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
const insertRecipients = `INSERT INTO invitation_recipients (${columns.join(', ')}) VALUES`;
const valuesOf = (r: Recipient) => [
  r.recipientKey, r.applicationId, r.invitationKey, r.courseKey, r.rowNumber, r.email, r.emailKey, r.firstName, r.lastName, r.locale, r.fields && JSON.stringify(r.fields), r.state, r.error,
  r.linkVersion, r.linkHash, r.registrationKey, r.registrationId, r.revokedAt, r.startedAt, r.mailedAt, r.remindersSent, r.nextReminderAt, r.createdAt, r.updatedAt,
];

@Injectable()
export class RecipientRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, invitationKey: string, recipientKey: string): Promise<Recipient | null> {
    return this.unit.manager.findOneBy(Recipient, { applicationId, invitationKey, recipientKey });
  }

  /** For links that carry a key signed by us. */
  byKey(recipientKey: string): Promise<Recipient | null> {
    return this.unit.manager.findOneBy(Recipient, { recipientKey });
  }

  findSome(applicationId: string, recipientKeys: readonly string[]): Promise<Recipient[]> {
    if (!recipientKeys.length) return Promise.resolve([]);
    return this.unit.manager.createQueryBuilder(Recipient, 'p').where('+p.application_id = :applicationId AND p.recipient_key IN (:...keys)', { applicationId, keys: [...recipientKeys] }).getMany();
  }

  /** The recipient of a link, locked against a second start at the same moment. */
  async lockedOfLink(linkHash: string): Promise<Recipient | null> {
    if (this.unit.forUpdate) await this.unit.query(`SELECT recipient_key FROM invitation_recipients WHERE link_hash = ?${this.unit.forUpdate}`, [linkHash]);
    return this.ofLink(linkHash);
  }

  ofLink(linkHash: string): Promise<Recipient | null> {
    return this.unit.manager.findOneBy(Recipient, { linkHash });
  }

  byAddress(invitationKey: string, emailKey: string): Promise<Recipient | null> {
    return this.unit.manager.findOneBy(Recipient, { invitationKey, emailKey });
  }

  /** Those whose address begins so, along an index. */
  async beginningWith(applicationId: string, begin: string, most: number): Promise<FoundRecipient[]> {
    const rows = await this.unit.query<{ invitation_key: string; is_public: number; email: string; course_id: string }>(
      `SELECT p.invitation_key, n.is_public, p.email, c.id AS course_id
       FROM (SELECT invitation_key, email, email_key FROM invitation_recipients WHERE application_id = ? AND email_key >= ? AND email_key < ? ORDER BY email_key LIMIT ${most}) p
       JOIN invitations n ON n.invitation_key = p.invitation_key JOIN courses c ON c.course_key = n.course_key ORDER BY p.email_key`,
      [applicationId, begin, `${begin}\u{10ffff}`],
    );
    return rows.map((row) => ({ invitationKey: row.invitation_key, isPublic: Boolean(Number(row.is_public)), email: row.email, courseId: row.course_id }));
  }

  /** Everybody with that address, of any application: only for mail to that very address. */
  ofAddress(emailKey: string, most: number): Promise<Recipient[]> {
    return this.unit.manager.find(Recipient, { where: { emailKey }, order: { createdAt: 'DESC' }, take: most });
  }

  /** Which of the addresses the invitation has already. */
  async among(invitationKey: string, emailKeys: readonly string[]): Promise<Set<string>> {
    if (!emailKeys.length) return new Set();
    const rows = await this.unit.query<{ k: string }>(`SELECT email_key AS k FROM invitation_recipients WHERE invitation_key = ? AND email_key IN (${marks(emailKeys)})`, [invitationKey, ...emailKeys]);
    return new Set(rows.map((row) => row.k));
  }

  /** The newest registration that each of the addresses got by an earlier invitation to the course. */
  async knownAmong(applicationId: string, courseKey: string, emailKeys: readonly string[]): Promise<Map<string, KnownRegistration>> {
    if (!emailKeys.length) return new Map();
    const rows = await this.unit.query<{ email_key: string; registration_key: string; registration_id: string }>(
      `SELECT email_key, registration_key, registration_id FROM invitation_recipients
       WHERE application_id = ? AND course_key = ? AND email_key IN (${marks(emailKeys)}) AND registration_key IS NOT NULL ORDER BY created_at`,
      [applicationId, courseKey, ...emailKeys],
    );
    return new Map(rows.map((row) => [row.email_key, { emailKey: row.email_key, registrationKey: row.registration_key, registrationId: row.registration_id }]));
  }

  /** Registrations of a course under the ids that callers know. */
  async registrationsNamed(applicationId: string, courseKey: string, ids: readonly string[]): Promise<Map<string, { registrationKey: string; registrationId: string }>> {
    if (!ids.length) return new Map();
    const rows = await this.unit.query<{ registration_key: string; id: string }>(`SELECT registration_key, id FROM registrations WHERE application_id = ? AND course_key = ? AND id IN (${marks(ids)})`, [applicationId, courseKey, ...ids]);
    return new Map(rows.map(({ registration_key: registrationKey, id }) => [id, { registrationKey, registrationId: id }]));
  }

  async add(recipients: readonly Recipient[]): Promise<void> {
    for (let from = 0; from < recipients.length; from += rowsAtOnce) {
      const some = recipients.slice(from, from + rowsAtOnce);
      await this.unit.execute(`${insertRecipients} ${some.map(() => `(${marks(columns)})`).join(', ')}`, some.flatMap(valuesOf));
    }
  }

  async change(recipientKey: string, fields: Partial<Recipient>): Promise<void> {
    await this.unit.manager.update(Recipient, { recipientKey }, fields as never);
  }

  /** What became of a mail, in one plain statement (the hot path of a large sending). */
  async settle(recipientKey: string, to: { state?: RecipientState; error: string | null; mailedAt?: number; nextReminderAt?: number | null; now: number }): Promise<void> {
    const mailed = to.mailedAt === undefined ? '' : ', mailed_at = ?, next_reminder_at = ?';
    await this.unit.execute(`UPDATE invitation_recipients SET state = COALESCE(?, state), error = ?, updated_at = ?${mailed} WHERE recipient_key = ?`, [
      to.state ?? null, to.error?.slice(0, 500) ?? null, to.now, ...(to.mailedAt === undefined ? [] : [to.mailedAt, to.nextReminderAt ?? null]), recipientKey,
    ]);
  }

  /** How many recipients are in each state. */
  async states(invitationKey: string): Promise<Map<RecipientState, number>> {
    const rows = await this.unit.query<{ state: RecipientState; n: number }>('SELECT state, COUNT(*) AS n FROM invitation_recipients WHERE invitation_key = ? GROUP BY state', [invitationKey]);
    return new Map(rows.map((row) => [row.state, Number(row.n)]));
  }

  /** The first addresses of an invitation, in the order given. */
  async addresses(invitationKey: string, most: number): Promise<string[]> {
    const rows = await this.unit.query<{ email: string }>(`SELECT email FROM invitation_recipients WHERE invitation_key = ? ORDER BY created_at, recipient_key LIMIT ${most}`, [invitationKey]);
    return rows.map((row) => row.email);
  }

  /** Mails that did not arrive, the first ones. */
  async failed(invitationKey: string, most: number): Promise<{ rowNumber: number; address: string; message: string }[]> {
    const rows = await this.unit.query<{ row_no: number; email: string; error: string | null; state: string }>(
      `SELECT row_no, email, error, state FROM invitation_recipients WHERE invitation_key = ? AND state IN ('bounced', 'failed', 'suppressed') ORDER BY row_no LIMIT ${most}`,
      [invitationKey],
    );
    return rows.map((row) => ({ rowNumber: Number(row.row_no), address: row.email, message: row.error ?? row.state }));
  }

  list(applicationId: string, invitationKey: string, q: RecipientQuery, after: (string | number)[] | undefined, limit: number): Promise<Recipient[]> {
    const where = this.conditions(applicationId, invitationKey, q);
    const rest = after ? behind([`p.${q.orderBy}_at`, 'p.recipient_key'], q.direction, after) : { sql: '1 = 1', parameters: [] };
    return this.keysThenRows(
      `SELECT p.recipient_key AS k FROM invitation_recipients p WHERE ${where.sql} AND ${rest.sql} ORDER BY p.${q.orderBy}_at ${q.direction}, p.recipient_key ${q.direction} LIMIT ${limit + 1}`,
      [...where.parameters, ...rest.parameters],
      applicationId,
    );
  }

  async count(applicationId: string, invitationKey: string, q: RecipientQuery): Promise<number> {
    const where = this.conditions(applicationId, invitationKey, q);
    const [row] = await this.unit.query<{ n: number }>(`SELECT COUNT(*) AS n FROM invitation_recipients p WHERE ${where.sql}`, where.parameters);
    return Number(row?.n ?? 0);
  }

  /** Whose reminder is due, the longest due first. */
  dueForReminder(now: number, most: number): Promise<Recipient[]> {
    return this.unit.manager.createQueryBuilder(Recipient, 'p').where('p.next_reminder_at <= :now', { now }).orderBy('p.next_reminder_at').limit(most).getMany();
  }

  /** Plans the next reminder of everybody who was mailed and may still get one. */
  async planReminders(invitationKey: string, nextReminderAt: number | null, mostReminders: number): Promise<void> {
    await this.unit.execute("UPDATE invitation_recipients SET next_reminder_at = ? WHERE invitation_key = ? AND state = 'sent' AND revoked_at IS NULL AND reminders_sent < ?", [
      nextReminderAt, invitationKey, mostReminders,
    ]);
  }

  /** The mails of an invitation that waited will not be sent. */
  async cancelQueued(invitationKey: string, now: number): Promise<void> {
    await this.unit.execute("UPDATE invitation_recipients SET state = 'cancelled', updated_at = ? WHERE invitation_key = ? AND state = 'queued'", [now, invitationKey]);
  }

  /** The registration was deleted: its links lead nowhere. */
  async forgetRegistration(registrationKey: string, now: number): Promise<void> {
    await this.unit.execute(
      "UPDATE invitation_recipients SET state = 'gone', registration_key = NULL, registration_id = NULL, next_reminder_at = NULL, updated_at = ? WHERE registration_key = ?",
      [now, registrationKey],
    );
  }

  private async keysThenRows(sql: string, parameters: (string | number)[], applicationId: string): Promise<Recipient[]> {
    const keys = (await this.unit.query<{ k: string }>(sql, parameters)).map((row) => row.k);
    const found = new Map((await this.findSome(applicationId, keys)).map((one) => [one.recipientKey, one]));
    return keys.flatMap((key) => found.get(key) ?? []);
  }

  private conditions(applicationId: string, invitationKey: string, q: RecipientQuery): { sql: string; parameters: (string | number)[] } {
    const sql = ['p.application_id = ?', 'p.invitation_key = ?'];
    const parameters: (string | number)[] = [applicationId, invitationKey];
    const add = (condition: string, value: string | number | undefined) => {
      if (value === undefined) return;
      sql.push(condition);
      parameters.push(value);
    };
    add(`p.${q.dateField}_at >= ?`, q.since);
    add(`p.${q.dateField}_at <= ?`, q.until);
    add('p.state = ?', q.state);
    add(`LOWER(p.${q.filterBy}) LIKE ? ESCAPE '!'`, q.filter && containing(q.filter));
    return { sql: sql.join(' AND '), parameters };
  }
}
