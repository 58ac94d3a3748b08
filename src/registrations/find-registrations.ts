import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { RegistrationListReport, type RegistrationPosition, type RegistrationQuery } from './registration-list.report';
import { type InstanceQuery, RegistrationReport, type RegistrationRow } from './registration.report';
import { RegistrationRepository } from './registration.repository';
import type { RegistrationInstance } from './registration-instance.entity';
import { instanceUnknown, registrationUnknown } from './registrations.failures';

export type { RegistrationQuery } from './registration-list.report';
export type { RegistrationRow } from './registration.report';

/** Reads registrations: one, its instances, and lists. */
@Injectable()
export class FindRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly report: RegistrationReport,
    private readonly lists: RegistrationListReport,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** The newest instance. Failures: registration-unknown. */
  async one(applicationId: string, id: string, withRuntime = false): Promise<RegistrationRow> {
    const row = await this.maybe(applicationId, id, withRuntime);
    if (!row) throw registrationUnknown(id);
    return row;
  }

  /** The same; `undefined` when there is none. */
  maybe(applicationId: string, id: string, withRuntime = false): Promise<RegistrationRow | undefined> {
    return this.unit.run(() => this.report.one(applicationId, id, withRuntime));
  }

  exists(applicationId: string, id: string): Promise<boolean> {
    return this.unit.run(async () => (await this.registrations.keysOf(applicationId, [id])).size > 0);
  }

  /** The newest instances of some registrations by their keys, for the lists of other features; those that are gone are absent. */
  async byKey(applicationId: string, registrationKeys: readonly string[]): Promise<Map<string, RegistrationRow>> {
    const rows = await this.unit.run(() => this.report.some(applicationId, registrationKeys));
    return new Map(rows.map((row) => [row.registration_key, row]));
  }

  /** One page of the instances of a registration with their runtime, the oldest first. Failures: registration-unknown. */
  instances(applicationId: string, query: InstanceQuery, more?: string): Promise<Page<RegistrationRow>> {
    const position = more === undefined ? undefined : this.moreTokens.read<InstanceQuery>('registration-instances', more);
    if (position && position.query.id !== query.id) throw invalidInput('more', 'is not a token of this list; start again without it');
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const rows = await this.report.instances(applicationId, asked, Number(position?.after[0] ?? -1), pageSize + 1);
      if (!rows.length) await this.known(applicationId, query.id);
      return this.moreTokens.page('registration-instances', asked, rows, (row) => [Number(row.instance)]);
    });
  }

  /** Failures: registration-unknown, instance-unknown. */
  instance(applicationId: string, id: string, instance: number, withRuntime = false): Promise<RegistrationRow> {
    return this.unit.run(async () => {
      const row = await this.report.instance(applicationId, id, instance, withRuntime);
      if (row) return row;
      await this.known(applicationId, id);
      throw instanceUnknown(id, instance);
    });
  }

  /** One page; a `more` token brings its own query back. `total` only for a first page that asks for it. */
  list(applicationId: string, query: RegistrationQuery, options: { more?: string; withRuntime: boolean; withTotal: boolean; size?: number }): Promise<Page<RegistrationRow> & { total?: number }> {
    const size = options.size ?? pageSize;
    const position = options.more === undefined ? undefined : this.moreTokens.read<RegistrationQuery>('registrations', options.more);
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const keys = await this.lists.keys(applicationId, asked, position?.after as RegistrationPosition | undefined, size + 1);
      const found = new Map((await this.report.some(applicationId, keys, options.withRuntime)).map((row) => [row.registration_key, row]));
      const rows = keys.flatMap((key) => found.get(key) ?? []);
      const total = options.withTotal && !position ? await this.lists.count(applicationId, asked) : undefined;
      return { ...this.moreTokens.page('registrations', asked, rows, (row) => this.positionOf(row, asked), size), total };
    });
  }

  /** The rolled-up result of an instance, without the runtime document; `undefined` when it is gone. */
  async progressOf(applicationId: string, instanceKey: string): Promise<Omit<RegistrationInstance, 'runtime'> | undefined> {
    return this.unit.run(() => this.registrations.progress(applicationId, instanceKey));
  }

  /** The runtime document of an instance with its learner, for the player; `undefined` when it is gone. */
  stateOf(applicationId: string, registrationKey: string, instanceKey: string): Promise<{ runtime: string; rev: number; learner: { id: string; firstName: string | null; lastName: string | null } } | undefined> {
    return this.unit.run(async () => {
      const registration = await this.registrations.findByKey(applicationId, registrationKey);
      const instance = await this.registrations.instance(applicationId, instanceKey);
      if (!registration || !instance) return undefined;
      const { learnerId: id, firstName, lastName } = registration;
      return { runtime: instance.runtime, rev: instance.rev, learner: { id, firstName, lastName } };
    });
  }

  /** Who a registration is for, as xAPI names them; `undefined` when it is gone. */
  async learnerOf(applicationId: string, registrationKey: string): Promise<{ id: string; name: string; registration: string } | undefined> {
    const found = await this.unit.run(() => this.registrations.findByKey(applicationId, registrationKey));
    return found ? { id: found.learnerId, name: [found.firstName, found.lastName].filter(Boolean).join(' '), registration: found.xapiRegistrationId } : undefined;
  }

  private async known(applicationId: string, id: string): Promise<void> {
    if (!(await this.registrations.keysOf(applicationId, [id])).size) throw registrationUnknown(id);
  }

  private positionOf(row: RegistrationRow, query: RegistrationQuery): RegistrationPosition {
    const value = {
      created: Number(row.created_at), updated: Number(row.updated_at), course_title: row.course_title,
      learner_first_name: row.first_name, learner_last_name: row.last_name,
    }[query.orderBy];
    return [value, query.orderBy === 'updated' ? row.instance_key : row.registration_key];
  }
}
