import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { ConsoleSession } from './console-session.entity';
import { ConsoleSessionRepository } from './console-session.repository';
import { idleMs, longestMs } from './verify-console-session';

/** The browsers an administrator is signed in with, the newest first. */
@Injectable()
export class FindConsoleSessions {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly sessions: ConsoleSessionRepository,
    private readonly clock: Clock,
  ) {}

  async run(administratorKey: string): Promise<ConsoleSession[]> {
    const now = this.clock.now();
    const all = await this.unit.run(() => this.sessions.of(administratorKey));
    return all.filter(({ lastSeenAt, createdAt }) => now - lastSeenAt <= idleMs && now - createdAt <= longestMs);
  }
}
