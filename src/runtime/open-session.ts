import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { newKey } from '../platform/random-ids';
import { OpenInstance } from '../registrations/open-instance';
import { sessionGone } from './runtime.failures';
import { type LaunchValue, Session, type SessionMode } from './session.entity';
import { SessionRepository } from './session.repository';
import { SessionTokens } from './session-token';

export interface NewSession {
  applicationId: string;
  registrationKey: string;
  instanceKey: string;
  /** Of the instance, as the caller knows it; should the instance have been reset since, its own counts. */
  versionKey: string;
  mode: SessionMode;
  lang?: string;
  linkId?: string;
  /** The caller knows that no session has this link yet. */
  linkIsNew?: boolean;
  redirectUrl?: string;
  /** Default true. */
  tracking?: boolean;
  startActivityId?: string;
  /** Sent along by who made the launch link. */
  launchValues?: LaunchValue[];
  /** The instance was created in this unit as already opened: its epoch is 1. */
  fresh?: boolean;
}
export interface OpenedSession {
  sessionKey: string;
  sessionToken: string;
  epoch: number;
  /** On the content origin. */
  playUrl: string;
}

/** Opens a session of an instance; the newest one is active. The same launch link leads to the same session. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly instances: OpenInstance,
    private readonly sessions: SessionRepository,
    private readonly tokens: SessionTokens,
    private readonly clock: Clock,
  ) {}

  /** Failures: session-gone. */
  run(input: NewSession): Promise<OpenedSession> {
    return this.unit.run(async () => {
      const known = input.linkId === undefined || input.linkIsNew ? undefined : await this.sessions.ofLink(input.linkId);
      if (known) return this.opened(input, known.sessionKey, known.epoch);
      const opened = input.fresh ? { epoch: 1, versionKey: input.versionKey } : await this.instances.run(input.instanceKey, input.mode === 'review');
      if (!opened) throw sessionGone();
      const { epoch, versionKey } = opened;
      const session = Object.assign(new Session(), {
        sessionKey: newKey(), instanceKey: input.instanceKey, applicationId: input.applicationId, epoch, linkId: input.linkId ?? null, mode: input.mode, tracking: input.tracking ?? true,
        startActivityId: input.startActivityId ?? null, redirectUrl: input.redirectUrl ?? null, lang: input.lang ?? null, launchValues: input.launchValues ?? null, openedAt: this.clock.now(),
      });
      await this.sessions.add(session);
      return this.opened({ ...input, versionKey }, session.sessionKey, epoch);
    });
  }

  private opened(input: NewSession, sessionKey: string, epoch: number): OpenedSession {
    const sessionToken = this.tokens.sign({
      a: input.applicationId, r: input.registrationKey, i: input.instanceKey, v: input.versionKey, s: sessionKey, e: epoch, m: input.mode, t: input.tracking === false ? 0 : 1,
    });
    return { sessionKey, sessionToken, epoch, playUrl: `${this.config.contentUrl}/play/${sessionToken}` };
  }
}
