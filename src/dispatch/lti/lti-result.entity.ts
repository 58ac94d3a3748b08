import { Entity, Index } from 'typeorm';
import { FlagColumn, JsonColumn, MomentColumn, NumberColumn, TextColumn } from '../../platform/database/portable-columns';

/** Where a platform takes the grade of one learner (LTI 1.1 Basic Outcomes). */
export interface Lti11Service {
  version: '1.1';
  url: string;
  sourcedId: string;
}

/** The same in LTI 1.3 (Assignment and Grade Services 2.0). */
export interface Lti13Service {
  version: '1.3';
  lineItem: string;
  /** `sub` of the learner. */
  userId: string;
  destinationKey: string;
}
export type GradeService = Lti11Service | Lti13Service;

/** A gradebook cell in a platform that an instance was launched from, and what was told there. */
@Entity('lti_results')
@Index('ix_lti_results_instance', ['instanceKey'])
@Index('ix_lti_results_dispatch', ['dispatchKey'])
export class LtiResult {
  /** Hash of the instance and the cell. */
  @TextColumn(64, { name: 'result_key', primary: true }) resultKey!: string;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  @JsonColumn() service!: GradeService;
  /** The grade the platform took, 0..1. */
  @NumberColumn({ nullable: true }) grade!: number | null;
  /** The platform has what there is to tell. */
  @FlagColumn() confirmed!: boolean;
  @TextColumn(500, { name: 'last_error', nullable: true }) lastError!: string | null;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
