import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { Clock } from '../platform/clock';
import { isUniqueViolation } from '../platform/database/unique-violation';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { ChangeSettings, type SettingChange } from '../settings/change-settings';
import { AttachTags, type TagsToAttach } from './attach-tags';
import { Registration } from './registration.entity';
import { RegistrationInstance } from './registration-instance.entity';
import { RegistrationRepository } from './registration.repository';
import { registrationIdTaken } from './registrations.failures';

interface Learner {
  id: string;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
}
export interface NewRegistration {
  applicationId: string;
  registrationId: string;
  learner: Learner;
  /** Either the caller's course id (and perhaps a version) ... */
  courseId?: string;
  courseVersion?: number;
  /** ... or keys that are known already. */
  course?: { courseKey: string; versionKey: string };
  dispatchId?: string;
  postBack?: unknown;
  xapiRegistrationId?: string;
  initialSettings?: readonly SettingChange[];
  tags?: TagsToAttach;
  /** What it goes on with instead of an empty state. */
  earlier?: EarlierProgress;
  /** It is created by the act of opening it: the first launch counts as epoch 1. */
  opened?: boolean;
}
export interface EarlierProgress {
  runtime: string;
  completion: string;
  success: string;
  score: number | null;
  seconds: number;
  location: string | null;
  firstAccessAt?: number;
  lastAccessAt?: number;
  completedAt?: number;
}
export interface CreatedRegistration {
  registrationKey: string;
  instanceKey: string;
  versionKey: string;
}

/** Rows of a new instance, before anything happened in it. */
export function freshInstance(of: { registrationKey: string; applicationId: string; versionKey: string; instance: number; now: number; opened?: boolean }): RegistrationInstance {
  return Object.assign(new RegistrationInstance(), {
    instanceKey: newKey(), registrationKey: of.registrationKey, applicationId: of.applicationId, instance: of.instance, isNewest: true, versionKey: of.versionKey, rev: 0, epoch: of.opened ? 1 : 0,
    completion: 'UNKNOWN', success: 'UNKNOWN', score: null, seconds: 0, location: null, firstAccessAt: of.opened ? of.now : null, lastAccessAt: of.opened ? of.now : null, completedAt: null,
    createdAt: of.now, updatedAt: of.now, runtime: '{"activities":{}}', resultOverride: null, endedOverrides: null,
  });
}

/** The same for an instance that goes on where another system left off. */
export function goingOn(fresh: RegistrationInstance, { firstAccessAt, lastAccessAt, completedAt, ...progress }: EarlierProgress): RegistrationInstance {
  const isComplete = progress.completion === 'COMPLETED';
  return Object.assign(fresh, progress, { firstAccessAt: firstAccessAt ?? null, lastAccessAt: lastAccessAt ?? null, completedAt: isComplete ? (completedAt ?? lastAccessAt ?? fresh.createdAt) : null });
}

/** The row of a new registration with one instance. */
export function registrationOf(input: NewRegistration, made: { courseKey: string; registrationKey: string; instanceKey: string; now: number }): Registration {
  const { learner } = input;
  return Object.assign(new Registration(), {
    registrationKey: made.registrationKey, applicationId: input.applicationId, id: input.registrationId, courseKey: made.courseKey, learnerId: learner.id, firstName: learner.firstName ?? null,
    lastName: learner.lastName ?? null, email: learner.email ?? null, xapiRegistrationId: input.xapiRegistrationId ?? randomUUID(), dispatchId: input.dispatchId ?? null,
    postBack: input.postBack ?? null, newestInstanceKey: made.instanceKey, newestInstance: 0, createdAt: made.now,
  });
}

/** Gives a learner a registration under the caller's own id, on the newest published version unless one is named. */
@Injectable()
export class CreateRegistration {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly courses: FindCourses,
    private readonly registrations: RegistrationRepository,
    private readonly clock: Clock,
    private readonly settings: ChangeSettings,
    private readonly attach: AttachTags,
  ) {}

  /** Failures: course-unknown, course-version-unknown, registration-id-taken, setting-unknown, setting-value-refused. */
  run(input: NewRegistration): Promise<CreatedRegistration> {
    return this.unit.run(async () => {
      const course = input.course ?? (await this.courses.version(input.applicationId, input.courseId ?? '', input.courseVersion));
      const registrationKey = newKey();
      const now = this.clock.now();
      const instance = freshInstance({ registrationKey, applicationId: input.applicationId, versionKey: course.versionKey, instance: 0, now, opened: input.opened });
      if (input.earlier) goingOn(instance, input.earlier);
      const registration = registrationOf(input, { courseKey: course.courseKey, registrationKey, instanceKey: instance.instanceKey, now });
      await this.registrations.add(registration, instance).catch((error: unknown) => {
        throw isUniqueViolation(error) ? registrationIdTaken(input.registrationId) : error;
      });
      if (input.initialSettings) await this.settings.set(input.applicationId, { kind: 'registration', itemKey: registrationKey }, input.initialSettings);
      if (input.tags) await this.attach.run({ applicationId: input.applicationId, registrationKey, courseKey: course.courseKey, learnerId: input.learner.id }, input.tags);
      return { registrationKey, instanceKey: instance.instanceKey, versionKey: course.versionKey };
    });
  }
}
