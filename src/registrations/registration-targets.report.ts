import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type RegistrationRow, registrationColumns, registrationJoins } from './registration.report';

/** An instance with the postback its registration was created with. */
export interface PostedInstance extends RegistrationRow {
  post_back: string | null;
}

/** Instances by their keys, for those who tell of them. */
@Injectable()
export class RegistrationTargetsReport {
  constructor(private readonly unit: UnitOfWork) {}

  async of(applicationId: string, instanceKeys: readonly string[], withRuntime: boolean): Promise<PostedInstance[]> {
    if (!instanceKeys.length) return [];
    return this.unit.query<PostedInstance>(
      `SELECT ${registrationColumns}, r.post_back${withRuntime ? ', i.runtime' : ''} FROM registration_instances i JOIN registrations r ON r.registration_key = i.registration_key ${registrationJoins}
       WHERE +i.application_id = ? AND i.instance_key IN (${instanceKeys.map(() => '?').join(', ')})`,
      [applicationId, ...instanceKeys],
    );
  }
}
