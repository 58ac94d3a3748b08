import { Entity, Index } from 'typeorm';
import { JsonColumn, KeyColumn, LongTextColumn, MomentColumn, TextColumn } from '../../platform/database/portable-columns';
import type { XapiLearner } from '../cmi5/unit-identity.rules';
import type { SessionClaims } from '../session-token';

/** The session a unit was opened in, and what of its settings counts for it. */
export interface UnitClaims extends SessionClaims {
  /** The mastery score counts against the status the content set itself. */
  o?: 1;
  /** For content that speaks xAPI: who is at work, and in which course. */
  x?: XapiLearner & { courseKey: string };
}

/** One opening of a unit whose content reports to the server by itself (AICC, cmi5, xAPI). */
@Entity('unit_launches')
@Index('ix_unit_launches_instance', ['instanceKey', 'launchKey'])
export class UnitLaunch {
  @KeyColumn({ name: 'launch_key' }) launchKey!: string;
  @TextColumn(26, { name: 'instance_key' }) instanceKey!: string;
  @LongTextColumn({ name: 'activity_id' }) activityId!: string;
  @JsonColumn() claims!: UnitClaims;
  @MomentColumn({ name: 'opened_at' }) openedAt!: number;
  /** When the content took its token, which it can do once (cmi5 8.2). */
  @MomentColumn({ name: 'fetched_at', nullable: true }) fetchedAt!: number | null;
  @MomentColumn({ name: 'initialized_at', nullable: true }) initializedAt!: number | null;
  /** The newest statement of the content. */
  @MomentColumn({ name: 'heard_at', nullable: true }) heardAt!: number | null;
  /** Terminated or abandoned: nothing more is taken. */
  @MomentColumn({ name: 'ended_at', nullable: true }) endedAt!: number | null;
  /** passed or failed, as the content said in this launch. */
  @TextColumn(16, { nullable: true }) verdict!: string | null;
}
