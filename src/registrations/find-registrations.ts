import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type RegistrationQuery, type RegistrationRow, RegistrationListReport } from './registration-list.report';
import { RegistrationRepository } from './registration.repository';
import type { RegistrationInstance } from './registration-instance.entity';
import { instanceUnknown, registrationUnknown } from './registrations.failures';

export type { RegistrationQuery, RegistrationRow } from './registration-list.report';

/** Reads registrations: one, its instances, and lists. */
@Injectable()
export class FindRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: RegistrationRepository,
    private readonly report: RegistrationListReport,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** The newest instance. Failures: registration-unknown. */
  one(applicationId: string, id: string, withRuntime = false): Promise<RegistrationRow> {
    return this.unit.run(async () => {
      const row = await this.report.one(applicationId, id, withRuntime);
      if (!row) throw registrationUnknown(id);
      return row;
    });
  }

  /** The newest instances of some registrations by their keys, for the lists of other features; those that are gone are absent. */
  async byKey(applicationId: string, registrationKeys: readonly string[]): Promise<Map<string, RegistrationRow>> {
    const rows = await this.unit.run(() => this.report.some(applicationId, registrationKeys));
    return new Map(rows.map((row) => [row.registration_key, row]));
  }

  /** Failures: registration-unknown. */
  instances(applicationId: string, id: string, withRuntime = false): Promise<RegistrationRow[]> {
    return this.unit.run(async () => {
      const rows = await this.report.instances(applicationId, id, withRuntime);
      if (!rows.length) throw registrationUnknown(id);
      return rows;
    });
  }

  /** Failures: registration-unknown, instance-unknown. */
  async instance(applicationId: string, id: string, instance: number, withRuntime = false): Promise<RegistrationRow> {
    const row = (await this.instances(applicationId, id, withRuntime)).find((found) => Number(found.instance) === instance);
    if (!row) throw instanceUnknown(id, instance);
    return row;
  }

  /** One page; a `more` token brings its own query back. `total` only for a first page that asks for it. */
  list(applicationId: string, query: RegistrationQuery, options: { more?: string; withRuntime: boolean; withTotal: boolean }): Promise<Page<RegistrationRow> & { total?: number }> {
    const position = options.more === undefined ? undefined : this.moreTokens.read<RegistrationQuery>('registrations', options.more);
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const rows = await this.report.list(applicationId, asked, position?.after, pageSize + 1, options.withRuntime);
      const total = options.withTotal && !position ? await this.report.count(applicationId, asked) : undefined;
      return { ...this.moreTokens.page('registrations', asked, rows, (row) => this.positionOf(row, asked)), total };
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

  private positionOf(row: RegistrationRow, query: RegistrationQuery): (string | number)[] {
    const value = {
      created: Number(row.created_at), updated: Number(row.updated_at), course_title: row.course_title,
      learner_first_name: row.first_name ?? '', learner_last_name: row.last_name ?? '',
    }[query.orderBy];
    return [value, query.orderBy === 'updated' ? row.instance_key : row.registration_key];
  }
}
