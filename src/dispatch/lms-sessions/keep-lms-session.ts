import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { JobQueue } from '../../platform/jobs/job-queue';
import { newKey } from '../../platform/random-ids';
import { SealedTexts } from '../../platform/sealed-texts';
import { SignedTokens } from '../../platform/signed-token';
import type { AcceptedLaunch } from '../relay/resume-seat';
import { endJob, jobs, lifeMs, tellJob } from './lms-session-jobs.rules';
import type { LmsService, Told } from './lms-session.entity';
import { LmsSessionRepository } from './lms-session.repository';

export interface NewLmsSession {
  lmsSessionKey: string;
  launchHash: string;
  attemptHash: string;
  service: LmsService;
  /** Absent: as far as it is known. */
  told?: Told;
}

/** Before it is known who the learner is. */
export interface BegunSession {
  lmsSessionKey: string;
  launchHash: string;
  exitUrl(returnUrl: string): string;
  /** Of a session that goes on. */
  service?: LmsService;
}

const purpose = 'lms-session-left';
const sealPurpose = 'lms-session';
const dayMs = 86_400_000;
const isWeb = /^https?:\/\/.{1,4000}$/i;

/** Remembers where the LMS behind an accepted launch is told of it, and has it told for the first time. */
@Injectable()
export class KeepLmsSession {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly sessions: LmsSessionRepository,
    private readonly queue: JobQueue,
    private readonly tokens: SignedTokens,
    private readonly sealed: SealedTexts,
    private readonly clock: Clock,
  ) {}

  /** Other sessions of the same instance that are still open end: the learner has come back by this launch. */
  run(accepted: AcceptedLaunch, { service, told, ...session }: NewLmsSession): Promise<void> {
    const { door, seat, sessionKey } = accepted;
    const { lmsSessionKey } = session;
    const instanceKey = accepted.tracking ? (seat?.instanceKey ?? '') : '';
    const now = this.clock.now();
    return this.unit.run(async () => {
      await this.sessions.removeUntracked(now - 2 * dayMs);
      if (instanceKey) await this.endOthers(instanceKey, lmsSessionKey, now);
      const row = { lmsSessionKey, sessionKey, instanceKey, seatKey: seat?.seatKey ?? '', sealedService: this.sealed.seal(sealPurpose, lmsSessionKey, JSON.stringify(service)) };
      if (!(await this.sessions.goOn({ ...row, told, now }))) await this.sessions.add({ ...session, ...row, told: told ?? {}, dispatchKey: door.dispatchKey, createdAt: now });
      await this.queue.add(tellJob(lmsSessionKey, now));
      await this.queue.add(endJob(jobs.end, lmsSessionKey, now + lifeMs));
    });
  }

  /** The session that a launch is of: one that was begun by the same launch within `againMs` (a reload), else a new one. Exit leads to us, who end it, and on to `returnUrl`. */
  async begin({ dispatchKey, launchHash, againMs }: { dispatchKey: string; launchHash: string; againMs: number }): Promise<BegunSession> {
    const known = await this.unit.run(() => this.sessions.ofLaunch(dispatchKey, launchHash, this.clock.now() - againMs));
    const service = known && this.open(known.lmsSessionKey, known.sealedService);
    const lmsSessionKey = known && service ? known.lmsSessionKey : newKey();
    const exitUrl = (returnUrl: string) => `${this.config.publicUrl}/left/${this.tokens.sign(purpose, { s: lmsSessionKey, u: isWeb.test(returnUrl) ? returnUrl : '' }, (lifeMs + dayMs) / 1000)}`;
    return { lmsSessionKey, launchHash, exitUrl, ...(service && { service }) };
  }

  /** The service of a session; nothing if the server's secret key has changed. */
  open(lmsSessionKey: string, sealedService: string): LmsService | undefined {
    const text = this.sealed.open(sealPurpose, lmsSessionKey, sealedService);
    return text === undefined ? undefined : (JSON.parse(text) as LmsService);
  }

  /** The learner pressed Exit. Answers where to go on to; '' for nowhere. */
  async end(token: string): Promise<string> {
    const left = this.tokens.verify<{ s: string; u: string }>(purpose, token);
    if (typeof left === 'string') return '';
    await this.unit.run(async () => {
      const now = this.clock.now();
      await this.sessions.end(left.s, now);
      await this.queue.add(tellJob(left.s, now + 1500)); // the last commit is known by then
    });
    return left.u;
  }

  private async endOthers(instanceKey: string, butFor: string, now: number): Promise<void> {
    for (const { lmsSessionKey, endedAt } of await this.sessions.openOf([instanceKey])) {
      if (lmsSessionKey === butFor) continue;
      if (endedAt === null) await this.sessions.end(lmsSessionKey, now);
      await this.queue.add(tellJob(lmsSessionKey, now));
    }
  }
}
