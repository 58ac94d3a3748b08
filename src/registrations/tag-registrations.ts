import { Injectable } from '@nestjs/common';
import { ChangeTags, type TaggedThings } from '../tags/change-tags';
import { FindTags } from '../tags/find-tags';
import { registrationUnknown } from './registrations.failures';
import { RegistrationRepository } from './registration.repository';

/** Tags on registrations. Failures of those that name ids: registration-unknown. */
@Injectable()
export class TagRegistrations {
  constructor(
    private readonly tags: ChangeTags,
    private readonly find: FindTags,
    private readonly registrations: RegistrationRepository,
  ) {}

  add(applicationId: string, ids: readonly string[], tags: readonly string[]): Promise<void> {
    return this.tags.add(this.things(applicationId, ids), tags);
  }

  remove(applicationId: string, id: string, tags: readonly string[]): Promise<void> {
    return this.tags.remove(this.things(applicationId, [id]), tags);
  }

  /** `tags` become the only ones. */
  replace(applicationId: string, id: string, tags: readonly string[]): Promise<void> {
    return this.tags.replace(this.things(applicationId, [id]), tags);
  }

  read(applicationId: string, id: string): Promise<string[]> {
    return this.tags.read(this.things(applicationId, [id]));
  }

  /** The tags of registrations by their keys, in alphabetical order, for lists; those without a tag are absent. */
  byKey(applicationId: string, registrationKeys: readonly string[]): Promise<Map<string, string[]>> {
    return this.find.run(applicationId, 'registration', registrationKeys);
  }

  private things(applicationId: string, ids: readonly string[]): TaggedThings {
    return { applicationId, kind: 'registration', ids, keysOf: (some) => this.registrations.keysOf(applicationId, some), unknown: registrationUnknown };
  }
}
