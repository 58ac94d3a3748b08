import { Injectable } from '@nestjs/common';
import { MoreTokens, type Page, pageSize } from '../../platform/database/page-of-rows';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { dispatchUnknown } from '../dispatch.failures';
import { DispatchRepository } from '../dispatch.repository';
import { ConfirmationReport } from './confirmation.report';
import type { Confirmation, ConfirmationState } from './confirmation.rules';

const atOnce = 500;

/** Whether the LMS of each learner has confirmed what is known here: all of it, an earlier state, or nothing yet. */
@Injectable()
export class ListConfirmations {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly dispatches: DispatchRepository,
    private readonly report: ConfirmationReport,
    private readonly more: MoreTokens,
  ) {}

  /** @param states empty: all. Failures: dispatch-unknown. */
  async run(applicationId: string, dispatchId: string, states: readonly ConfirmationState[], more: string | undefined, size = pageSize): Promise<Page<Confirmation>> {
    const position = more === undefined ? undefined : this.more.read<{ dispatchId: string; states: ConfirmationState[] }>('confirmations', more);
    const asked = position?.query ?? { dispatchId, states: [...states] };
    return this.unit.run(async () => {
      const dispatchKey = await this.dispatchKey(applicationId, asked.dispatchId);
      const after = position && ([String(position.after[0]), Number(position.after[1])] as const);
      return this.more.page('confirmations', asked, await this.report.page(dispatchKey, asked.states, after, size + 1), ({ place }) => place, size);
    });
  }

  /** All of them, read while they are taken. Failures: dispatch-unknown. */
  async all(applicationId: string, dispatchId: string, states: readonly ConfirmationState[]): Promise<AsyncGenerator<Confirmation[]>> {
    const dispatchKey = await this.unit.run(() => this.dispatchKey(applicationId, dispatchId));
    return this.parts(dispatchKey, states);
  }

  private async *parts(dispatchKey: string, states: readonly ConfirmationState[]): AsyncGenerator<Confirmation[]> {
    let last: Confirmation | undefined;
    for (;;) {
      const after = last?.place;
      const rows = await this.unit.run(() => this.report.page(dispatchKey, states, after, atOnce));
      if (rows.length) yield rows;
      if (rows.length < atOnce) return;
      last = rows.at(-1);
    }
  }

  private async dispatchKey(applicationId: string, id: string): Promise<string> {
    const found = await this.dispatches.find(applicationId, id);
    if (!found) throw dispatchUnknown(id);
    return found.dispatchKey;
  }
}
