import { Entity, Index } from 'typeorm';
import { FlagColumn, JsonColumn, KeyColumn, LongTextColumn, MomentColumn, NumberColumn, TextColumn } from '../../platform/database/portable-columns';
import type { LaunchData } from '../cmi5/launch-data.rules';
import type { HeldByLms } from './ratchet.rules';

/** How the LMS of a learner is reached by AICC's HACP. */
export interface AiccService {
  protocol: 'aicc';
  url: string;
  sid: string;
  /** lesson_mode in the words of SCORM. */
  mode: string;
  pointer: string;
  /** Of the launch, for support. */
  timelineKey: string;
}

/** The same by cmi5. */
export interface Cmi5Service {
  protocol: 'cmi5';
  endpoint: string;
  /** Of the session, for Basic authentication. */
  token: string;
  actor: Record<string, unknown>;
  registration: string;
  activityId: string;
  launch: LaunchData;
  pointer: string;
  timelineKey: string;
}
export type LmsService = AiccService | Cmi5Service;

/** What an LMS was told in one session. */
export interface Told {
  /** AICC: what it holds. */
  held?: HeldByLms;
  /** AICC: the whole of the last message. */
  message?: string;
  /** cmi5: verbs of statements that it has. */
  verbs?: readonly string[];
  /** The pointer is stored. */
  pointer?: string;
}

/** One launch of a dispatch from an LMS that is told the results by this server, and what it was told. */
@Entity('lms_sessions')
@Index('ix_lms_sessions_instance', ['instanceKey'])
@Index('ix_lms_sessions_dispatch', ['dispatchKey'])
@Index('ix_lms_sessions_launch', ['launchHash'])
@Index('ix_lms_sessions_attempt', ['attemptHash'])
export class LmsSession {
  @KeyColumn({ name: 'lms_session_key' }) lmsSessionKey!: string;
  /** The player's session. */
  @TextColumn(26, { name: 'session_key' }) sessionKey!: string;
  /** '' where nothing is tracked. */
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @TextColumn(26, { name: 'dispatch_key' }) dispatchKey!: string;
  @TextColumn(26, { name: 'seat_key' }) seatKey!: string;
  /** Hash of what an LMS gives out once for one launch. */
  @TextColumn(64, { name: 'launch_hash' }) launchHash!: string;
  /** Hash of the learner's enrolment in the LMS, which outlives the session. */
  @TextColumn(64, { name: 'attempt_hash' }) attemptHash!: string;
  /** LmsService, sealed; nothing once there is no more to tell. */
  @LongTextColumn({ name: 'sealed_service', nullable: true }) sealedService!: string | null;
  @JsonColumn() told!: Told;
  /** Spent in this launch. */
  @NumberColumn() seconds!: number;
  /** The learner's page went away then and has not been heard of since. */
  @MomentColumn({ name: 'left_at', nullable: true }) leftAt!: number | null;
  @MomentColumn({ name: 'ended_at', nullable: true }) endedAt!: number | null;
  /** The LMS has what there is to tell. */
  @FlagColumn() confirmed!: boolean;
  @TextColumn(500, { name: 'last_error', nullable: true }) lastError!: string | null;
  @MomentColumn({ name: 'created_at' }) createdAt!: number;
  @MomentColumn({ name: 'updated_at' }) updatedAt!: number;
}
