import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { TagsOfItems } from './add-tags';
import { TagRepository } from './tag.repository';
import { distinctTags } from './tag-words.rules';

/** Makes `tags` the only tags of the things; an empty list removes all (as when a thing is deleted). */
@Injectable()
export class ReplaceTags {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tags: TagRepository,
  ) {}

  run({ applicationId, kind, itemKeys, tags }: TagsOfItems): Promise<void> {
    return this.unit.run(async () => {
      await this.tags.removeAll(applicationId, kind, itemKeys);
      if (tags.length) await this.tags.add(applicationId, kind, distinctTags(itemKeys), distinctTags(tags));
    });
  }
}
