import { Injectable } from '@nestjs/common';
import { FindCourses } from '../courses/find-courses';
import { FindRegistrations } from '../registrations/find-registrations';
import { ProgressWaiters } from './progress-waiters';
import { sessionGone } from './runtime.failures';
import { rollUp } from './scorm/roll-up.rules';
import type { ProgressNews, RuntimeState } from './scorm/runtime-state.rules';
import type { SessionClaims } from './session-token';

/** Another node may have stored the change, so a sleeper looks again by itself. */
const lookAgainMs = 10_000;

/** Tells the player what content that reports to the server by itself has come to; waits for something newer. */
@Injectable()
export class WaitForProgress {
  constructor(
    private readonly courses: FindCourses,
    private readonly registrations: FindRegistrations,
    private readonly waiters: ProgressWaiters,
  ) {}

  /** Answers at once when the state is newer than `after` or the session is no longer the active one; else within `waitSeconds`. Failures: session-gone. */
  async run(session: SessionClaims, asked: { after: number; waitSeconds: number; gone: AbortSignal }): Promise<ProgressNews> {
    return this.waiters.until<ProgressNews>(session.i, { waitMs: asked.waitSeconds * 1000, lookAgainMs, gone: asked.gone }, async () => {
      const instance = await this.registrations.progressOf(session.a, session.i);
      if (!instance) throw sessionGone();
      const active = instance.epoch === session.e;
      if (instance.rev > asked.after) return { done: true, seen: { active, ...(await this.news(session)) } };
      return { done: !active, seen: { rev: instance.rev, active, ended: {} } };
    });
  }

  private async news(session: SessionClaims): Promise<Omit<ProgressNews, 'active'>> {
    const found = await this.registrations.stateOf(session.a, session.r, session.i);
    if (!found) throw sessionGone();
    const state = JSON.parse(found.runtime) as RuntimeState;
    const ended = Object.entries(state.activities).flatMap(([id, { epoch, revision, ended: has }]) => (has && epoch === session.e ? [[id, revision] as const] : []));
    return { rev: found.rev, progress: rollUp(await this.courses.structureOf(session.v), state), ended: Object.fromEntries(ended) };
  }
}
