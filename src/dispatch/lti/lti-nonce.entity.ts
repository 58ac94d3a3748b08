import { Entity, Index } from 'typeorm';
import { MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** A word that a platform may use once; kept for as long as its request could be sent again. */
@Entity('lti_nonces')
export class LtiNonce {
  @TextColumn(64, { name: 'nonce_hash', primary: true }) nonceHash!: string;
  @Index('ix_lti_nonces_end')
  @MomentColumn({ name: 'ends_at' })
  endsAt!: number;
}
