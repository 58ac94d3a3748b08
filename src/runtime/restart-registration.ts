import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { CreateInstance } from '../registrations/create-instance';
import { FindRegistrations } from '../registrations/find-registrations';
import { ReadLaunchSettings } from './read-launch-settings';
import { restarts } from './restart.rules';
import { SessionRepository } from './session.repository';

interface LaunchedInstance {
  instanceKey: string;
  versionKey: string;
}

/** Which instance a launch link opens: the one it was made for, or, where the settings say so, the newest one or a new one on the newest version. */
@Injectable()
export class RestartRegistration {
  constructor(
    private readonly settings: ReadLaunchSettings,
    private readonly sessions: SessionRepository,
    private readonly registrations: FindRegistrations,
    private readonly courses: FindCourses,
    private readonly instances: CreateInstance,
  ) {}

  /** Inside the launch's unit of work; one statement where registrations never restart. */
  async run(link: { a: string; r: string; i: string; v: string; n: string }): Promise<LaunchedInstance> {
    const asked = { instanceKey: link.i, versionKey: link.v };
    const when = (await this.settings.run(link)).settingOf('WhenToRestartRegistration');
    if (when === 'NEVER' || when === '') return asked;
    const known = await this.sessions.ofLink(link.n);
    if (known) return { instanceKey: known.instanceKey, versionKey: (await this.registrations.progressOf(link.a, known.instanceKey))?.versionKey ?? link.v };
    const row = (await this.registrations.byKey(link.a, [link.r])).get(link.r);
    if (!row) return asked;
    const newest = await this.courses.newestVersionOfKey(row.course_key);
    const isDue = restarts(when, { completion: row.completion, success: row.success, isOutdated: newest.versionKey !== row.version_key });
    return isDue ? this.instances.run({ applicationId: link.a, registrationKey: link.r, versionKey: newest.versionKey }) : { instanceKey: row.instance_key, versionKey: row.version_key };
  }
}
