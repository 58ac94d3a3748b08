import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import type { OpenedSession } from './open-session';
import { Session } from './session.entity';
import { SessionRepository } from './session.repository';
import { SessionTokens } from './session-token';

export interface NewPreview {
  applicationId: string;
  versionKey: string;
  /** `dispatch`: inside the dispatch shell. */
  mode: 'preview' | 'dispatch';
  lang?: string;
  redirectUrl?: string;
  startActivityId?: string;
}

/** Opens a course without a registration: it starts blank, and nothing that happens in it is stored. */
@Injectable()
export class OpenPreview {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly sessions: SessionRepository,
    private readonly tokens: SessionTokens,
    private readonly clock: Clock,
  ) {}

  run(input: NewPreview): Promise<OpenedSession> {
    const { applicationId, versionKey, mode } = input;
    return this.unit.run(async () => {
      const session = Object.assign(new Session(), {
        sessionKey: newKey(), instanceKey: newKey(), applicationId, epoch: 0, linkId: null, mode, tracking: false, startActivityId: input.startActivityId ?? null,
        redirectUrl: input.redirectUrl ?? null, lang: input.lang ?? null, openedAt: this.clock.now(),
      });
      await this.sessions.add(session);
      const sessionToken = this.tokens.sign({ a: applicationId, r: '', i: session.instanceKey, v: versionKey, s: session.sessionKey, e: 0, m: mode, t: 0 });
      return { sessionKey: session.sessionKey, sessionToken, epoch: 0, playUrl: `${this.config.contentUrl}/play/${sessionToken}` };
    });
  }
}
