import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { UnitLaunch } from './unit-launch.entity';

@Injectable()
export class UnitLaunchRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(launchKey: string): Promise<UnitLaunch | null> {
    return this.unit.manager.findOneBy(UnitLaunch, { launchKey });
  }

  async add(launch: UnitLaunch): Promise<void> {
    await this.unit.manager.insert(UnitLaunch, launch);
  }

  /** Locked against other statements of the same launch. */
  async locked(launchKey: string): Promise<UnitLaunch | undefined> {
    const [row] = await this.unit.query<{ launch_key: string }>(`SELECT launch_key FROM unit_launches WHERE launch_key = ?${this.unit.forUpdate}`, [launchKey]);
    return row ? ((await this.find(launchKey)) ?? undefined) : undefined;
  }

  /** The launches of an instance that nobody ended. */
  running(instanceKey: string): Promise<UnitLaunch[]> {
    return this.unit.manager.findBy(UnitLaunch, { instanceKey, endedAt: IsNull() });
  }

  async change(launchKey: string, change: Partial<Pick<UnitLaunch, 'initializedAt' | 'heardAt' | 'endedAt' | 'verdict'>>): Promise<void> {
    await this.unit.manager.update(UnitLaunch, { launchKey }, change);
  }

  /** True the first time. */
  async fetch(launchKey: string, now: number): Promise<boolean> {
    return (await this.unit.execute('UPDATE unit_launches SET fetched_at = ? WHERE launch_key = ? AND fetched_at IS NULL', [now, launchKey])).affected > 0;
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.manager.delete(UnitLaunch, { instanceKey: In([...instanceKeys]) });
  }
}
