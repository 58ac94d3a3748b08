import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { keyOf } from './postback-id.rules';
import { PostbackLogRepository, type PostbackQuery } from './postback-log.repository';
import { postbackUnknown } from './postbacks.failures';

const atOnce = 500;

/** Sends postbacks once more: the same id, number and bytes, to the address as it is now. */
@Injectable()
export class ReplayPostbacks {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly log: PostbackLogRepository,
    private readonly clock: Clock,
  ) {}

  /** One that waits is tried at once; one that is on its way stays so. Failures: postback-unknown. */
  one(applicationId: string, id: string): Promise<void> {
    return this.unit.run(async () => {
      const found = await this.log.find(applicationId, keyOf(id));
      if (!found || found.kind === 'test') throw postbackUnknown(id);
      await this.log.replay([found.postbackKey], this.clock.now());
    });
  }

  /** All that match, in the order they were made in, a part at a time. Answers how many. */
  async some(applicationId: string, query: PostbackQuery): Promise<number> {
    let count = 0;
    for (let after: string | undefined = ''; after !== undefined; ) {
      const behind: string = after;
      const keys = await this.unit.run(async () => {
        const part = await this.log.keys(applicationId, query, behind, atOnce);
        await this.log.replay(part, this.clock.now());
        return part;
      });
      count += keys.length;
      after = keys.length === atOnce ? keys.at(-1) : undefined;
    }
    return count;
  }
}
