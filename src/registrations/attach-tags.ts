import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddTags } from '../tags/add-tags';
import type { TaggedKind } from '../tags/tag-words.rules';

/** Tags that come along with a new registration or a launch, for what it is about. */
export interface TagsToAttach {
  learner?: readonly string[];
  course?: readonly string[];
  registration?: readonly string[];
}

/** Adds tags to a registration, its course and its learner; those already there stay. */
@Injectable()
export class AttachTags {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tags: AddTags,
  ) {}

  run(to: { applicationId: string; registrationKey: string; courseKey: string; learnerId: string }, tags: TagsToAttach): Promise<void> {
    const { applicationId } = to;
    const add = async (kind: TaggedKind, itemKey: string, words: readonly string[] = []) => {
      if (words.length) await this.tags.run({ applicationId, kind, itemKeys: [itemKey], tags: words });
    };
    return this.unit.run(async () => {
      await add('registration', to.registrationKey, tags.registration);
      await add('course', to.courseKey, tags.course);
      await add('learner', to.learnerId, tags.learner);
    });
  }
}
