import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Metrics } from '../platform/metrics/metrics';
import { PostbackBacklogReport } from './postback-backlog.report';

/** Shows how many postbacks and events are to be delivered yet, and how late the first one is. */
@Injectable()
export class MeasurePostbacks implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly unit: UnitOfWork,
    private readonly backlog: PostbackBacklogReport,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const queued = this.metrics.gauge('courseway_postbacks_queued', 'Postbacks and events that are still to be delivered, by state: waiting (for their moment or a further try) or sending', ['state']);
    const lag = this.metrics.gauge('courseway_postbacks_lag_seconds', 'How long the oldest postback or event that is due has been waiting', []);
    this.metrics.readFirst(async () => {
      const { waiting, sending, dueSince } = await this.unit.run(() => this.backlog.now());
      queued.set({ state: 'waiting' }, waiting);
      queued.set({ state: 'sending' }, sending);
      lag.set(dueSince === undefined ? 0 : Math.max(0, (this.clock.now() - dueSince) / 1000));
    });
  }
}
