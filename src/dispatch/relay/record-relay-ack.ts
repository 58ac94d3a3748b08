import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { LmsWord } from '../seats/seat.entity';
import { SeatRepository } from '../seats/seat.repository';
import type { RelayClaims } from './relay-tokens';

export interface RelayAck {
  rev?: number;
  /** What LMSCommit answered; without a yes the revision stays unconfirmed. */
  committed: boolean;
  error?: string;
  readBack?: LmsWord;
  prior?: LmsWord;
  pointerStored?: boolean;
}

/**
 * Keeps what an LMS confirmed of a launch: the revision, what it read back, whether it holds the pointer.
 * A pointer read back within one page proves little (many LMSs forget it later), so proofs are asked for only after one came back at a launch.
 */
@Injectable()
export class RecordRelayAck {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly seats: SeatRepository,
    private readonly clock: Clock,
  ) {}

  run(claims: RelayClaims, ack: RelayAck): Promise<void> {
    const { rev, committed, ...rest } = ack;
    return this.unit.run(() => this.seats.acknowledged({ seatKey: claims.s, now: this.clock.now(), ...rest, ...(committed ? { rev } : {}) }));
  }
}
