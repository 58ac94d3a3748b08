import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config/config';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { DeleteRegistration } from '../../registrations/delete-registration';
import { ReleasedSeatRepository } from './released-seat.repository';

const hourMs = 3_600_000;
const keptMs = 30 * 24 * hourMs;
const atOnce = 100;

/** Removes the registrations of test launches thirty days after they began. */
@Injectable()
export class WipeTests implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(WipeTests.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly seats: ReleasedSeatRepository,
    private readonly registrations: DeleteRegistration,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role === 'web') return;
    this.timer = setInterval(() => void this.run().catch((error) => this.log.error(error instanceof Error ? error.stack : error)), hourMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Answers how many went. */
  async run(): Promise<number> {
    for (let wiped = 0; ; ) {
      const some = await this.unit.run(async () => {
        const found = await this.seats.testsBefore(this.clock.now() - keptMs, atOnce);
        for (const { applicationId, registrationKey } of found) await this.registrations.ofKeys(applicationId, [registrationKey]);
        await this.seats.remove(found.map(({ seatKey }) => seatKey));
        return found.length;
      });
      wiped += some;
      if (some < atOnce) return wiped;
    }
  }
}
