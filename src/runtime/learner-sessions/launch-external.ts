import { Injectable } from '@nestjs/common';
import type { ApiKey } from '../../applications/api-key.entity';
import { issuerNotTrusted } from '../../applications/applications.failures';
import { VerifyExternalToken } from '../../applications/verify-external-token';
import { type LaunchedSession, LaunchSession, type SessionLaunch } from './launch-session';

/** Lets in whom another system vouches for by its token. */
@Injectable()
export class LaunchExternal {
  constructor(
    private readonly verify: VerifyExternalToken,
    private readonly launch: LaunchSession,
  ) {}

  /** Failures: issuer-not-trusted, external-token-refused, and those of LaunchSession. */
  async run(key: ApiKey | undefined, token: string, launch: Omit<SessionLaunch, 'learner'>): Promise<LaunchedSession> {
    if (!key) throw issuerNotTrusted();
    const learner = await this.verify.run(key, token);
    return this.launch.run({ ...launch, learner });
  }
}
