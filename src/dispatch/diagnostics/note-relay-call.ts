import { Injectable } from '@nestjs/common';
import type { RelayAck } from '../relay/record-relay-ack';
import type { RelayState } from '../relay/relay-state.rules';
import type { RelayClaims } from '../relay/relay-tokens';
import type { LmsWord } from '../seats/seat.entity';
import { TimelineBuffer } from './timeline-buffer';
import { callsOf, eventsOf, wordOf } from './timeline-entry.rules';

interface Told {
  after?: number;
  ack?: RelayAck;
  log?: { calls?: unknown; events?: unknown };
}

const plainWord = ({ status, score }: LmsWord): LmsWord => ({ status: wordOf(status), ...(score !== undefined && { score: wordOf(score) }) });

/** Adds to a launch's timeline what its package and shell told, and what they were answered when that was news to them. */
@Injectable()
export class NoteRelayCall {
  constructor(private readonly buffer: TimelineBuffer) {}

  run({ l: timelineKey }: RelayClaims, { after, ack, log }: Told, state: RelayState): void {
    const calls = callsOf(log?.calls);
    this.buffer.note(timelineKey, [
      ...(calls.length ? [{ kind: 'lms' as const, calls }] : []),
      ...(ack ? [this.ackOf(ack)] : []),
      ...eventsOf(log?.events).map((what) => ({ kind: 'event' as const, what })),
      ...(state.rev > (after ?? -1) || !state.active ? [{ kind: 'state' as const, rev: state.rev, status: state.status, ...(state.score && { score: state.score.raw }), active: state.active }] : []),
    ]);
  }

  private ackOf({ rev, committed, error, readBack, prior, pointerStored }: RelayAck) {
    return {
      kind: 'ack' as const, committed, ...(rev !== undefined && { rev }), ...(error && { error: wordOf(error) }), ...(readBack && { readBack: plainWord(readBack) }), ...(prior && { prior: plainWord(prior) }),
      ...(pointerStored !== undefined && { pointerStored }),
    };
  }
}
