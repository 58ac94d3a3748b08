import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Outbox, type OutboxFact } from '../platform/outbox/outbox';
import { newKey } from '../platform/random-ids';
import { FindPostedInstances } from '../registrations/find-posted-instances';
import type { RegistrationProgressed } from '../registrations/registrations.events';
import { FindPostbackTargets } from './find-postback-targets';
import { hostOf } from './postback-target.rules';
import { type NewPostback, PostbackRepository } from './postback.repository';

const quietMs = 2_000;
const longestMs = 10_000;
/** SQLite and MariaDB bear far more parameters than the queue step has for so many. */
const atOnce = 200;

/** Queues one postback for each instance that changed and has an address to be told to: sent after two seconds of quiet, ten seconds after the first change at the latest. */
@Injectable()
export class QueuePostbacks implements OnModuleInit {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly instances: FindPostedInstances,
    private readonly targets: FindPostbackTargets,
    private readonly postbacks: PostbackRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe('registration.progressed', (facts) => this.run(facts));
  }

  private async run(facts: readonly OutboxFact[]): Promise<void> {
    const byApplication = new Map<string, Set<string>>();
    for (const { applicationId, body } of facts) byApplication.set(applicationId, (byApplication.get(applicationId) ?? new Set()).add((body as RegistrationProgressed).instanceKey));
    for (const [applicationId, changed] of byApplication) {
      const keys = [...changed];
      for (let from = 0; from < keys.length; from += atOnce) await this.unit.run(() => this.queue(applicationId, keys.slice(from, from + atOnce)));
    }
  }

  private async queue(applicationId: string, instanceKeys: readonly string[]): Promise<void> {
    const found = [...(await this.instances.run(applicationId, instanceKeys, false)).values()];
    if (!found.length) return;
    const targets = await this.targets.run(applicationId, found);
    const now = this.clock.now();
    const wanted = found.flatMap((one, n): NewPostback[] => {
      const target = targets[n];
      if (!target) return [];
      return [{
        postbackKey: newKey(), applicationId, registrationKey: one.registration_key, registrationId: one.id, learnerId: one.learner_id, instanceKey: one.instance_key, instance: Number(one.instance), kind: 'registration.progressed',
        host: hostOf(target.url), dueAt: now + quietMs, createdAt: now,
      }];
    });
    await this.postbacks.join(wanted, longestMs);
  }
}
