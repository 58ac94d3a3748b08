import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newOrderedKey } from '../../platform/random-ids';
import type { FoundTimeline, TimelineEntry, TimelineHead } from './timeline-entry.rules';

const most = { entries: 200, bytes: 64 * 1024 };
const columns = 'timeline_key, code, application_id, dispatch_key, learner_key, learner, outcome, package_version, origin, created_at, updated_at';
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

type Row = Record<string, string | number | null>;
const foundIn = (row: Row): FoundTimeline => ({
  timelineKey: String(row['timeline_key']), code: String(row['code']), applicationId: String(row['application_id']), dispatchKey: String(row['dispatch_key']), learnerKey: row['learner_key'] == null ? null : String(row['learner_key']),
  learner: String(row['learner']), outcome: String(row['outcome']), packageVersion: String(row['package_version']), origin: String(row['origin']), createdAt: Number(row['created_at']), updatedAt: Number(row['updated_at']),
});

@Injectable()
export class LaunchTimelineRepository {
  constructor(private readonly unit: UnitOfWork) {}

  async add(heads: readonly TimelineHead[]): Promise<void> {
    if (heads.length === 0) return;
    const values = heads.flatMap((h) => [h.timelineKey, h.code, h.applicationId, h.dispatchKey, h.learnerKey, h.learner, h.outcome, h.packageVersion, h.origin, h.createdAt, h.createdAt]);
    await this.unit.execute(`INSERT INTO launch_timelines (${columns}, entries_kept, bytes_kept) VALUES ${heads.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)').join(', ')}`, values);
  }

  /** Adds entries as long as the timeline is not full; what is too much is left out. */
  async grow(timelineKey: string, entries: readonly TimelineEntry[], now: number): Promise<void> {
    const text = JSON.stringify(entries);
    const bytes = Buffer.byteLength(text);
    const grown = await this.unit.execute(
      'UPDATE launch_timelines SET entries_kept = entries_kept + ?, bytes_kept = bytes_kept + ?, updated_at = ? WHERE timeline_key = ? AND entries_kept + ? <= ? AND bytes_kept + ? <= ?',
      [entries.length, bytes, now, timelineKey, entries.length, most.entries, bytes, most.bytes],
    );
    if (grown.affected) await this.unit.execute('INSERT INTO launch_timeline_parts (timeline_key, part_key, entries) VALUES (?, ?, ?)', [timelineKey, newOrderedKey(), text]);
  }

  /** Not bound to a tenant: the code is the key. */
  async byCode(code: string): Promise<FoundTimeline | undefined> {
    const [row] = await this.unit.query<Row>(`SELECT ${columns} FROM launch_timelines WHERE code = ?`, [code]);
    return row && foundIn(row);
  }

  /** Newest first; one more than `limit`. */
  async ofDispatch(applicationId: string, dispatchKey: string, before: string | undefined, limit: number): Promise<FoundTimeline[]> {
    const rest = before === undefined ? '' : 'AND timeline_key < ?';
    const rows = await this.unit.query<Row>(
      `SELECT ${columns} FROM launch_timelines WHERE +application_id = ? AND dispatch_key = ? ${rest} ORDER BY timeline_key DESC LIMIT ${limit + 1}`,
      [applicationId, dispatchKey, ...(before === undefined ? [] : [before])],
    );
    return rows.map(foundIn);
  }

  async entriesOf(timelineKey: string): Promise<TimelineEntry[]> {
    const rows = await this.unit.query<{ entries: string }>('SELECT entries FROM launch_timeline_parts WHERE timeline_key = ? ORDER BY part_key', [timelineKey]);
    return rows.flatMap(({ entries }) => JSON.parse(entries) as TimelineEntry[]).sort((a, b) => a.at - b.at);
  }

  async dispatchNames(dispatchKey: string): Promise<{ dispatchId: string; courseTitle: string } | undefined> {
    const [row] = await this.unit.query<{ id: string; title: string }>('SELECT d.id, c.title FROM dispatches d JOIN courses c ON c.course_key = d.course_key WHERE d.dispatch_key = ?', [dispatchKey]);
    return row && { dispatchId: row.id, courseTitle: row.title };
  }

  /** Removes up to `atMost` timelines that are older, and answers how many. */
  async removeBefore(createdBefore: number, atMost: number): Promise<number> {
    const rows = await this.unit.query<{ k: string }>(`SELECT timeline_key AS k FROM launch_timelines WHERE created_at < ? ORDER BY created_at LIMIT ${atMost}`, [createdBefore]);
    return this.remove(rows.map(({ k }) => k));
  }

  async removeLearners(applicationId: string, learnerKeys: readonly string[]): Promise<void> {
    const rows = await this.unit.query<{ k: string }>(`SELECT timeline_key AS k FROM launch_timelines WHERE application_id = ? AND learner_key IN (${marks(learnerKeys)})`, [applicationId, ...learnerKeys]);
    for (let i = 0; i < rows.length; i += 500) await this.remove(rows.slice(i, i + 500).map(({ k }) => k));
  }

  private async remove(keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    for (const table of ['launch_timeline_parts', 'launch_timelines']) await this.unit.execute(`DELETE FROM ${table} WHERE timeline_key IN (${marks(keys)})`, [...keys]);
    return keys.length;
  }
}
