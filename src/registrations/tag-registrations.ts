import { Injectable } from '@nestjs/common';
import { ChangeTags, type TaggedThings } from '../tags/change-tags';
import { registrationUnknown } from './registrations.failures';
import { RegistrationRepository } from './registration.repository';

/** Tags on registrations. Failures of all: registration-unknown. */
@Injectable()
export class TagRegistrations {
  constructor(
    private readonly tags: ChangeTags,
    private readonly registrations: RegistrationRepository,
  ) {}

  add(applicationId: string, ids: readonly string[], tags: readonly string[]): Promise<void> {
    return this.tags.add(this.things(applicationId, ids), tags);
  }

  remove(applicationId: string, id: string, tags: readonly string[]): Promise<void> {
    return this.tags.remove(this.things(applicationId, [id]), tags);
  }

  read(applicationId: string, id: string): Promise<string[]> {
    return this.tags.read(this.things(applicationId, [id]));
  }

  private things(applicationId: string, ids: readonly string[]): TaggedThings {
    return { applicationId, kind: 'registration', ids, keysOf: (some) => this.registrations.keysOf(applicationId, some), unknown: registrationUnknown };
  }
}
