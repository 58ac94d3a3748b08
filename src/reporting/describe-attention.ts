import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AttentionReport, type Expiring, type FailedImport, type NearCap } from './attention.report';

export interface Attention {
  failedImports: FailedImport[];
  failingPostbacks: number;
  bounces: number;
  unconfirmed: number;
  capsNear: NearCap[];
  expiring: Expiring[];
  registrations: { today: number; week: number };
  activeNow: number;
}

const minute = 60_000;
const day = 86_400_000;
const week = 7 * day;
const expiringWithin = 14 * day;
const active = 10 * minute;
/** So long a platform may take to confirm without anybody being told. */
const confirmedWithin = 5 * minute;
const shown = 10;

/** What of an application wants a look now, and how much goes on. Days are those of UTC; the time before is a week. */
@Injectable()
export class DescribeAttention {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: AttentionReport,
    private readonly clock: Clock,
  ) {}

  run(applicationId: string): Promise<Attention> {
    const now = this.clock.now();
    const { report } = this;
    return this.unit.run(async () => ({
      failedImports: await report.failedImports(applicationId, now - week, shown),
      failingPostbacks: await report.failedPostbacks(applicationId, now - week),
      bounces: await report.bounces(applicationId),
      unconfirmed: await report.unconfirmed(applicationId, now - week, now - confirmedWithin),
      capsNear: await report.capsNear(applicationId, shown),
      expiring: await report.expiring(applicationId, now, now + expiringWithin, shown),
      registrations: { today: await report.registrationsSince(applicationId, now - (now % day)), week: await report.registrationsSince(applicationId, now - week) },
      activeNow: await report.activeSince(applicationId, now - active),
    }));
  }
}
