import { Injectable } from '@nestjs/common';
import { FindCourses } from '../../courses/find-courses';
import type { Activity, CourseStructure } from '../../courses/manifests/course-structure.rules';
import { findActivity } from '../../courses/manifests/units.rules';
import { Config } from '../../platform/config/config';
import type { Agent } from '../../xapi/statements/statement.rules';
import type { StatementOrigin } from '../../xapi/statements/store-statements';
import { sessionGone } from '../runtime.failures';
import type { UnitLaunch } from '../units/unit-launch.entity';
import { activityIri, agentOf, type LaunchMode, launchModeOf, uuidOf } from './unit-identity.rules';

/** A launched unit as xAPI sees it. */
export interface DescribedUnit {
  structure: CourseStructure;
  activity: Activity;
  activityIri: string;
  actor: Agent;
  registration: string;
  sessionId: string;
  mode: LaunchMode;
  origin: StatementOrigin;
}

@Injectable()
export class DescribeUnit {
  constructor(
    private readonly config: Config,
    private readonly courses: FindCourses,
  ) {}

  /** Failures: session-gone, course-unknown. */
  async run({ launchKey, activityId, claims }: UnitLaunch): Promise<DescribedUnit> {
    const structure = await this.courses.structureOf(claims.v);
    const activity = findActivity(structure, activityId);
    if (!activity || !claims.x) throw sessionGone();
    const { publicUrl } = this.config;
    const origin = { applicationId: claims.a, instanceKey: claims.i, courseKey: claims.x.courseKey, versionKey: claims.v, learnerId: claims.x.id, authority: { objectType: 'Agent' as const, account: { homePage: publicUrl, name: 'courseway' } } };
    return {
      structure, activity, activityIri: activityIri(structure, claims.v, activityId, publicUrl), actor: agentOf(claims.x, publicUrl), registration: claims.x.registration, sessionId: uuidOf(`session ${launchKey}`), mode: launchModeOf(claims), origin,
    };
  }
}
