import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { newKey, randomSecret } from '../../platform/random-ids';
import { hooksFull, hookUnknown } from '../postbacks.failures';
import { Hook } from './hook.entity';
import type { HookEvent } from './hook-events.rules';
import { HookRepository } from './hook.repository';
import { HookSecrets } from './hook-secrets';

const mostHooks = 100;

/** The webhooks of an application: made, told and taken away. */
@Injectable()
export class ChangeHooks {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly hooks: HookRepository,
    private readonly secrets: HookSecrets,
    private readonly clock: Clock,
  ) {}

  /** Without a secret one is made; it is answered here and never again. Failures: hooks-full. */
  add(applicationId: string, fields: { url: string; eventType: HookEvent; secret?: string }): Promise<{ hook: Hook; secret: string }> {
    const { url, eventType, secret = randomSecret(32) } = fields;
    return this.unit.run(async () => {
      if ((await this.hooks.of([applicationId])).length >= mostHooks) throw hooksFull(mostHooks);
      const hookKey = newKey();
      const hook = Object.assign(new Hook(), { hookKey, applicationId, url, eventType, sealedSecret: this.secrets.seal(hookKey, secret), createdAt: this.clock.now() });
      await this.hooks.add(hook);
      return { hook, secret };
    });
  }

  /** The oldest first. */
  list(applicationId: string): Promise<Hook[]> {
    return this.unit.run(() => this.hooks.of([applicationId]));
  }

  /** What waits for it is dropped. Failures: hook-unknown. */
  remove(applicationId: string, hookKey: string): Promise<void> {
    return this.unit.run(async () => {
      if (!(await this.hooks.remove(applicationId, hookKey))) throw hookUnknown(hookKey);
    });
  }
}
