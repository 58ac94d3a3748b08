import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Registration } from './registration.entity';
import { RegistrationInstance } from './registration-instance.entity';
import { type EndedOverride, readEnded, readOverride, type ResultOverride } from './result-override.rules';

/** What a commit changes in an instance. */
export interface InstanceProgress {
  rev: number;
  completion: string;
  success: string;
  score: number | null;
  seconds: number;
  location: string | null;
  completedAt: number | null;
  now: number;
  runtime: string;
  override: ResultOverride | null;
}
/** What a commit needs to know before it changes an instance. */
export interface CommittedInstance {
  applicationId: string;
  versionKey: string;
  rev: number;
  epoch: number;
  completedAt: number | null;
  completion: string;
  success: string;
  score: number | null;
  runtime: string;
  /** Completion, success and score above are the ones told, be they set or the learner's own. */
  override: ResultOverride | null;
}
/** What setting a result, or taking it back, changes in an instance. */
interface InstanceOverride {
  rev: number;
  completion: string;
  success: string;
  score: number | null;
  completedAt: number | null;
  override: ResultOverride | null;
  ended: readonly EndedOverride[];
  now: number;
}
/** An instance as a launch finds it. */
export interface OpenedInstance {
  epoch: number;
  versionKey: string;
}
interface CommitRow {
  application_id: string;
  version_key: string;
  rev: number;
  epoch: number;
  completed_at: number | null;
  completion: string;
  success: string;
  score: number | null;
  runtime: string;
  result_override: string | null;
}

const rowsAtOnce = 100;
const marks = (count: number) => `(${Array.from({ length: count }, () => '?').join(', ')})`;
const [fourteen, nineteen] = [marks(14), marks(19)];
const insertRegistrations = `INSERT INTO registrations (registration_key, application_id, id, course_key, learner_id, first_name, last_name, email, xapi_registration_id, dispatch_id, post_back,
  newest_instance_key, newest_instance, created_at) VALUES`;
const insertInstances = `INSERT INTO registration_instances (instance_key, registration_key, application_id, instance, is_newest, version_key, rev, epoch, completion, success, score, seconds,
  location, first_access_at, last_access_at, completed_at, created_at, updated_at, runtime) VALUES`;

@Injectable()
export class RegistrationRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(applicationId: string, id: string): Promise<Registration | null> {
    return this.unit.manager.findOneBy(Registration, { applicationId, id });
  }

  /** Keys of those of the ids that exist. */
  async keysOf(applicationId: string, ids: readonly string[]): Promise<Map<string, string>> {
    const known = new Map<string, string>();
    for (let from = 0; from < ids.length; from += 500) {
      const some = ids.slice(from, from + 500);
      const rows = await this.unit.query<{ id: string; k: string }>(`SELECT id, registration_key AS k FROM registrations WHERE application_id = ? AND id IN (${some.map(() => '?').join(', ')})`, [applicationId, ...some]);
      for (const { id, k } of rows) known.set(id, k);
    }
    return known;
  }

  findByKey(applicationId: string, registrationKey: string): Promise<Registration | null> {
    return this.unit.manager.findOneBy(Registration, { applicationId, registrationKey });
  }

  instance(applicationId: string, instanceKey: string): Promise<RegistrationInstance | null> {
    return this.unit.manager.findOneBy(RegistrationInstance, { applicationId, instanceKey });
  }

  /** An instance without its runtime document, which may be large. */
  async progress(applicationId: string, instanceKey: string): Promise<Omit<RegistrationInstance, 'runtime'> | undefined> {
    const names = this.unit.manager.connection.getMetadata(RegistrationInstance).columns.map((column) => column.propertyName);
    const select = Object.fromEntries(names.filter((name) => name !== 'runtime').map((name) => [name, true]));
    return (await this.unit.manager.findOne(RegistrationInstance, { select, where: { applicationId, instanceKey } })) ?? undefined;
  }

  /** Adds both rows with plain inserts (the hot path of a first launch). Fails on a taken id. */
  async add(registration: Registration, instance: RegistrationInstance): Promise<void> {
    await this.addMany([{ registration, instance }]);
  }

  async addMany(rows: readonly { registration: Registration; instance: RegistrationInstance }[]): Promise<void> {
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = rows.slice(from, from + rowsAtOnce);
      await this.unit.execute(`${insertRegistrations} ${some.map(() => fourteen).join(', ')}`, some.flatMap(({ registration: r }) => [
        r.registrationKey, r.applicationId, r.id, r.courseKey, r.learnerId, r.firstName, r.lastName, r.email, r.xapiRegistrationId, r.dispatchId,
        r.postBack == null ? null : JSON.stringify(r.postBack), r.newestInstanceKey, r.newestInstance, r.createdAt,
      ]));
      await this.addInstances(some.map(({ instance }) => instance));
    }
  }

  addInstance(instance: RegistrationInstance): Promise<void> {
    return this.addInstances([instance]);
  }

  private async addInstances(instances: readonly RegistrationInstance[]): Promise<void> {
    await this.unit.execute(`${insertInstances} ${instances.map(() => nineteen).join(', ')}`, instances.flatMap((i) => [
      i.instanceKey, i.registrationKey, i.applicationId, i.instance, i.isNewest ? 1 : 0, i.versionKey, i.rev, i.epoch, i.completion, i.success, i.score, i.seconds, i.location,
      i.firstAccessAt, i.lastAccessAt, i.completedAt, i.createdAt, i.updatedAt, i.runtime,
    ]));
  }

  /** Makes `instance` the newest of its registration. */
  async makeNewest(registrationKey: string, instanceKey: string, instance: number): Promise<void> {
    await this.unit.execute('UPDATE registration_instances SET is_newest = CASE WHEN instance_key = ? THEN 1 ELSE 0 END WHERE registration_key = ?', [instanceKey, registrationKey]);
    await this.unit.execute('UPDATE registrations SET newest_instance_key = ?, newest_instance = ? WHERE registration_key = ?', [instanceKey, instance, registrationKey]);
  }

  /** The instance a commit is about to change, locked against other commits. */
  async forCommit(instanceKey: string): Promise<CommittedInstance | undefined> {
    const [row] = await this.unit.query<CommitRow>(
      `SELECT application_id, version_key, rev, epoch, completed_at, completion, success, score, runtime, result_override FROM registration_instances WHERE instance_key = ?${this.unit.forUpdate}`,
      [instanceKey],
    );
    if (!row) return undefined;
    const { completion, success, score, runtime } = row;
    return { applicationId: row.application_id, versionKey: row.version_key, rev: Number(row.rev), epoch: Number(row.epoch), completedAt: row.completed_at, completion, success, score: score === null ? null : Number(score), runtime, override: readOverride(row.result_override) };
  }

  async storeProgress(instanceKey: string, p: InstanceProgress): Promise<void> {
    await this.unit.execute(
      `UPDATE registration_instances SET rev = ?, completion = ?, success = ?, score = ?, seconds = ?, location = ?, completed_at = ?, last_access_at = ?, updated_at = ?, runtime = ?, result_override = ? WHERE instance_key = ?`,
      [p.rev, p.completion, p.success, p.score, p.seconds, p.location, p.completedAt, p.now, p.now, p.runtime, p.override && JSON.stringify(p.override), instanceKey],
    );
  }

  /** Those of an instance that hold no more, the newest first. */
  async endedOverrides(instanceKey: string): Promise<EndedOverride[]> {
    const [row] = await this.unit.query<{ ended: string | null }>('SELECT ended_overrides AS ended FROM registration_instances WHERE instance_key = ?', [instanceKey]);
    return readEnded(row?.ended ?? null);
  }

  /** The learner's runtime and the times of access stay untouched. */
  async storeOverride(instanceKey: string, o: InstanceOverride): Promise<void> {
    await this.unit.execute(
      'UPDATE registration_instances SET rev = ?, completion = ?, success = ?, score = ?, completed_at = ?, result_override = ?, ended_overrides = ?, updated_at = ? WHERE instance_key = ?',
      [o.rev, o.completion, o.success, o.score, o.completedAt, o.override && JSON.stringify(o.override), JSON.stringify(o.ended), o.now, instanceKey],
    );
  }

  /** A further launch: raises the epoch and answers it; `undefined` when the instance is gone. */
  async raiseEpoch(instanceKey: string, now: number): Promise<OpenedInstance | undefined> {
    const raised = await this.unit.execute(
      'UPDATE registration_instances SET epoch = epoch + 1, first_access_at = COALESCE(first_access_at, ?), last_access_at = ?, updated_at = ? WHERE instance_key = ?',
      [now, now, now, instanceKey],
    );
    return raised.affected ? this.opened(instanceKey) : undefined;
  }

  async opened(instanceKey: string): Promise<OpenedInstance | undefined> {
    const [row] = await this.unit.query<{ epoch: number; version_key: string }>('SELECT epoch, version_key FROM registration_instances WHERE instance_key = ?', [instanceKey]);
    return row && { epoch: Number(row.epoch), versionKey: row.version_key };
  }

  /** An instance as nobody had opened it yet; its counters go on. */
  async resetInstance(instanceKey: string, to: { rev: number; epoch: number; versionKey: string; runtime: string; now: number }): Promise<void> {
    await this.unit.execute(
      `UPDATE registration_instances SET rev = ?, epoch = ?, version_key = ?, runtime = ?, completion = 'UNKNOWN', success = 'UNKNOWN', score = NULL, seconds = 0, location = NULL,
       first_access_at = NULL, last_access_at = NULL, completed_at = NULL, result_override = NULL, ended_overrides = NULL, updated_at = ? WHERE instance_key = ?`,
      [to.rev, to.epoch, to.versionKey, to.runtime, to.now, instanceKey],
    );
  }

  /** A registration locked against other changes of its instances. */
  async locked(applicationId: string, registrationKey: string): Promise<{ courseKey: string; newestInstanceKey: string; newestInstance: number } | undefined> {
    const [row] = await this.unit.query<{ course_key: string; newest_instance_key: string; newest_instance: number }>(
      `SELECT course_key, newest_instance_key, newest_instance FROM registrations WHERE application_id = ? AND registration_key = ?${this.unit.forUpdate}`,
      [applicationId, registrationKey],
    );
    return row && { courseKey: row.course_key, newestInstanceKey: row.newest_instance_key, newestInstance: Number(row.newest_instance) };
  }

  /** The instances of a registration, the oldest first. */
  async instanceNumbers(registrationKey: string): Promise<{ instanceKey: string; instance: number }[]> {
    const rows = await this.unit.query<{ instance_key: string; instance: number }>('SELECT instance_key, instance FROM registration_instances WHERE registration_key = ? ORDER BY instance', [registrationKey]);
    return rows.map((row) => ({ instanceKey: row.instance_key, instance: Number(row.instance) }));
  }

  async removeInstance(instanceKey: string): Promise<void> {
    await this.unit.execute('DELETE FROM registration_instances WHERE instance_key = ?', [instanceKey]);
  }

  async keysOfLearner(applicationId: string, learnerId: string, most: number): Promise<{ registrationKey: string; applicationId: string }[]> {
    const rows = await this.unit.query<{ k: string }>(`SELECT registration_key AS k FROM registrations WHERE application_id = ? AND learner_id = ? LIMIT ${most}`, [applicationId, learnerId]);
    return rows.map(({ k }) => ({ registrationKey: k, applicationId }));
  }

  async existing(applicationId: string, registrationKeys: readonly string[]): Promise<{ registrationKey: string; applicationId: string }[]> {
    if (!registrationKeys.length) return [];
    const marks = registrationKeys.map(() => '?').join(', ');
    const rows = await this.unit.query<{ k: string }>(`SELECT registration_key AS k FROM registrations WHERE +application_id = ? AND registration_key IN (${marks})`, [applicationId, ...registrationKeys]);
    return rows.map(({ k }) => ({ registrationKey: k, applicationId }));
  }

  /** Removes registrations with all that hangs on them. */
  async remove(keys: readonly string[]): Promise<void> {
    if (!keys.length) return;
    const marks = keys.map(() => '?').join(', ');
    await this.unit.execute(`DELETE FROM registration_instances WHERE registration_key IN (${marks})`, [...keys]);
    await this.unit.execute(`DELETE FROM registrations WHERE registration_key IN (${marks})`, [...keys]);
  }

  async instanceKeysOf(keys: readonly string[]): Promise<string[]> {
    if (!keys.length) return [];
    const rows = await this.unit.query<{ instance_key: string }>(`SELECT instance_key FROM registration_instances WHERE registration_key IN (${keys.map(() => '?').join(', ')})`, [...keys]);
    return rows.map((row) => row.instance_key);
  }

  /** Some registrations of a course, whichever application it belongs to (used to remove them with it). */
  async keysOfCourse(courseKey: string, most: number): Promise<{ registrationKey: string; applicationId: string }[]> {
    const rows = await this.unit.query<{ registration_key: string; application_id: string }>(
      `SELECT registration_key, application_id FROM registrations WHERE course_key = ? LIMIT ${most}`,
      [courseKey],
    );
    return rows.map((row) => ({ registrationKey: row.registration_key, applicationId: row.application_id }));
  }

  async countsOfCourses(courseKeys: readonly string[]): Promise<Map<string, number>> {
    if (!courseKeys.length) return new Map();
    const rows = await this.unit.query<{ course_key: string; n: number }>(
      `SELECT course_key, COUNT(*) AS n FROM registrations WHERE course_key IN (${courseKeys.map(() => '?').join(', ')}) GROUP BY course_key`,
      [...courseKeys],
    );
    return new Map(rows.map((row) => [row.course_key, Number(row.n)]));
  }

  /** By version key: the registrations of a course whose newest instance is at that version. */
  async countsOfVersions(courseKey: string): Promise<Map<string, number>> {
    const rows = await this.unit.query<{ version_key: string; n: number }>(
      'SELECT i.version_key, COUNT(*) AS n FROM registrations r JOIN registration_instances i ON i.instance_key = r.newest_instance_key WHERE r.course_key = ? GROUP BY i.version_key',
      [courseKey],
    );
    return new Map(rows.map((row) => [row.version_key, Number(row.n)]));
  }
}
