import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { relayGone } from '../dispatch.failures';
import { LaunchReport } from './launch.report';
import { type RelayState, relayStateOf } from './relay-state.rules';
import type { RelayClaims } from './relay-tokens';
import { RelayWaiters } from './relay-waiters';

/** Another node may have stored the change, so a sleeper looks again by itself. */
const lookAgainMs = 3_000;

/** Tells what the LMS should hold now, in the destination's words; waits for something newer when asked to (RELAY 1.10). */
@Injectable()
export class DescribeRelayState {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly report: LaunchReport,
    private readonly waiters: RelayWaiters,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers at once when the state is newer than `after`, or the launch is no longer the active one; else within `waitSeconds`.
   * A disabled or expired dispatch still answers, so that no work is lost. Failures: relay-gone.
   */
  async run(claims: RelayClaims, asked: { after?: number; waitSeconds: number; gone: AbortSignal }): Promise<RelayState> {
    const end = this.clock.now() + asked.waitSeconds * 1000;
    for (;;) {
      const state = await this.read(claims);
      const left = end - this.clock.now();
      if (state.rev > (asked.after ?? -1) || !state.active || left <= 0 || asked.gone.aborted || this.waiters.closing) return state;
      await this.waiters.sleep(claims.i, Math.min(left, lookAgainMs), asked.gone);
    }
  }

  private async read(claims: RelayClaims): Promise<RelayState> {
    const running = await this.unit.run(() => this.report.running(claims.d, claims.s));
    if (!running) throw relayGone('not-found');
    return relayStateOf(running.result, running.settings, { epoch: claims.e, lmsMode: claims.m, lastAck: running.lastAck });
  }
}
