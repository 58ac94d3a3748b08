import { Entity, Index } from 'typeorm';
import { KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** An administrator signed in with one browser. */
@Entity('console_sessions')
@Index('uq_console_sessions_token', ['tokenHash'], { unique: true })
@Index('ix_console_sessions_administrator', ['administratorKey', 'createdAt'])
@Index('ix_console_sessions_seen', ['lastSeenAt'])
export class ConsoleSession {
  @KeyColumn({ name: 'session_key' }) sessionKey!: string;
  /** Of the 256 random bits in the cookie. */
  @TextColumn(64, { name: 'token_hash' }) tokenHash!: string;
  @TextColumn(26, { name: 'administrator_key' }) administratorKey!: string;
  @TextColumn(64) address!: string;
  /** The User-Agent header. */
  @TextColumn(255) browser!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  /** Exact to five minutes. */
  @MomentColumn({ name: 'last_seen_at' }) lastSeenAt!: number;
}
