import { Injectable } from '@nestjs/common';
import { FindLearners } from '../registrations/find-learners';
import { ChangeTags, type TaggedThings } from '../tags/change-tags';
import { FindTags } from '../tags/find-tags';
import { learnerUnknown } from './learners.failures';

/** Tags on learners: whoever has a registration, or tags already. Failures of all: learner-unknown. */
@Injectable()
export class TagLearners {
  constructor(
    private readonly tags: ChangeTags,
    private readonly find: FindTags,
    private readonly learners: FindLearners,
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

  private things(applicationId: string, ids: readonly string[]): TaggedThings {
    const keysOf = async (some: readonly string[]) => {
      const known = await this.learners.known(applicationId, some);
      const tagged = await this.find.run(applicationId, 'learner', some.filter((id) => !known.has(id)));
      return new Map([...known, ...tagged.keys()].map((id) => [id, id]));
    };
    return { applicationId, kind: 'learner', ids, keysOf, unknown: learnerUnknown };
  }
}
