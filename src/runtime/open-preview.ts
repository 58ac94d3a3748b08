import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { isUniqueViolation } from '../platform/database/unique-violation';
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
  /** Of a preview link: opening it again within its life leads to the same session. */
  linkId?: string;
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
    return this.unit.run(async () => {
      const known = await this.ofLink(input);
      if (known !== undefined) return this.opened(input, known);
      const sessionKey = newKey();
      const session = Object.assign(new Session(), {
        sessionKey, instanceKey: sessionKey, applicationId: input.applicationId, epoch: 0, linkId: input.linkId ?? null, mode: input.mode, tracking: false,
        startActivityId: input.startActivityId ?? null, redirectUrl: input.redirectUrl ?? null, lang: input.lang ?? null, launchValues: null, openedAt: this.clock.now(),
      });
      const first = await this.sessions.add(session).then(() => sessionKey, async (error: unknown) => {
        if (isUniqueViolation(error)) return this.ofLink(input); // the link was opened twice at once
        throw error;
      });
      return this.opened(input, first ?? sessionKey);
    });
  }

  private async ofLink({ linkId }: NewPreview): Promise<string | undefined> {
    return linkId === undefined ? undefined : (await this.sessions.ofLink(linkId))?.sessionKey;
  }

  private opened(input: NewPreview, sessionKey: string): OpenedSession {
    const sessionToken = this.tokens.sign({ a: input.applicationId, r: '', i: sessionKey, v: input.versionKey, s: sessionKey, e: 0, m: input.mode, t: 0 });
    return { sessionKey, sessionToken, epoch: 0, playUrl: `${this.config.contentUrl}/play/${sessionToken}` };
  }
}
