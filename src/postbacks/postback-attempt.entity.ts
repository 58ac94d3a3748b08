import { Entity } from 'typeorm';
import { IntegerColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** What became of one try. Passwords, keys and what an address carries behind its path are not in it. */
@Entity('postback_attempts')
export class PostbackAttempt {
  @TextColumn(26, { name: 'postback_key', primary: true }) postbackKey!: string;
  /** From 1, over all rounds. */
  @IntegerColumn({ primary: true }) attempt!: number;
  @MomentColumn() at!: number;
  @IntegerColumn() milliseconds!: number;
  @TextColumn(500) address!: string;
  @IntegerColumn({ nullable: true }) status!: number | null;
  @TextColumn(500, { nullable: true }) error!: string | null;
  /** The first 500 characters. */
  @TextColumn(500, { nullable: true }) answer!: string | null;
}
