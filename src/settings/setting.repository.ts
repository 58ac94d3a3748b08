import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { SettingLevel, StoredSetting } from './effective-settings.rules';

interface Row {
  kind: StoredSetting['kind'];
  item_key: string;
  setting_id: string;
  value: string;
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

@Injectable()
export class SettingRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Everything that is set on any of the levels, in one statement. */
  async of(applicationId: string, levels: readonly SettingLevel[]): Promise<StoredSetting[]> {
    const keys = [...new Set(levels.map(({ itemKey }) => itemKey))];
    if (!keys.length) return [];
    const rows = await this.unit.query<Row>(`SELECT kind, item_key, setting_id, value FROM settings WHERE application_id = ? AND item_key IN (${marks(keys)})`, [applicationId, ...keys]);
    return rows.map((row) => ({ kind: row.kind, itemKey: row.item_key, settingId: row.setting_id, value: row.value }));
  }

  /** Sets the values at one level, whatever was there. */
  async put(applicationId: string, { kind, itemKey }: SettingLevel, values: ReadonlyMap<string, string>): Promise<void> {
    if (values.size === 0) return;
    const rows = [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, value]) => [applicationId, itemKey, kind, id, value]);
    await this.unit.execute(`REPLACE INTO settings (application_id, item_key, kind, setting_id, value) VALUES ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`, rows.flat());
  }

  async remove(applicationId: string, { kind, itemKey }: SettingLevel, settingId: string): Promise<void> {
    await this.unit.execute('DELETE FROM settings WHERE application_id = ? AND item_key = ? AND kind = ? AND setting_id = ?', [applicationId, itemKey, kind, settingId]);
  }

  /** On every level. */
  async removeApplication(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM settings WHERE application_id = ?', [applicationId]);
  }

  async removeAllOf(applicationId: string, itemKeys: readonly string[]): Promise<void> {
    if (itemKeys.length) await this.unit.execute(`DELETE FROM settings WHERE application_id = ? AND item_key IN (${marks(itemKeys)})`, [applicationId, ...itemKeys]);
  }
}
