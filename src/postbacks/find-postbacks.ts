import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { Postback } from './postback.entity';
import type { PostbackAttempt } from './postback-attempt.entity';
import { PostbackLogRepository, type PostbackQuery } from './postback-log.repository';
import { keyOf } from './postback-id.rules';
import { postbackUnknown } from './postbacks.failures';

export type { PostbackQuery } from './postback-log.repository';

/** Reads the log of postbacks, the newest first. */
@Injectable()
export class FindPostbacks {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly log: PostbackLogRepository,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** A `more` token brings its own query back. Two statements. */
  list(applicationId: string, query: PostbackQuery, more?: string, size = pageSize): Promise<Page<Postback>> {
    const position = more === undefined ? undefined : this.moreTokens.read<PostbackQuery>('postbacks', more);
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const rows = await this.log.list(applicationId, asked, position?.after, size + 1);
      return this.moreTokens.page('postbacks', asked, rows, (row) => [row.createdAt, row.postbackKey], size);
    });
  }

  /** With its body and every attempt. Failures: postback-unknown. */
  one(applicationId: string, id: string): Promise<{ postback: Postback; attempts: PostbackAttempt[] }> {
    return this.unit.run(async () => {
      const postback = await this.log.find(applicationId, keyOf(id));
      if (!postback) throw postbackUnknown(id);
      return { postback, attempts: await this.log.attemptsOf(postback.postbackKey) };
    });
  }
}
