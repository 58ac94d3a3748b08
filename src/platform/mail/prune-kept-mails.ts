import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock';
import { UnitOfWork } from '../database/unit-of-work';
import { Upkeep } from '../upkeep';

const keptMs = 30 * 86_400_000;
const everyMs = 3_600_000;
const atOnce = 200;

/** Forgets mails that were kept instead of sent after 30 days: there are links of learners in them. */
@Injectable()
export class PruneKeptMails implements OnApplicationBootstrap {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly clock: Clock,
    private readonly upkeep: Upkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.upkeep.every(everyMs, 'kept mails', () => this.run());
  }

  /** Answers how many went. */
  async run(): Promise<number> {
    const before = this.clock.now() - keptMs;
    let all = 0;
    for (let removed = atOnce; removed === atOnce; all += removed) removed = await this.unit.run(() => this.removeSome(before));
    return all;
  }

  private async removeSome(before: number): Promise<number> {
    const rows = await this.unit.query<{ k: string }>(`SELECT mail_key AS k FROM kept_mails WHERE created_at < ? LIMIT ${atOnce}`, [before]);
    if (rows.length) await this.unit.execute(`DELETE FROM kept_mails WHERE mail_key IN (${rows.map(() => '?').join(', ')})`, rows.map(({ k }) => k));
    return rows.length;
  }
}
