import { Injectable } from '@nestjs/common';
import { HookRepository } from '../hooks/hook.repository';
import { HookSecrets } from '../hooks/hook-secrets';
import { eventTarget, type PostbackTarget } from '../postback-target.rules';
import type { ClaimedRow } from '../postback.repository';
import { EventReceiverRepository } from './event-receiver.repository';

/** Where events go: to the webhook they were queued for, else to the one address of their application. */
@Injectable()
export class FindEventTargets {
  constructor(
    private readonly receivers: EventReceiverRepository,
    private readonly hooks: HookRepository,
    private readonly secrets: HookSecrets,
  ) {}

  /** In the same order; two statements at most. Inside the unit of work that claims them. */
  async run(claimed: readonly ClaimedRow[]): Promise<(PostbackTarget | undefined)[]> {
    const receivers = await this.receivers.of([...new Set(claimed.filter((row) => row.hook_key === null).map((row) => row.application_id))]);
    const hooks = await this.hooks.byKey([...new Set(claimed.flatMap((row) => row.hook_key ?? []))]);
    return claimed.map(({ hook_key: key, application_id: applicationId }) => {
      if (key === null) return eventTarget(receivers.get(applicationId)?.url);
      const hook = hooks.get(key);
      return eventTarget(hook?.url, hook && this.secrets.open(key, hook.sealedSecret));
    });
  }
}
