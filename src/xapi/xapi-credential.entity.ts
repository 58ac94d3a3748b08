import { Entity, Index } from 'typeorm';
import { FlagColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** A user name (its id) and secret for the application's statements. The secret can be shown again and is therefore sealed, not hashed. */
@Entity('xapi_credentials')
@Index('ix_xapi_credentials_updated', ['applicationId', 'updatedAt', 'credentialId'])
@Index('ix_xapi_credentials_created', ['applicationId', 'createdAt', 'credentialId'])
export class XapiCredential {
  @KeyColumn({ name: 'credential_id' }) credentialId!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(255) name!: string;
  @LongTextColumn({ nullable: true }) info!: string | null;
  @LongTextColumn({ name: 'sealed_secret' }) sealedSecret!: string;
  @FlagColumn() enabled!: boolean;
  @TextColumn(16, { name: 'auth_type' }) authType!: 'BASICAUTH' | 'OAUTH';
  @TextColumn(16, { name: 'permissions_level' }) permissionsLevel!: 'DEFAULT' | 'USER' | 'ROOT' | 'READONLY' | 'WRITEONLY';
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
