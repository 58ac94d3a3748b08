import { Entity, Index } from 'typeorm';
import { FlagColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** One of an application's secret keys: its hash, and the secret itself sealed, because the signatures of the v1 API are made of it. */
@Entity('credentials')
@Index('ix_credentials_application', ['applicationId'])
export class Credential {
  @KeyColumn({ name: 'credential_id' }) credentialId!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(255) name!: string;
  @TextColumn(255, { name: 'secret_hash' }) secretHash!: string;
  /** `null` until the secret was used once, for keys that are older than the v1 API. */
  @LongTextColumn({ name: 'sealed_secret', nullable: true }) sealedSecret!: string | null;
  @FlagColumn() enabled!: boolean;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
