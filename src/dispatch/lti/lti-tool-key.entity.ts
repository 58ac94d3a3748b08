import { Entity } from 'typeorm';
import { JsonColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';

/** The key pair that this server signs with towards platforms of LTI 1.3. */
@Entity('lti_tool_keys')
export class LtiToolKey {
  @TextColumn(64, { name: 'key_id', primary: true }) keyId!: string;
  /** PKCS #8 in PEM, sealed. */
  @LongTextColumn({ name: 'sealed_key' }) sealedKey!: string;
  /** As a JWK. */
  @JsonColumn({ name: 'public_key' }) publicKey!: Record<string, unknown>;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
