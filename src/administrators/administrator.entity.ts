import { Entity, Index } from 'typeorm';
import { FlagColumn, IntegerColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';
import type { Role } from './roles.rules';

/** A person who signs in to the console. */
@Entity('administrators')
@Index('uq_administrators_email', ['email'], { unique: true })
@Index('uq_administrators_origin', ['origin'], { unique: true })
@Index('uq_administrators_link', ['linkHash'], { unique: true })
@Index('uq_administrators_identity', ['identityHash'], { unique: true })
export class Administrator {
  @KeyColumn({ name: 'administrator_key' }) administratorKey!: string;
  /** In lower case. */
  @TextColumn(255) email!: string;
  @TextColumn(255) name!: string;
  @TextColumn(8, { nullable: true }) language!: string | null;
  /** `null` until the one-time link was used. */
  @TextColumn(255, { name: 'password_hash', nullable: true }) passwordHash!: string | null;
  /** Owner of every application, who also manages administrators and applications. */
  @FlagColumn({ name: 'is_installation_owner' }) isInstallationOwner!: boolean;
  @JsonColumn() roles!: Record<string, Role>;
  /** `first` for the one of the first link, so that two can never be made by it. */
  @TextColumn(16, { nullable: true }) origin!: string | null;
  @TextColumn(64, { name: 'link_hash', nullable: true }) linkHash!: string | null;
  @MomentColumn({ name: 'link_until', nullable: true }) linkUntil!: number | null;
  /** Sealed; asked for at each sign-in. */
  @LongTextColumn({ name: 'totp_secret', nullable: true }) totpSecret!: string | null;
  /** Sealed; not confirmed by a code yet. */
  @LongTextColumn({ name: 'totp_offered', nullable: true }) totpOffered!: string | null;
  /** The step of the last code that was used; none of an earlier one is taken again. */
  @IntegerColumn({ name: 'totp_step', nullable: true }) totpStep!: number | null;
  /** Of issuer and subject at the OpenID provider; `null` until the first sign-in by it. */
  @TextColumn(64, { name: 'identity_hash', nullable: true }) identityHash!: string | null;
  /** Came by a group of the provider: has no password, and the rights that the groups say at each sign-in. */
  @FlagColumn({ name: 'is_by_groups', nullable: true }) isByGroups!: boolean | null;
  @MomentColumn({ name: 'last_seen_at', nullable: true }) lastSeenAt!: number | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
