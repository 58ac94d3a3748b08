import { Entity } from 'typeorm';
import { IntegerColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** Which signing secret of an application is live; the secret itself follows from the server's key. */
@Entity('postback_secrets')
export class PostbackSecret {
  @TextColumn(64, { name: 'application_id', primary: true }) applicationId!: string;
  @IntegerColumn() version!: number;
  @MomentColumn({ name: 'rotated_at' }) rotatedAt!: number;
  /** The one before it signs as well until then. */
  @MomentColumn({ name: 'previous_until' }) previousUntil!: number;
}
