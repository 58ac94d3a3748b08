import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { TaggedKind } from './tag-words.rules';

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
const rowsAtOnce = 200;

@Injectable()
export class TagRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** The tags of each of the things, in alphabetical order; things without a tag are absent. The plus sign changes no value: it keeps SQLite from walking through all words of the application. */
  async of(applicationId: string, kind: TaggedKind, itemKeys: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    if (itemKeys.length === 0) return found;
    const rows = await this.unit.query<{ item_key: string; tag: string }>(
      `SELECT item_key, tag FROM tags WHERE application_id = ? AND kind = ? AND item_key IN (${marks(itemKeys)}) ORDER BY +tag`,
      [applicationId, kind, ...itemKeys],
    );
    for (const { item_key: key, tag } of rows) found.set(key, [...(found.get(key) ?? []), tag]);
    return found;
  }

  /** Every tag on every thing. */
  async add(applicationId: string, kind: TaggedKind, itemKeys: readonly string[], tags: readonly string[]): Promise<void> {
    await this.remove(applicationId, kind, itemKeys, tags);
    const pairs = itemKeys.flatMap((key) => tags.map((tag) => [applicationId, kind, key, tag]));
    for (let i = 0; i < pairs.length; i += rowsAtOnce) {
      const some = pairs.slice(i, i + rowsAtOnce);
      await this.unit.execute(`INSERT INTO tags (application_id, kind, item_key, tag) VALUES ${some.map(() => '(?, ?, ?, ?)').join(', ')}`, some.flat());
    }
  }

  async remove(applicationId: string, kind: TaggedKind, itemKeys: readonly string[], tags: readonly string[]): Promise<void> {
    if (itemKeys.length === 0 || tags.length === 0) return;
    await this.unit.execute(
      `DELETE FROM tags WHERE application_id = ? AND kind = ? AND item_key IN (${marks(itemKeys)}) AND tag IN (${marks(tags)})`,
      [applicationId, kind, ...itemKeys, ...tags],
    );
  }

  async removeApplication(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM tags WHERE application_id = ?', [applicationId]);
  }

  async removeAll(applicationId: string, kind: TaggedKind, itemKeys: readonly string[]): Promise<void> {
    if (itemKeys.length === 0) return;
    await this.unit.execute(`DELETE FROM tags WHERE application_id = ? AND kind = ? AND item_key IN (${marks(itemKeys)})`, [applicationId, kind, ...itemKeys]);
  }
}
