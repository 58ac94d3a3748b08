import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { TagRepository } from './tag.repository';
import type { TaggedKind } from './tag-words.rules';

/** The tags of things by their keys, in alphabetical order, in one statement. */
@Injectable()
export class FindTags {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly tags: TagRepository,
  ) {}

  /** Things without a tag are absent from the answer. */
  run(applicationId: string, kind: TaggedKind, itemKeys: readonly string[]): Promise<Map<string, string[]>> {
    return this.unit.run(() => this.tags.of(applicationId, kind, itemKeys));
  }
}
