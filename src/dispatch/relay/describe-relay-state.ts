import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { relayGone } from '../dispatch.failures';
import { LaunchReport } from './launch.report';
import { type RelayState, relayStateOf } from './relay-state.rules';
import type { RelayClaims } from './relay-tokens';
import { ProgressWaiters } from '../../runtime/progress-waiters';

/** Another node may have stored the change, so a sleeper looks again by itself. */
const lookAgainMs = 3_000;

/** Tells what the LMS should hold now, in the destination's words; waits for something newer when asked to (RELAY 1.10). */
@Injectable()
export class DescribeRelayState {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: LaunchReport,
    private readonly waiters: ProgressWaiters,
  ) {}

  /**
   * Answers at once when the state is newer than `after`, or the launch is no longer the active one; else within `waitSeconds`.
   * A disabled or expired dispatch still answers, so that no work is lost. Failures: relay-gone.
   */
  async run(claims: RelayClaims, asked: { after?: number; waitSeconds: number; gone: AbortSignal }): Promise<RelayState> {
    return this.waiters.until(claims.i, { waitMs: asked.waitSeconds * 1000, lookAgainMs, gone: asked.gone }, async () => {
      const seen = await this.read(claims);
      return { done: seen.rev > (asked.after ?? -1) || !seen.active, seen };
    });
  }

  private async read(claims: RelayClaims): Promise<RelayState> {
    const running = await this.unit.run(() => this.report.running(claims.d, claims.s));
    if (!running) throw relayGone('not-found');
    return relayStateOf(running.result, running.settings, { epoch: claims.e, lmsMode: claims.m, lastAck: running.lastAck });
  }
}
