import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { Hook } from './hook.entity';

@Injectable()
export class HookRepository {
  constructor(private readonly unit: UnitOfWork) {}

  /** The oldest first. */
  of(applicationIds: readonly string[]): Promise<Hook[]> {
    return this.unit.manager.find(Hook, { where: { applicationId: In([...applicationIds]) }, order: { createdAt: 'ASC', hookKey: 'ASC' } });
  }

  async byKey(hookKeys: readonly string[]): Promise<Map<string, Hook>> {
    if (!hookKeys.length) return new Map();
    const found = await this.unit.manager.findBy(Hook, { hookKey: In([...hookKeys]) });
    return new Map(found.map((hook) => [hook.hookKey, hook]));
  }

  async add(hook: Hook): Promise<void> {
    await this.unit.manager.insert(Hook, hook);
  }

  async remove(applicationId: string, hookKey: string): Promise<boolean> {
    return (await this.unit.execute('DELETE FROM postback_hooks WHERE application_id = ? AND hook_key = ?', [applicationId, hookKey])).affected > 0;
  }

  async removeAll(applicationId: string): Promise<void> {
    await this.unit.execute('DELETE FROM postback_hooks WHERE application_id = ?', [applicationId]);
  }
}
