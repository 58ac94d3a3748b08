import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';

export interface RegistrationPlace {
  registrationKey: string;
  instanceKey: string;
  versionKey: string;
  dispatchId: string | null;
  postBack: Record<string, unknown> | null;
}
interface Row {
  registration_key: string;
  instance_key: string | null;
  version_key: string;
  dispatch_id: string | null;
  post_back: string | null;
}

/** Where a registration stands among the levels of settings, and the postback it was created with. */
@Injectable()
export class RegistrationPlaceReport {
  constructor(private readonly unit: UnitOfWork) {}

  /** The newest instance unless one is named; 'no-instance' when only that one is missing. */
  async of(applicationId: string, id: string, instance?: number): Promise<RegistrationPlace | 'no-instance' | undefined> {
    const [row] = await this.unit.query<Row>(
      `SELECT r.registration_key, i.instance_key, i.version_key, r.dispatch_id, r.post_back FROM registrations r
       LEFT JOIN registration_instances i ON i.registration_key = r.registration_key AND i.instance = ${instance === undefined ? 'r.newest_instance' : '?'} WHERE r.application_id = ? AND r.id = ?`,
      [...(instance === undefined ? [] : [instance]), applicationId, id],
    );
    if (!row) return undefined;
    if (row.instance_key === null) return 'no-instance';
    const postBack = row.post_back === null ? null : (JSON.parse(row.post_back) as Record<string, unknown>);
    return { registrationKey: row.registration_key, instanceKey: row.instance_key, versionKey: row.version_key, dispatchId: row.dispatch_id, postBack };
  }

  async changePostBack(applicationId: string, registrationKey: string, postBack: object | null): Promise<void> {
    await this.unit.execute('UPDATE registrations SET post_back = ? WHERE application_id = ? AND registration_key = ?', [postBack && JSON.stringify(postBack), applicationId, registrationKey]);
  }
}
