import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { isUniqueViolation } from '../platform/database/unique-violation';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey, randomSecret } from '../platform/random-ids';
import { AddTags } from '../tags/add-tags';
import { Destination } from './destination.entity';
import { DestinationRepository } from './destination.repository';
import type { DestinationPreset, DestinationSettings } from './destination-settings.rules';
import { destinationIdTaken } from './dispatch.failures';

export interface NewDestination {
  id: string;
  name: string;
  tags?: string[];
  email?: string | null;
  notes?: string | null;
  launchAuth?: Record<string, unknown> | null;
  lti13Data?: Record<string, unknown> | null;
  preset?: DestinationPreset;
  settings?: Partial<DestinationSettings>;
  /** For all dispatches together. */
  registrationCap?: number;
  learnerCap?: number;
  startsAt?: number | null;
  expiresAt?: number | null;
  accessDays?: number;
  warnAt?: number[];
}

/** Makes destinations: all of the list or none. */
@Injectable()
export class CreateDestinations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly destinations: DestinationRepository,
    private readonly tags: AddTags,
    private readonly clock: Clock,
  ) {}

  /** Failures: destination-id-taken. */
  run(applicationId: string, wanted: readonly NewDestination[]): Promise<void> {
    return this.unit.run(async () => {
      const ids = wanted.map((one) => one.id);
      const taken = (await this.destinations.findSome(applicationId, ids))[0]?.id ?? ids.find((id, i) => ids.indexOf(id) !== i);
      if (taken !== undefined) throw destinationIdTaken(taken);
      const rows = wanted.map((one) => this.row(applicationId, one));
      await this.destinations.add(rows).catch((error: unknown) => {
        throw isUniqueViolation(error) ? destinationIdTaken(ids[0] ?? '') : error; // made by somebody else a moment ago
      });
      for (const [i, { tags }] of wanted.entries()) {
        const key = rows[i]?.destinationKey;
        if (key && tags?.length) await this.tags.run({ applicationId, kind: 'destination', itemKeys: [key], tags });
      }
    });
  }

  private row(applicationId: string, one: NewDestination): Destination {
    const now = this.clock.now();
    const isCapped = Boolean(one.registrationCap) || Boolean(one.learnerCap);
    return Object.assign(new Destination(), {
      destinationKey: newKey(), applicationId, id: one.id, name: one.name, email: one.email ?? null, notes: one.notes ?? null, launchAuth: one.launchAuth ?? null,
      lti13Data: one.lti13Data ?? null, hashUserInfo: false, preset: one.preset ?? 'generic', settings: one.settings ?? null, registrationCap: one.registrationCap ?? null, learnerCap: one.learnerCap ?? null,
      registrationCount: isCapped ? 0 : null, learnerCount: isCapped ? 0 : null, startsAt: one.startsAt ?? null, expiresAt: one.expiresAt ?? null, accessDays: one.accessDays || null, warnAt: one.warnAt ?? null,
      learnerSecret: randomSecret(32), proofSeenAt: null,
      createdAt: now, updatedAt: now,
    });
  }
}
