import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Upkeep } from '../platform/upkeep';
import { AuditRepository } from './audit.repository';

const everyMs = 3_600_000;
const atOnce = 500;
const dayMs = 86_400_000;

/** Removes entries of the audit log that are older than AUDIT_DAYS; without it all are kept. */
@Injectable()
export class PruneAudit implements OnApplicationBootstrap {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly upkeep: Upkeep,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.auditDays > 0) this.upkeep.every(everyMs, 'old entries of the audit log', () => this.run());
  }

  /** Answers how many went. */
  async run(): Promise<number> {
    if (this.config.auditDays === 0) return 0;
    const before = this.clock.now() - this.config.auditDays * dayMs;
    let all = 0;
    for (let removed = atOnce; removed === atOnce; all += removed) removed = await this.unit.run(() => this.entries.removeBefore(before, atOnce));
    return all;
  }
}
