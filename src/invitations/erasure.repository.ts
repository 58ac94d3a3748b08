import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { containing } from '../platform/database/list-conditions.rules';
import { emailKeyOf, type RecipientRow } from './recipient-rows.rules';

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
/** Stands where an address was. */
const erased = 'erased';

/** Where invitations keep what belongs to one person. */
@Injectable()
export class ErasureRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async knows(applicationId: string, emailKey: string): Promise<boolean> {
    const found = await this.unit.query('SELECT recipient_key FROM invitation_recipients WHERE email_key = ? AND application_id = ? LIMIT 1', [emailKey, applicationId]);
    return found.length > 0;
  }

  async find(applicationId: string, emailKey: string, registrationKeys: readonly string[]): Promise<{ recipientKey: string; emailKey: string }[]> {
    const columns = 'SELECT recipient_key, email_key FROM invitation_recipients WHERE';
    const rows = await this.unit.query<{ recipient_key: string; email_key: string }>(`${columns} email_key = ? AND application_id = ?`, [emailKey, applicationId]);
    if (registrationKeys.length) rows.push(...(await this.unit.query<{ recipient_key: string; email_key: string }>(`${columns} registration_key IN (${marks(registrationKeys)})`, [...registrationKeys])));
    return [...new Map(rows.map((row) => [row.recipient_key, { recipientKey: row.recipient_key, emailKey: row.email_key }])).values()];
  }

  async blank(recipientKeys: readonly string[], now: number): Promise<void> {
    if (!recipientKeys.length) return;
    await this.unit.execute(
      `UPDATE invitation_recipients SET email = ?, email_key = recipient_key, first_name = NULL, last_name = NULL, locale = NULL, fields = NULL, state = 'gone', error = NULL, registration_key = NULL,
       registration_id = NULL, next_reminder_at = NULL, updated_at = ? WHERE recipient_key IN (${marks(recipientKeys)})`,
      [erased, now, ...recipientKeys],
    );
  }

  /** Rows that became no recipient, and those that are still to become one. */
  async blankRows(applicationId: string, emailKey: string): Promise<void> {
    await this.unit.execute('UPDATE invitation_row_errors SET address = ? WHERE application_id = ? AND LOWER(address) = ?', [erased, applicationId, emailKey]);
    const parts = await this.unit.query<{ part_key: string; rows_json: string }>(`SELECT part_key, rows_json FROM invitation_parts WHERE application_id = ? AND LOWER(rows_json) LIKE ? ESCAPE '!'${this.unit.forUpdate}`, [
      applicationId, containing(JSON.stringify(emailKey).slice(1, -1)),
    ]);
    for (const part of parts) {
      const rows = (JSON.parse(part.rows_json) as RecipientRow[]).map((row) => (emailKeyOf(row.email) === emailKey ? { email: erased } : row));
      await this.unit.execute('UPDATE invitation_parts SET rows_json = ? WHERE part_key = ?', [JSON.stringify(rows), part.part_key]);
    }
  }
}
