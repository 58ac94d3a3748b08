import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { ConsoleSession } from './console-session.entity';
import type { Role } from './roles.rules';

/** A session with its administrator and the application it speaks of. */
export interface KnownSession {
  sessionKey: string;
  createdAt: number;
  lastSeenAt: number;
  administratorKey: string;
  email: string;
  isInstallationOwner: boolean;
  isByGroups: boolean;
  roles: Record<string, Role>;
  /** Absent: there is none with that id. */
  application?: { allowDelete: boolean };
}
interface Row {
  session_key: string;
  created_at: number;
  last_seen_at: number;
  administrator_key: string;
  email: string;
  is_installation_owner: number;
  is_by_groups: number | null;
  roles: string;
  application_id: string | null;
  allow_delete: number | null;
}

@Injectable()
export class ConsoleSessionRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** All that a request has to know, in one statement. The management application is no application of the console. */
  async known(tokenHash: string, applicationId: string): Promise<KnownSession | undefined> {
    const [row] = await this.unit.query<Row>(
      `SELECT s.session_key, s.created_at, s.last_seen_at, a.administrator_key, a.email, a.is_installation_owner, a.is_by_groups, a.roles, p.application_id, p.allow_delete FROM console_sessions s
       JOIN administrators a ON a.administrator_key = s.administrator_key LEFT JOIN applications p ON p.application_id = ? AND p.is_management = 0 WHERE s.token_hash = ?`,
      [applicationId, tokenHash],
    );
    return row && {
      sessionKey: row.session_key, createdAt: Number(row.created_at), lastSeenAt: Number(row.last_seen_at), administratorKey: row.administrator_key, email: row.email, isInstallationOwner: Boolean(row.is_installation_owner), isByGroups: Boolean(row.is_by_groups),
      roles: JSON.parse(row.roles) as Record<string, Role>, ...(row.application_id === null ? {} : { application: { allowDelete: row.allow_delete === null || Boolean(row.allow_delete) } }),
    };
  }

  async add(session: ConsoleSession): Promise<void> {
    await this.unit.manager.insert(ConsoleSession, session);
  }

  /** Of an administrator, the newest first. */
  of(administratorKey: string): Promise<ConsoleSession[]> {
    return this.unit.manager.find(ConsoleSession, { where: { administratorKey }, order: { createdAt: 'DESC', sessionKey: 'DESC' } });
  }

  async touch(sessionKey: string, administratorKey: string, now: number): Promise<void> {
    await this.unit.execute('UPDATE console_sessions SET last_seen_at = ? WHERE session_key = ?', [now, sessionKey]);
    await this.unit.execute('UPDATE administrators SET last_seen_at = ? WHERE administrator_key = ?', [now, administratorKey]);
  }

  /** False when there is none. */
  async remove(administratorKey: string, sessionKey: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM console_sessions WHERE administrator_key = ? AND session_key = ?', [administratorKey, sessionKey])).affected > 0;
  }

  /** All of an administrator but `kept`. */
  async removeOthers(administratorKey: string, kept = ''): Promise<void> {
    await this.unit.execute('DELETE FROM console_sessions WHERE administrator_key = ? AND session_key <> ?', [administratorKey, kept]);
  }

  async removeUnseenSince(moment: number): Promise<void> {
    await this.unit.execute('DELETE FROM console_sessions WHERE last_seen_at < ?', [moment]);
  }
}
