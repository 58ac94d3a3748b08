import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { FindDispatchPostbacks } from '../dispatch/find-dispatch-postbacks';
import type { PostedInstance } from '../registrations/find-posted-instances';
import { settingsOfPostBack } from '../settings/post-back-settings.rules';
import { ReadEffectiveSettings } from '../settings/read-effective-settings';
import { type PostbackTarget, targetOf } from './postback-target.rules';

/**
 * The one place that says where results of a registration go. The most specific wins, field by field: settings of the registration, the postback it was created with,
 * that of its dispatch, then settings of course version, course, learning standard and application.
 */
@Injectable()
export class FindPostbackTargets {
  constructor(
    private readonly courses: FindCourses,
    private readonly dispatches: FindDispatchPostbacks,
    private readonly settings: ReadEffectiveSettings,
  ) {}

  /** Of many instances of one application, in the same order; two statements (and one for course versions that are new here). */
  async run(applicationId: string, instances: readonly PostedInstance[]): Promise<(PostbackTarget | undefined)[]> {
    const ids = [...new Set(instances.flatMap((one) => one.dispatch_id ?? []))];
    const ofDispatches = ids.length ? await this.dispatches.run(applicationId, ids) : new Map<string, Readonly<Record<string, unknown>>>();
    await this.courses.keep(instances.map((one) => one.version_key));
    const places = [];
    for (const one of instances) {
      const own = one.post_back === null ? null : (JSON.parse(one.post_back) as Record<string, unknown>);
      const values = new Map([...settingsOfPostBack(ofDispatches.get(one.dispatch_id ?? '')), ...settingsOfPostBack(own)]);
      places.push({ ...(await this.courses.settingPlaceOf(one.version_key)), registrationKey: one.registration_key, instanceKey: one.instance_key, carried: { from: 'registration' as const, values } });
    }
    return (await this.settings.many(applicationId, places)).map(targetOf);
  }
}
