import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { TagRepository } from './tag.repository';
import { distinctTags, type TaggedKind } from './tag-words.rules';

export interface TagsOfItems {
  applicationId: string;
  kind: TaggedKind;
  itemKeys: readonly string[];
  tags: readonly string[];
}

/** Puts every tag on every thing; those already there stay (SEMANTICS 5: PUT tags adds). */
@Injectable()
export class AddTags {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tags: TagRepository,
  ) {}

  run({ applicationId, kind, itemKeys, tags }: TagsOfItems): Promise<void> {
    return this.unit.run(() => this.tags.add(applicationId, kind, distinctTags(itemKeys), distinctTags(tags)));
  }
}
