import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AddTags } from './add-tags';
import { FindTags } from './find-tags';
import { RemoveTags } from './remove-tags';
import { ReplaceTags } from './replace-tags';
import type { TaggedKind } from './tag-words.rules';

/** Things of a feature by the ids that callers use. */
export interface TaggedThings {
  applicationId: string;
  kind: TaggedKind;
  ids: readonly string[];
  /** The keys of those ids that exist. */
  keysOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** What to throw for an id that does not. */
  unknown: (id: string) => Error;
}

/** Reads and changes the tags of things by the callers' ids: all of the ids or none. */
@Injectable()
export class ChangeTags {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly addTags: AddTags,
    private readonly removeTags: RemoveTags,
    private readonly replaceTags: ReplaceTags,
    private readonly findTags: FindTags,
  ) {}

  add(things: TaggedThings, tags: readonly string[]): Promise<void> {
    return this.unit.run(async () => this.addTags.run({ applicationId: things.applicationId, kind: things.kind, itemKeys: await this.keys(things), tags }));
  }

  remove(things: TaggedThings, tags: readonly string[]): Promise<void> {
    return this.unit.run(async () => this.removeTags.run({ applicationId: things.applicationId, kind: things.kind, itemKeys: await this.keys(things), tags }));
  }

  /** `tags` become the only ones. */
  replace(things: TaggedThings, tags: readonly string[]): Promise<void> {
    return this.unit.run(async () => this.replaceTags.run({ applicationId: things.applicationId, kind: things.kind, itemKeys: await this.keys(things), tags }));
  }

  /** The tags of the one thing, in alphabetical order. */
  read(things: TaggedThings): Promise<string[]> {
    return this.unit.run(async () => {
      const [key = ''] = await this.keys(things);
      return (await this.findTags.run(things.applicationId, things.kind, [key])).get(key) ?? [];
    });
  }

  private async keys({ ids, keysOf, unknown }: TaggedThings): Promise<string[]> {
    const known = await keysOf(ids);
    return ids.map((id) => {
      const key = known.get(id);
      if (key === undefined) throw unknown(id);
      return key;
    });
  }
}
