import { Injectable } from '@nestjs/common';
import { courseVersionUnknown } from '../courses/courses.failures';
import { FindCourses } from '../courses/find-courses';
import { FindCourseTitles } from '../courses/find-course-titles';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Dispatch } from './dispatch.entity';
import { dispatchUnknown, noEarlierVersion } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';

/** Which version of the course new registrations get. `newestPercent` of the learners get the newest one although another is pinned. */
export interface VersionPolicy {
  mode: 'latest' | 'pinned' | 'share';
  version?: number;
  newestPercent?: number;
}

/** Says which version of its course a dispatch gives to who begins. Registrations that exist stay with theirs. */
@Injectable()
export class ChangeVersionPolicy {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly titles: FindCourseTitles,
    private readonly courses: FindCourses,
    private readonly clock: Clock,
  ) {}

  /** What is set. Failures: dispatch-unknown. */
  read(applicationId: string, dispatchId: string): Promise<VersionPolicy> {
    return this.unit.run(async () => policyOf(await this.dispatch(applicationId, dispatchId)));
  }

  /** Failures: dispatch-unknown, course-version-unknown. */
  run(applicationId: string, dispatchId: string, policy: VersionPolicy): Promise<void> {
    return this.unit.run(async () => {
      const dispatch = await this.dispatch(applicationId, dispatchId);
      if (policy.mode === 'latest') return this.store(dispatch, null, null);
      const { courseId, versions } = await this.versionsOf(dispatch);
      const version = policy.version ?? -1;
      if (!versions.includes(version)) throw courseVersionUnknown(courseId, version);
      return this.store(dispatch, version, policy.mode === 'share' ? (policy.newestPercent ?? 0) : null);
    });
  }

  /** One call back: ends a share, or pins the version before the one that new registrations get now. Failures: dispatch-unknown, no-earlier-version. */
  rollBack(applicationId: string, dispatchId: string): Promise<VersionPolicy> {
    return this.unit.run(async () => {
      const dispatch = await this.dispatch(applicationId, dispatchId);
      const { pinnedVersion, newestPercent } = dispatch;
      const { courseId, versions } = await this.versionsOf(dispatch);
      const now = pinnedVersion ?? Math.max(...versions);
      const earlier = versions.filter((version) => version < now).at(-1);
      const target = pinnedVersion !== null && newestPercent ? pinnedVersion : earlier;
      if (target === undefined) throw noEarlierVersion(courseId, now);
      await this.store(dispatch, target, null);
      return { mode: 'pinned', version: target };
    });
  }

  private async versionsOf({ applicationId, courseKey }: Dispatch): Promise<{ courseId: string; versions: number[] }> {
    const courseId = (await this.titles.byKey([courseKey])).get(courseKey)?.id ?? '';
    return { courseId, versions: (await this.courses.versions(applicationId, courseId)).versions.map(({ version }) => version).sort((a, b) => a - b) };
  }

  private store({ applicationId, dispatchKey }: Dispatch, pinnedVersion: number | null, newestPercent: number | null): Promise<void> {
    return this.dispatches.change(applicationId, [dispatchKey], { pinnedVersion, newestPercent, updatedAt: this.clock.now() });
  }

  private async dispatch(applicationId: string, id: string): Promise<Dispatch> {
    const found = await this.dispatches.find(applicationId, id);
    if (!found) throw dispatchUnknown(id);
    return found;
  }
}

function policyOf({ pinnedVersion, newestPercent }: Dispatch): VersionPolicy {
  if (pinnedVersion === null) return { mode: 'latest' };
  return newestPercent === null ? { mode: 'pinned', version: pinnedVersion } : { mode: 'share', version: pinnedVersion, newestPercent };
}
