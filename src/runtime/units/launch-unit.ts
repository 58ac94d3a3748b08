import { Injectable } from '@nestjs/common';
import { FindCourses } from '../../courses/find-courses';
import type { CourseStructure, LearningStandard } from '../../courses/manifests/course-structure.rules';
import { findActivity } from '../../courses/manifests/units.rules';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newKey } from '../../platform/random-ids';
import { FindRegistrations } from '../../registrations/find-registrations';
import { BeginCmi5Session } from '../cmi5/begin-cmi5-session';
import { activityIri, agentOf, uuidOf } from '../cmi5/unit-identity.rules';
import { ReadLaunchSettings } from '../read-launch-settings';
import { sessionGone, unitUnknown } from '../runtime.failures';
import type { SessionClaims } from '../session-token';
import { type UnitClaims, UnitLaunch } from './unit-launch.entity';
import { UnitLaunchRepository } from './unit-launch.repository';
import { UnitSecrets } from './unit-secrets';

/** Opens a unit whose content reports to the server by itself. */
@Injectable()
export class LaunchUnit {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: FindRegistrations,
    private readonly settings: ReadLaunchSettings,
    private readonly launches: UnitLaunchRepository,
    private readonly secrets: UnitSecrets,
    private readonly cmi5: BeginCmi5Session,
    private readonly clock: Clock,
  ) {}

  /** Answers what the address of the unit is to be asked with. Failures: unit-unknown, course-unknown, session-gone. */
  async run(session: SessionClaims, activityId: string): Promise<{ query: string }> {
    const structure = await this.courses.structureOf(session.v);
    const activity = findActivity(structure, activityId);
    if (!activity?.href) throw unitUnknown();
    const claims = await this.claimsOf(session, structure.standard);
    const launch = Object.assign(new UnitLaunch(), {
      launchKey: newKey(), instanceKey: session.i, activityId, claims, openedAt: this.clock.now(), fetchedAt: null, initializedAt: null, heardAt: null, endedAt: null, verdict: null,
    });
    await this.unit.run(async () => {
      if (structure.standard === 'CMI5') await this.cmi5.run(launch);
      await this.launches.add(launch);
    });
    return { query: new URLSearchParams(this.askedWith(launch, structure)).toString() };
  }

  private async claimsOf(session: SessionClaims, standard: LearningStandard): Promise<UnitClaims> {
    const { settingOf, courseKey } = await this.settings.run(session);
    if (standard === 'AICC') return { ...session, ...(/^(true|yes)$/i.test(settingOf('PlayerScoreOverridesStatus')) ? { o: 1 as const } : {}) };
    const learner = session.r === '' ? { id: 'preview', registration: uuidOf(`preview ${session.s}`) } : await this.registrations.learnerOf(session.a, session.r);
    if (!learner) throw sessionGone();
    return { ...session, x: { ...learner, courseKey } };
  }

  private askedWith({ launchKey, activityId, claims }: UnitLaunch, structure: CourseStructure): Record<string, string> {
    const { contentUrl, publicUrl } = this.config;
    if (!claims.x) return { AICC_SID: this.secrets.of('aicc-session', launchKey), AICC_URL: `${contentUrl}/hacp` };
    const common = { endpoint: `${contentUrl}/lrs/`, actor: JSON.stringify(agentOf(claims.x, publicUrl)), registration: claims.x.registration };
    const iri = activityIri(structure, claims.v, activityId, publicUrl);
    if (structure.standard === 'CMI5') return { ...common, fetch: `${contentUrl}/lrs/token/${this.secrets.of('cmi5-fetch', launchKey)}`, activityId: iri };
    return { ...common, auth: `Basic ${this.secrets.basic(launchKey)}`, activity_id: iri };
  }
}
