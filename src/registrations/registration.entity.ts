import { Entity, Index } from 'typeorm';
import { IdColumn, IntegerColumn, JsonColumn, KeyColumn, MomentColumn, TextColumn } from '../platform/database/portable-columns';

/** One learner's place in one course, under an id of the caller's choice. */
@Entity('registrations')
@Index('uq_registrations_id', ['applicationId', 'id'], { unique: true })
@Index('ix_registrations_created', ['applicationId', 'createdAt', 'registrationKey'])
@Index('ix_registrations_learner', ['applicationId', 'learnerId', 'createdAt', 'registrationKey'])
@Index('ix_registrations_course', ['courseKey'])
@Index('ix_registrations_of_course', ['applicationId', 'courseKey', 'createdAt', 'registrationKey'])
@Index('ix_registrations_first_name', ['applicationId', 'firstName', 'registrationKey'])
@Index('ix_registrations_email', ['applicationId', 'email', 'registrationKey'])
@Index('ix_registrations_last_name', ['applicationId', 'lastName', 'registrationKey'])
export class Registration {
  @KeyColumn({ name: 'registration_key' }) registrationKey!: string;
  @TextColumn(64, { name: 'application_id' }) applicationId!: string;
  @IdColumn() id!: string;
  @TextColumn(26, { name: 'course_key' }) courseKey!: string;
  @IdColumn(255, { name: 'learner_id' }) learnerId!: string;
  @TextColumn(255, { name: 'first_name', nullable: true }) firstName!: string | null;
  @TextColumn(255, { name: 'last_name', nullable: true }) lastName!: string | null;
  @TextColumn(255, { nullable: true }) email!: string | null;
  @TextColumn(36, { name: 'xapi_registration_id' }) xapiRegistrationId!: string;
  /** The caller's id of the dispatch it came through. */
  @IdColumn(255, { name: 'dispatch_id', nullable: true }) dispatchId!: string | null;
  @JsonColumn({ name: 'post_back', nullable: true }) postBack!: unknown;
  @TextColumn(26, { name: 'newest_instance_key' }) newestInstanceKey!: string;
  @IntegerColumn({ name: 'newest_instance' }) newestInstance!: number;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
}
