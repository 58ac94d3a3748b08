import { Entity, Index } from 'typeorm';
import { FlagColumn, KeyColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** The key inside one downloaded zip, kept as its hash; revoking it stops that zip and no other. */
@Entity('dispatch_keys')
@Index('uq_dispatch_keys_hash', ['keyHash'], { unique: true })
@Index('ix_dispatch_keys_dispatch', ['dispatchKey'])
export class PackageKey {
  @KeyColumn({ name: 'key_id' }) keyId!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  @TextColumn(64, { name: 'key_hash' }) keyHash!: string;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  /** May lie ahead: until then the zip goes on working. */
  @MomentColumn({ name: 'revoked_at', nullable: true }) revokedAt!: number | null;
  /** Launches through this zip are tests: they count nowhere. */
  @FlagColumn({ name: 'is_test', nullable: true }) isTest!: boolean | null;
}
