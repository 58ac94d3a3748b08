import { Entity } from 'typeorm';
import { KeyColumn, TextColumn } from '../platform/database/portable-columns';

/** The keyed hash of a code that stands once for a lost authenticator. */
@Entity('administrator_recovery_codes')
export class RecoveryCode {
  @KeyColumn({ name: 'administrator_key' }) administratorKey!: string;
  @TextColumn(64, { name: 'code_hash', primary: true }) codeHash!: string;
}
