import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { AdministratorRepository } from './administrator.repository';
import type { ConsoleSession } from './console-session.entity';
import { ConsoleSessionRepository } from './console-session.repository';
import { isOver } from './verify-console-session';

/** The browsers an administrator is signed in with, the newest first. */
@Injectable()
export class FindConsoleSessions {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly administrators: AdministratorRepository,
    private readonly sessions: ConsoleSessionRepository,
    private readonly clock: Clock,
  ) {}

  async run(administratorKey: string): Promise<ConsoleSession[]> {
    const now = this.clock.now();
    const { isByGroups, all } = await this.unit.run(async () => ({ isByGroups: Boolean((await this.administrators.find(administratorKey))?.isByGroups), all: await this.sessions.of(administratorKey) }));
    return all.filter((one) => !isOver(one, isByGroups, now));
  }
}
