import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { invalidInput } from '../platform/failure';
import { newKey } from '../platform/random-ids';
import type { PostBack } from '../settings/post-back-settings.rules';
import { effectiveSettings } from '../settings/effective-settings.rules';
import { settingsOfPostBack } from '../settings/post-back-settings.rules';
import { sampleOf } from './sample-registration';
import { PostOnce } from './post-once';
import { postbackBody } from './postback-body';
import { webhookId } from './postback-id.rules';
import { Postback } from './postback.entity';
import { PostbackLogRepository } from './postback-log.repository';
import { PostbackRepository } from './postback.repository';
import { hostOf, targetOf } from './postback-target.rules';
import { PostbackSecrets } from './postback-secrets';
import { postbackTestFailed } from './postbacks.failures';

/** Posts made-up results once, beside the queue and without a further try; the log shows it too. */
@Injectable()
export class TestPostback {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly secrets: PostbackSecrets,
    private readonly post: PostOnce,
    private readonly log: PostbackLogRepository,
    private readonly postbacks: PostbackRepository,
    private readonly clock: Clock,
  ) {}

  /** Failures: invalid-input, postback-test-failed. */
  async run(applicationId: string, postBack: PostBack): Promise<void> {
    const target = targetOf(effectiveSettings({ registrationKey: '', carried: { from: 'registration', values: settingsOfPostBack(postBack) } }, []));
    if (!target) throw invalidInput('url', 'must be an http or https URL');
    const now = this.clock.now();
    const { row, described } = sampleOf(now);
    const frozen = postbackBody({ row, described, tags: [] }, target, 1);
    const secrets = (await this.secrets.live([applicationId])).get(applicationId) ?? [];
    const key = newKey();
    const attempt = await this.post.run(target, { id: webhookId(key), ...frozen }, secrets);
    const ended = this.clock.now();
    const tested = Object.assign(new Postback(), {
      postbackKey: key, applicationId, registrationKey: '', registrationId: row.id, learnerId: null, instanceKey: '', instance: 0, kind: 'test', openKey: null, state: attempt.error ? 'failed' : 'delivered', host: hostOf(target.url), dueAt: now,
      attempts: 1, tries: 1, ...frozen, lastStatus: attempt.status ?? null, lastError: attempt.error ?? null, lockedBy: null, lockedUntil: null, createdAt: now, finishedAt: ended,
    });
    await this.unit.run(async () => {
      await this.log.add(tested);
      await this.postbacks.addAttempts([{ ...attempt, key, attempt: 1 }]);
    });
    if (attempt.error) throw postbackTestFailed(attempt.error);
  }
}
