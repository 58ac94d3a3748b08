import { Injectable } from '@nestjs/common';
import { courseUnknown } from '../courses/courses.failures';
import { FindCourseTitles } from '../courses/find-course-titles';
import { Clock } from '../platform/clock';
import { isUniqueViolation } from '../platform/database/unique-violation';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { AddTags } from '../tags/add-tags';
import { DestinationRepository } from './destination.repository';
import { Dispatch } from './dispatch.entity';
import { destinationUnknown, dispatchIdTaken, dispatchPairTaken } from './dispatch.failures';
import { DispatchRepository } from './dispatch.repository';

export interface NewDispatch {
  id: string;
  destinationId: string;
  courseId: string;
  allowNewRegistrations?: boolean;
  instanced?: boolean;
  registrationCap?: number;
  learnerCap?: number;
  accessDays?: number;
  warnAt?: number[];
  startsAt?: number | null;
  expiresAt?: number | null;
  enabled?: boolean;
  tags?: string[];
  email?: string | null;
  notes?: string | null;
  postBack?: Record<string, unknown> | null;
}

type Keys = { destinationKey: string; courseKey: string };

const duplicate = <T>(values: readonly T[]): T | undefined => values.find((value, i) => values.indexOf(value) !== i);

/** Offers courses to destinations: all of the list or none; one dispatch per course and destination. */
@Injectable()
export class CreateDispatches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourseTitles,
    private readonly destinations: DestinationRepository,
    private readonly dispatches: DispatchRepository,
    private readonly tags: AddTags,
    private readonly clock: Clock,
  ) {}

  /** Failures: course-unknown, destination-unknown, dispatch-id-taken, dispatch-pair-taken. */
  run(applicationId: string, wanted: readonly NewDispatch[]): Promise<void> {
    return this.unit.run(async () => {
      const keys = await this.keysFor(applicationId, wanted);
      await this.refuseKnown(applicationId, wanted, keys);
      const rows = wanted.map((one, i) => this.row(applicationId, one, keys[i] as Keys));
      await this.dispatches.add(rows).catch((error: unknown) => {
        throw isUniqueViolation(error) ? dispatchIdTaken(wanted[0]?.id ?? '') : error; // made by somebody else a moment ago
      });
      for (const [i, { tags }] of wanted.entries()) {
        const key = rows[i]?.dispatchKey;
        if (key && tags?.length) await this.tags.run({ applicationId, kind: 'dispatch', itemKeys: [key], tags });
      }
    });
  }

  private async keysFor(applicationId: string, wanted: readonly NewDispatch[]): Promise<Keys[]> {
    const courses = await this.courses.byId(applicationId, [...new Set(wanted.map((one) => one.courseId))]);
    const found = await this.destinations.findSome(applicationId, [...new Set(wanted.map((one) => one.destinationId))]);
    const destinations = new Map(found.map((one) => [one.id, one.destinationKey]));
    return wanted.map(({ courseId, destinationId }) => {
      const destinationKey = destinations.get(destinationId);
      const courseKey = courses.get(courseId)?.courseKey;
      if (!destinationKey) throw destinationUnknown(destinationId);
      if (!courseKey) throw courseUnknown(courseId);
      return { destinationKey, courseKey };
    });
  }

  private async refuseKnown(applicationId: string, wanted: readonly NewDispatch[], keys: readonly Keys[]): Promise<void> {
    const pair = (key: Keys | Dispatch) => `${key.destinationKey} ${key.courseKey}`;
    const ids = wanted.map((one) => one.id);
    const takenId = (await this.dispatches.findSome(applicationId, ids))[0]?.id ?? duplicate(ids);
    if (takenId !== undefined) throw dispatchIdTaken(takenId);
    const pairs = keys.map(pair);
    const taken = new Set((await this.dispatches.findPairs(applicationId, keys.map((k) => k.destinationKey), keys.map((k) => k.courseKey))).map(pair));
    const at = pairs.findIndex((one, i) => taken.has(one) || pairs.indexOf(one) !== i);
    if (at >= 0) throw dispatchPairTaken(wanted[at]?.courseId ?? '', wanted[at]?.destinationId ?? '');
  }

  private row(applicationId: string, one: NewDispatch, keys: Keys): Dispatch {
    const now = this.clock.now();
    return Object.assign(new Dispatch(), {
      dispatchKey: newKey(), applicationId, id: one.id, ...keys, allowNewRegistrations: one.allowNewRegistrations ?? true, instanced: one.instanced ?? true,
      registrationCap: one.registrationCap ?? 0, registrationCount: 0, learnerCount: 0, learnerCap: one.learnerCap ?? null, accessDays: one.accessDays || null, warnAt: one.warnAt ?? null, pinnedVersion: null, newestPercent: null, lastResetAt: null, startsAt: one.startsAt ?? null, expiresAt: one.expiresAt ?? null,
      enabled: one.enabled ?? true, hashUserInfo: null, email: one.email ?? null, notes: one.notes ?? null, postBack: one.postBack ?? null, createdAt: now, updatedAt: now,
    });
  }
}
