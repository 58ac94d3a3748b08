import { Entity, Index } from 'typeorm';
import { FlagColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** One of an application's secret keys; only its hash is kept. */
@Entity('credentials')
@Index('ix_credentials_application', ['applicationId'])
export class Credential {
  @KeyColumn({ name: 'credential_id' }) credentialId!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(255) name!: string;
  @TextColumn(255, { name: 'secret_hash' }) secretHash!: string;
  @FlagColumn() enabled!: boolean;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
