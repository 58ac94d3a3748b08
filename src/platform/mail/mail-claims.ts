import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Config } from '../config/config';
import { UnitOfWork } from '../database/unit-of-work';
import { placeOf } from '../jobs/worker-place';
import { randomSecret } from '../random-ids';
import type { QueuedMail } from './mail-queue';
import { MailRate } from './mail-rate';
import { plainAddress } from './mail-suppressions';

export interface ClaimedMail extends QueuedMail {
  firstTriedAt: number | null;
}
interface Row {
  mail_key: string;
  application_id: string;
  kind: string;
  subject_key: string;
  group_key: string | null;
  recipient: string;
  data: string | null;
  attempts: number;
  first_tried_at: number | null;
}

const leaseMs = 30_000;
/** So long the list of applications with due mail is trusted; longer where there are many, each of which costs a seek. */
const lookMs = 500;
const lookMsEach = 2;
const fewApplications = 50;
const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ');

const mailOf = (row: Row): ClaimedMail => ({
  mailKey: row.mail_key, applicationId: row.application_id, kind: row.kind, subjectKey: row.subject_key, groupKey: row.group_key, to: row.recipient,
  data: row.data ? (JSON.parse(row.data) as Record<string, unknown>) : {}, attempts: Number(row.attempts), firstTriedAt: row.first_tried_at === null ? null : Number(row.first_tried_at),
});

/** Which queued mails this process works on: claimed in batches under a lease, in turns between the applications. */
@Injectable()
export class MailClaims {
  private readonly place: string;
  private readonly node: string;
  private readonly mine = new Set<string>();
  /** Applications with due mail, the next one first. */
  private due: string[] = [];
  private lookedAt = Number.NEGATIVE_INFINITY;
  /** Applications with queued mail when we looked, due or not. */
  private seen = 0;
  private lastServed = '';

  constructor(
    private readonly unit: UnitOfWork,
    private readonly rate: MailRate,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.place = placeOf(config);
    this.node = `${this.place}:${randomSecret(9)}`;
  }

  /** Frees what a life of this place that was killed had claimed. */
  async freeEarlierLife(): Promise<void> {
    await this.unit.run(() => this.unit.execute("UPDATE mails SET state = 'ready', locked_by = NULL, locked_until = NULL WHERE state = 'sending' AND locked_by LIKE ?", [`${this.place}:%`]));
  }

  /** Prolongs our leases and frees those that ran out. */
  async renew(): Promise<void> {
    const now = this.clock.now();
    const keys = [...this.mine];
    await this.unit.run(async () => {
      if (keys.length) await this.unit.execute(`UPDATE mails SET locked_until = ? WHERE locked_by = ? AND mail_key IN (${marks(keys)})`, [now + leaseMs, this.node, ...keys]);
      await this.unit.execute("UPDATE mails SET state = 'ready', locked_by = NULL, locked_until = NULL WHERE state = 'sending' AND locked_until < ?", [now]);
    });
  }

  /** New mail may be there. */
  lookAgain(): void {
    if (this.seen <= fewApplications) this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Claims up to `most` due mails of these kinds, one of each application after the other. */
  async take(most: number, kinds: readonly string[]): Promise<ClaimedMail[]> {
    if (!kinds.length) return [];
    if (performance.now() - this.lookedAt > Math.max(lookMs, lookMsEach * this.seen)) await this.look();
    const { claimed, exhausted } = await this.unit.run(() => this.claim(most, kinds));
    const mails = claimed.filter((mail) => !this.mine.has(mail.mailKey)); // one we have already may come again after its lease ran out
    const gone = new Set(exhausted);
    this.due = this.due.filter((applicationId) => !gone.has(applicationId));
    const last = claimed.at(-1);
    if (last) {
      this.lastServed = last.applicationId;
      this.due = this.behind(this.due);
    }
    for (const mail of mails) {
      this.mine.add(mail.mailKey);
      this.rate.claimed(mail.applicationId);
    }
    return mails;
  }

  /** Claimed mails that were not tried are due again. */
  async putBack(mails: readonly ClaimedMail[]): Promise<void> {
    if (!mails.length) return;
    for (const mail of mails) this.rate.unsent(mail.applicationId);
    const keys = mails.map((mail) => mail.mailKey);
    await this.unit.run(() =>
      this.unit.execute(`UPDATE mails SET state = 'ready', locked_by = NULL, locked_until = NULL WHERE locked_by = ? AND mail_key IN (${marks(keys)})`, [this.node, ...keys]),
    );
    for (const key of keys) this.mine.delete(key);
  }

  /** Claimed mails that nobody wants any more. */
  async drop(mails: readonly ClaimedMail[]): Promise<void> {
    if (!mails.length) return;
    const keys = mails.map((mail) => mail.mailKey);
    await this.unit.run(() => this.unit.execute(`DELETE FROM mails WHERE locked_by = ? AND mail_key IN (${marks(keys)})`, [this.node, ...keys]));
    for (const mail of mails) this.letGo(mail);
  }

  /** A claimed mail that is not sent now. */
  letGo(mail: ClaimedMail): void {
    this.rate.unsent(mail.applicationId);
    this.forget(mail);
  }

  /** A mail that has been settled, or is no longer ours. */
  forget(mail: ClaimedMail): void {
    this.mine.delete(mail.mailKey);
  }

  /** In a unit of work: whether a claimed mail may still be sent; `gone` when it was cancelled, held or taken over. */
  async standing(mail: ClaimedMail, isReminder: boolean): Promise<'go' | 'gone' | 'suppressed'> {
    const [row] = await this.unit.query<{ scope: string | null }>(
      `SELECT (SELECT s.scope FROM mail_suppressions s WHERE s.application_id = ? AND s.address = ?) AS scope FROM mails m WHERE m.mail_key = ? AND m.locked_by = ?`,
      [mail.applicationId, plainAddress(mail.to), mail.mailKey, this.node],
    );
    if (!row) return 'gone';
    return row.scope === 'all' || (row.scope && isReminder) ? 'suppressed' : 'go';
  }

  /** In a unit of work: the mail is due again at `dueAt`, and that try counts. Answers false when it is no longer ours. */
  async delay(mail: ClaimedMail, dueAt: number): Promise<boolean> {
    const { affected } = await this.unit.execute(
      "UPDATE mails SET state = 'ready', due_at = ?, attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, ?), locked_by = NULL, locked_until = NULL WHERE mail_key = ? AND locked_by = ?",
      [dueAt, this.clock.now(), mail.mailKey, this.node],
    );
    return affected > 0;
  }

  /** In a unit of work: the mail has come to its end, whoever holds it now. */
  async end(mail: ClaimedMail): Promise<void> {
    await this.unit.execute('DELETE FROM mails WHERE mail_key = ?', [mail.mailKey]);
  }

  /** A seek in the index for each application with queued mail, however much that is. */
  private async look(): Promise<void> {
    this.lookedAt = performance.now();
    const now = this.clock.now();
    const due: string[] = [];
    await this.unit.run(async () => {
      due.length = 0; // a unit may be replayed
      this.seen = 0;
      for (let last = ''; ; this.seen++) {
        const [next] = await this.unit.query<{ application_id: string; due_at: number }>(
          "SELECT application_id, due_at FROM mails WHERE state = 'ready' AND application_id > ? ORDER BY application_id, due_at LIMIT 1",
          [last],
        );
        if (!next) return;
        last = next.application_id;
        if (Number(next.due_at) <= now) due.push(last);
      }
    });
    this.due = this.behind(due);
  }

  /** The same applications, beginning behind the one that was served last. */
  private behind(applications: string[]): string[] {
    const at = applications.findIndex((applicationId) => applicationId > this.lastServed);
    return at < 0 ? applications : [...applications.slice(at), ...applications.slice(0, at)];
  }

  private async claim(most: number, kinds: readonly string[]): Promise<{ claimed: ClaimedMail[]; exhausted: string[] }> {
    const shares: ClaimedMail[][] = [];
    const exhausted: string[] = [];
    let found = 0;
    const turn = this.due.slice(0, most);
    for (const [n, applicationId] of turn.entries()) {
      const share = Math.ceil((most - found) / (turn.length - n));
      const rows = await this.rowsOf(applicationId, Math.min(share, this.rate.allowance(applicationId)), kinds);
      if (rows.length < share) exhausted.push(applicationId);
      shares.push(rows.map(mailOf));
      found += rows.length;
    }
    const claimed = inTurns(shares);
    const keys = claimed.map((mail) => mail.mailKey);
    if (keys.length)
      await this.unit.execute(`UPDATE mails SET state = 'sending', locked_by = ?, locked_until = ? WHERE mail_key IN (${marks(keys)})`, [this.node, this.clock.now() + leaseMs, ...keys]);
    return { claimed, exhausted };
  }

  private async rowsOf(applicationId: string, most: number, kinds: readonly string[]): Promise<Row[]> {
    if (most < 1) return [];
    const skip = this.unit.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    return this.unit.query<Row>(
      `SELECT mail_key, application_id, kind, subject_key, group_key, recipient, data, attempts, first_tried_at FROM mails
       WHERE state = 'ready' AND application_id = ? AND due_at <= ? AND kind IN (${marks(kinds)}) ORDER BY due_at LIMIT ${most}${skip}`,
      [applicationId, this.clock.now(), ...kinds],
    );
  }
}

/** The first of each, then the second of each ... */
function inTurns<T>(lists: readonly T[][]): T[] {
  const all: T[] = [];
  for (let n = 0; all.length < lists.reduce((sum, list) => sum + list.length, 0); n++) for (const list of lists) if (n < list.length) all.push(list[n] as T);
  return all;
}
