import { Entity, Index } from 'typeorm';
import { KeyColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** A site that a downloaded zip was launched from: the LMS, or the host its packages lie on. */
@Entity('package_origins')
@Index('ix_package_origins_destination', ['destinationKey'])
@Index('ix_package_origins_dispatch', ['dispatchKey'])
export class PackageOrigin {
  @KeyColumn({ name: 'key_id' }) keyId!: string;
  @TextColumn(255, { primary: true }) origin!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  @TextColumn(26, { name: 'destination_key' }) destinationKey!: string;
  @MomentColumn({ name: 'first_seen_at' }) firstSeenAt!: number;
  @MomentColumn({ name: 'last_seen_at' }) lastSeenAt!: number;
}
