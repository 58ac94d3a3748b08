import { Entity, Index } from 'typeorm';
import { JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import type { ApiKeyScope } from './api-key-scopes.rules';

/** Whose tokens a key takes instead of a user id; with none of the two keys the shared secret of the row counts. */
export interface TrustedIssuer {
  issuer: string;
  audience?: string;
  /** Where the issuer publishes its keys ... */
  jwksUri?: string;
  /** ... or the one key, as PEM or JWK. */
  publicKey?: string;
}

/** A key of an application for the sessions API: its hash, for the key itself was shown once. */
@Entity('api_keys')
@Index('uq_api_keys_hash', ['hash'], { unique: true })
@Index('ix_api_keys_application', ['applicationId', 'createdAt', 'keyId'])
export class ApiKey {
  @KeyColumn({ name: 'key_id' }) keyId!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @TextColumn(255) name!: string;
  /** Its first characters, so that people tell their keys apart. */
  @TextColumn(32) start!: string;
  /** SHA-256 in hexadecimal. */
  @TextColumn(64) hash!: string;
  @JsonColumn() scopes!: ApiKeyScope[];
  @JsonColumn({ name: 'trusted_issuer', nullable: true }) trustedIssuer!: TrustedIssuer | null;
  /** Of an issuer that signs with a secret both sides know. */
  @LongTextColumn({ name: 'sealed_secret', nullable: true }) sealedSecret!: string | null;
  @MomentColumn({ name: 'expires_at', nullable: true }) expiresAt!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
