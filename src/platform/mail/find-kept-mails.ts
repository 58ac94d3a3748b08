import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work';
import { invalidInput } from '../failure';
import type { KeptMessage } from './kept-mail-transport';
import { plainAddress } from './mail-suppressions';

export interface KeptMailLine {
  id: string;
  to: string;
  subject: string;
  /** Milliseconds UTC. */
  createdAt: number;
}
interface Row {
  mail_key: string;
  address: string;
  subject: string;
  created_at: number;
}

const pageSize = 50;
const lineOf = (row: Row): KeptMailLine => ({ id: row.mail_key, to: row.address, subject: row.subject, createdAt: Number(row.created_at) });

/** What an application would have sent, had there been a mail server. */
@Injectable()
export class FindKeptMails {
  constructor(private readonly unit: UnitOfWork) {}

  /** A page of up to 50, the newest first; `to` is a whole address. Failure: invalid-input for a `more` that is none. */
  async page(applicationId: string, { to, more }: { to?: string; more?: string }): Promise<{ messages: KeptMailLine[]; more?: string }> {
    const [, moment, key] = /^(\d{1,15})-([0-9a-z]{26})$/.exec(more ?? '') ?? [];
    if (more && !key) throw invalidInput('more', 'is not a token of this list; start again without it');
    const conditions = ['application_id = ?', ...(to ? ['recipient = ?'] : []), ...(key ? ['(created_at < ? OR (created_at = ? AND mail_key < ?))'] : [])];
    const parameters = [applicationId, ...(to ? [plainAddress(to)] : []), ...(key ? [Number(moment), Number(moment), key] : [])];
    const rows = await this.unit.run(() =>
      this.unit.query<Row>(`SELECT mail_key, address, subject, created_at FROM kept_mails WHERE ${conditions.join(' AND ')} ORDER BY created_at DESC, mail_key DESC LIMIT ${pageSize + 1}`, parameters),
    );
    const messages = rows.slice(0, pageSize).map(lineOf);
    const last = messages.at(-1);
    return { messages, ...(rows.length > pageSize && last ? { more: `${last.createdAt}-${last.id}` } : {}) };
  }

  async one(applicationId: string, id: string): Promise<(KeptMailLine & KeptMessage) | undefined> {
    const [row] = await this.unit.run(() =>
      this.unit.query<Row & { message: string }>('SELECT mail_key, address, subject, created_at, message FROM kept_mails WHERE application_id = ? AND mail_key = ?', [applicationId, id]),
    );
    return row && { ...lineOf(row), ...(JSON.parse(row.message) as KeptMessage) };
  }
}
