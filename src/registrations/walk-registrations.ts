import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { type RegistrationPosition, RegistrationListReport, type RegistrationQuery } from './registration-list.report';
import { type InstanceRow, RegistrationReport, type RegistrationRow } from './registration.report';
import { registrationUnknown } from './registrations.failures';

export type WalkedQuery = Pick<RegistrationQuery, 'courseId' | 'learnerId' | 'since' | 'until'>;
export interface WalkedRegistration {
  row: RegistrationRow;
  /** All of them, the oldest first. */
  instances: InstanceRow[];
}
interface Walked {
  found: WalkedRegistration[];
  next?: RegistrationPosition;
}

const pageSize = { rows: 200, runtimes: 50 };

/** Registrations with all their instances, for lists that have no pages. */
@Injectable()
export class WalkRegistrations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly lists: RegistrationListReport,
    private readonly report: RegistrationReport,
  ) {}

  /** Failures: registration-unknown. */
  one(applicationId: string, id: string): Promise<WalkedRegistration> {
    return this.unit.run(async () => {
      const row = await this.report.one(applicationId, id, false);
      if (!row) throw registrationUnknown(id);
      return { row, instances: await this.report.instancesOf(applicationId, [row.registration_key]) };
    });
  }

  /** The oldest first, in parts of a unit of work and at most four statements each; `since` and `until` (both included) are of the last update. */
  async *run(applicationId: string, query: WalkedQuery, options: { wanted: (row: RegistrationRow) => boolean; withRuntime: boolean }): AsyncGenerator<WalkedRegistration[]> {
    const asked: RegistrationQuery = { ...query, dateField: 'updated', filterBy: 'registration_id', orderBy: 'created', direction: 'asc' };
    for (let after: RegistrationPosition | undefined, isFirst = true; isFirst || after; isFirst = false) {
      const behind: RegistrationPosition | undefined = after;
      const { found, next } = await this.unit.run(() => this.part(applicationId, asked, behind, options));
      yield found;
      after = next;
    }
  }

  private async part(applicationId: string, query: RegistrationQuery, after: RegistrationPosition | undefined, { wanted, withRuntime }: { wanted: (row: RegistrationRow) => boolean; withRuntime: boolean }): Promise<Walked> {
    const size = withRuntime ? pageSize.runtimes : pageSize.rows;
    const keys = await this.lists.keys(applicationId, query, after, size);
    const all = await this.rows(applicationId, keys, false);
    const last = all.at(-1);
    const next: RegistrationPosition | undefined = last && keys.length === size ? [Number(last.created_at), last.registration_key] : undefined;
    const named = all.filter(wanted);
    const rows = withRuntime ? await this.rows(applicationId, named.map((row) => row.registration_key), true) : named;
    const instances = new Map<string, InstanceRow[]>(rows.map((row) => [row.registration_key, []]));
    for (const one of await this.report.instancesOf(applicationId, [...instances.keys()])) instances.get(one.registration_key)?.push(one);
    return { found: rows.map((row) => ({ row, instances: instances.get(row.registration_key) ?? [] })), next };
  }

  /** In the order of the keys. */
  private async rows(applicationId: string, keys: readonly string[], withRuntime: boolean): Promise<RegistrationRow[]> {
    const found = new Map((await this.report.some(applicationId, keys, withRuntime)).map((row) => [row.registration_key, row]));
    return keys.flatMap((key) => found.get(key) ?? []);
  }
}
