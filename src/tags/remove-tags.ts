import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { TagsOfItems } from './add-tags';
import { TagRepository } from './tag.repository';

/** Takes tags off things; a tag that is not there is no fault (SEMANTICS 3). */
@Injectable()
export class RemoveTags {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tags: TagRepository,
  ) {}

  run({ applicationId, kind, itemKeys, tags }: TagsOfItems): Promise<void> {
    return this.unit.run(() => this.tags.remove(applicationId, kind, itemKeys, tags));
  }
}
