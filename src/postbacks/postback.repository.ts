import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { OpenPostback } from './line-order.rules';

export interface NewPostback {
  postbackKey: string;
  applicationId: string;
  registrationKey: string;
  registrationId: string;
  learnerId: string;
  instanceKey: string;
  instance: number;
  kind: string;
  host: string;
  dueAt: number;
  createdAt: number;
}
/** An event, written already: a line by itself, which waits for no other. */
export interface NewEvent extends Pick<NewPostback, 'postbackKey' | 'applicationId' | 'kind' | 'registrationId' | 'host'> {
  learnerId: string | null;
  body: string;
  now: number;
  /** The webhook it is for; absent: the one address of events. */
  hookKey?: string;
}
export interface ClaimedRow {
  postback_key: string;
  application_id: string;
  registration_key: string;
  instance_key: string;
  host: string;
  due_at: number;
  attempts: number;
  tries: number;
  sequence: number | null;
  created_at: number;
  hook_key: string | null;
}
/** What never changes after a first try. */
export interface Frozen {
  sequence: number;
  body: string;
  content: 'json' | 'xml';
}
export interface NewAttempt {
  key: string;
  /** From 1. */
  attempt: number;
  at: number;
  milliseconds: number;
  address: string;
  status?: number;
  error?: string;
  answer?: string;
}
export interface Settled {
  state: string;
  dueAt: number;
  status: number | null;
  error: string | null;
  finishedAt: number | null;
}

/** Events are of no instance. */
export const isEvent = ({ instance_key: instanceKey }: Pick<ClaimedRow, 'instance_key'>): boolean => instanceKey === '';
const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ');
const rows = (count: number, width: number) => Array.from({ length: count }, () => `(${Array.from({ length: width }, () => '?').join(', ')})`).join(', ');
const free = 'locked_by = NULL, locked_until = NULL';

@Injectable()
export class PostbackRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** Queues messages; one that waits for the same instance is joined: due a while after the newest event, `longestMs` after the first one at the latest. */
  async join(postbacks: readonly NewPostback[], longestMs: number): Promise<void> {
    if (!postbacks.length) return;
    const mysql = this.unit.dialect === 'mysql';
    const lines = [...new Map(postbacks.map((one) => [one.registrationKey, one.applicationId]))].sort(([a], [b]) => (a < b ? -1 : 1));
    const known = mysql ? 'ON DUPLICATE KEY UPDATE sequence = sequence' : 'ON CONFLICT DO NOTHING';
    await this.unit.execute(`INSERT INTO postback_lines (registration_key, application_id, sequence) VALUES ${rows(lines.length, 3)} ${known}`, lines.flatMap(([key, applicationId]) => [key, applicationId, 0]));
    const joined = mysql
      ? `ON DUPLICATE KEY UPDATE due_at = LEAST(VALUES(due_at), created_at + ${longestMs}), host = VALUES(host)`
      : `ON CONFLICT (open_key) DO UPDATE SET due_at = MIN(excluded.due_at, created_at + ${longestMs}), host = excluded.host`;
    await this.unit.execute(
      `INSERT INTO postbacks (postback_key, application_id, registration_key, registration_id, learner_id, instance_key, instance, kind, open_key, state, host, due_at, attempts, tries, created_at) VALUES ${rows(postbacks.length, 15)} ${joined}`,
      postbacks.flatMap((p) => [p.postbackKey, p.applicationId, p.registrationKey, p.registrationId, p.learnerId, p.instanceKey, p.instance, p.kind, p.instanceKey, 'waiting', p.host, p.dueAt, 0, 0, p.createdAt]),
    );
  }

  /** Idempotent: an event that is known is not queued again. */
  async addEvents(events: readonly NewEvent[]): Promise<void> {
    if (!events.length) return;
    const known = this.unit.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE postback_key = postbacks.postback_key' : 'ON CONFLICT DO NOTHING';
    await this.unit.execute(
      `INSERT INTO postbacks (postback_key, application_id, registration_key, registration_id, learner_id, instance_key, instance, kind, state, host, due_at, attempts, tries, sequence, body, content, created_at, hook_key)
       VALUES ${rows(events.length, 18)} ${known}`,
      events.flatMap((e) => [e.postbackKey, e.applicationId, e.postbackKey, e.registrationId, e.learnerId, '', 0, e.kind, 'waiting', e.host, e.now, 0, 0, 0, e.body, 'json', e.now, e.hookKey ?? null]),
    );
  }

  /** Frees what a life of this place that was killed had claimed. */
  async freeEarlierLife(place: string): Promise<void> {
    await this.unit.execute(`UPDATE postbacks SET state = 'waiting', ${free} WHERE state = 'sending' AND locked_by LIKE ?`, [`${place}:%`]);
  }

  async renew(node: string, keys: readonly string[], until: number): Promise<void> {
    if (keys.length) await this.unit.execute(`UPDATE postbacks SET locked_until = ? WHERE locked_by = ? AND postback_key IN (${marks(keys)})`, [until, node, ...keys]);
  }

  async freeExpired(now: number): Promise<void> {
    await this.unit.execute(`UPDATE postbacks SET state = 'waiting', ${free} WHERE state = 'sending' AND locked_until < ?`, [now]);
  }

  /** Claimed messages that were not tried are due again. */
  async putBack(node: string, keys: readonly string[]): Promise<void> {
    if (keys.length) await this.unit.execute(`UPDATE postbacks SET state = 'waiting', ${free} WHERE locked_by = ? AND postback_key IN (${marks(keys)})`, [node, ...keys]);
  }

  /** The receiver behind `host` that has a waiting message, and when its first one is due: a seek in the index. */
  async nextHost(host: string): Promise<{ host: string; dueAt: number } | undefined> {
    const [row] = await this.unit.query<{ host: string; due_at: number }>("SELECT host, due_at FROM postbacks WHERE state = 'waiting' AND host > ? ORDER BY host, due_at LIMIT 1", [host]);
    return row && { host: row.host, dueAt: Number(row.due_at) };
  }

  /** Due messages of a receiver, locked against other nodes, the one due longest first. */
  due(host: string, now: number, most: number): Promise<ClaimedRow[]> {
    const skip = this.unit.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    return this.unit.query<ClaimedRow>(
      `SELECT postback_key, application_id, registration_key, instance_key, host, due_at, attempts, tries, sequence, created_at, hook_key FROM postbacks
       WHERE state = 'waiting' AND host = ? AND due_at <= ? ORDER BY due_at LIMIT ${most}${skip}`,
      [host, now],
    );
  }

  /** Everything open in the lines of these registrations, the lines locked. */
  async openIn(registrationKeys: readonly string[]): Promise<OpenPostback[]> {
    const keys = [...registrationKeys].sort();
    if (this.unit.dialect === 'mysql') await this.unit.query(`SELECT registration_key FROM postback_lines WHERE registration_key IN (${marks(keys)}) ORDER BY registration_key FOR UPDATE`, keys);
    const found = await this.unit.query<{ postback_key: string; registration_key: string; instance_key: string; state: 'waiting' | 'sending'; due_at: number; sequence: number | null }>(
      `SELECT postback_key, registration_key, instance_key, state, due_at, sequence FROM postbacks WHERE registration_key IN (${marks(keys)}) AND state IN ('waiting', 'sending')`,
      keys,
    );
    return found.map((row) => ({
      postbackKey: row.postback_key, registrationKey: row.registration_key, instanceKey: row.instance_key, state: row.state, dueAt: Number(row.due_at), sequence: row.sequence === null ? null : Number(row.sequence),
    }));
  }

  async claim(keys: readonly string[], node: string, until: number): Promise<void> {
    if (keys.length) await this.unit.execute(`UPDATE postbacks SET state = 'sending', open_key = NULL, locked_by = ?, locked_until = ? WHERE postback_key IN (${marks(keys)})`, [node, until, ...keys]);
  }

  async delay(keys: readonly string[], until: number): Promise<void> {
    if (keys.length) await this.unit.execute(`UPDATE postbacks SET due_at = ? WHERE postback_key IN (${marks(keys)})`, [until, ...keys]);
  }

  /** Ends messages that are not tried (again). */
  async end(keys: readonly string[], state: 'superseded' | 'dropped', why: string, now: number): Promise<void> {
    if (keys.length) await this.unit.execute(`UPDATE postbacks SET state = ?, open_key = NULL, last_error = ?, finished_at = ?, ${free} WHERE postback_key IN (${marks(keys)})`, [state, why, now, ...keys]);
  }

  async bodiesOf(keys: readonly string[]): Promise<Map<string, { body: string; content: 'json' | 'xml' }>> {
    if (!keys.length) return new Map();
    const found = await this.unit.query<{ postback_key: string; body: string; content: 'json' | 'xml' }>(`SELECT postback_key, body, content FROM postbacks WHERE postback_key IN (${marks(keys)})`, [...keys]);
    return new Map(found.map((row) => [row.postback_key, row]));
  }

  /** The next number of each of these registrations. */
  async nextSequences(registrationKeys: readonly string[]): Promise<Map<string, number>> {
    if (!registrationKeys.length) return new Map();
    await this.unit.execute(`UPDATE postback_lines SET sequence = sequence + 1 WHERE registration_key IN (${marks(registrationKeys)})`, [...registrationKeys]);
    const found = await this.unit.query<{ registration_key: string; sequence: number }>(`SELECT registration_key, sequence FROM postback_lines WHERE registration_key IN (${marks(registrationKeys)})`, [...registrationKeys]);
    return new Map(found.map((row) => [row.registration_key, Number(row.sequence)]));
  }

  async freeze(key: string, { sequence, body, content }: Frozen): Promise<void> {
    await this.unit.execute('UPDATE postbacks SET sequence = ?, body = ?, content = ? WHERE postback_key = ?', [sequence, body, content, key]);
  }

  /** The address changed to another receiver: the message takes its turn there. */
  async move(key: string, host: string): Promise<void> {
    await this.unit.execute(`UPDATE postbacks SET state = 'waiting', host = ?, ${free} WHERE postback_key = ?`, [host, key]);
  }

  /** Those of `keys` that are still claimed by the node, locked. */
  async claimedBy(node: string, keys: readonly string[]): Promise<Set<string>> {
    if (!keys.length) return new Set();
    const found = await this.unit.query<{ k: string }>(`SELECT postback_key AS k FROM postbacks WHERE postback_key IN (${marks(keys)}) AND locked_by = ? ORDER BY postback_key${this.unit.forUpdate}`, [...keys, node]);
    return new Set(found.map(({ k }) => k));
  }

  /** After a try with the same outcome for all. */
  async settle(keys: readonly string[], to: Settled): Promise<void> {
    await this.unit.execute(
      `UPDATE postbacks SET state = ?, due_at = ?, attempts = attempts + 1, tries = tries + 1, last_status = ?, last_error = ?, finished_at = ?, ${free} WHERE postback_key IN (${marks(keys)})`,
      [to.state, to.dueAt, to.status, to.error, to.finishedAt, ...keys],
    );
  }

  async addAttempts(made: readonly NewAttempt[]): Promise<void> {
    if (!made.length) return;
    await this.unit.execute(
      `INSERT INTO postback_attempts (postback_key, attempt, at, milliseconds, address, status, error, answer) VALUES ${rows(made.length, 8)}`,
      made.flatMap((one) => [one.key, one.attempt, one.at, one.milliseconds, one.address, one.status ?? null, one.error ?? null, one.answer ?? null]),
    );
  }
}
