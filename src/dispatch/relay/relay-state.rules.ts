import type { DestinationSettings } from '../destination-settings.rules';
import { type LmsStatus, mapLocation, mapScore, mapStatus } from './map-to-lms.rules';

/** The rolled-up result of an instance, as its row says it. */
export interface InstanceResult {
  rev: number;
  epoch: number;
  completion: string;
  success: string;
  /** Scaled. */
  score: number | null;
  location: string | null;
  /** Whether it was ever opened. */
  started: boolean;
}

/** The whole snapshot the package writes into the LMS; never a delta (RELAY 1.4, 1.7). */
export interface RelayState {
  epoch: number;
  rev: number;
  status: LmsStatus;
  score?: { raw: string; max: '100'; min: '0' };
  location?: string;
  /** False once the course was opened elsewhere. */
  active: boolean;
  /** What this LMS last read back to us. */
  lastAck?: { status: string; score?: string };
}

const oneOf = <T extends string>(words: readonly T[], word: string, otherwise: T): T => words.find((known) => known === word) ?? otherwise;

/** An instance's result in the words of a destination, for the launch with `epoch`. */
export function relayStateOf(
  result: InstanceResult,
  settings: Pick<DestinationSettings, 'statusMap' | 'failedAs' | 'mirrorLocation'>,
  launch: { epoch: number; lmsMode: string; lastAck?: { status: string; score?: string } | null },
): RelayState {
  const source = {
    started: result.started,
    completion: oneOf(['UNKNOWN', 'COMPLETED', 'INCOMPLETE'] as const, result.completion, 'UNKNOWN'),
    success: oneOf(['UNKNOWN', 'PASSED', 'FAILED'] as const, result.success, 'UNKNOWN'),
  };
  const score = mapScore({ scaled: result.score ?? undefined });
  const location = settings.mirrorLocation ? mapLocation(result.location ?? undefined) : undefined;
  return {
    epoch: launch.epoch, rev: result.rev, status: mapStatus(source, settings, launch.lmsMode), active: launch.epoch === result.epoch,
    ...(score ? { score } : {}), ...(location === undefined ? {} : { location }), ...(launch.lastAck ? { lastAck: launch.lastAck } : {}),
  };
}

/** Completed, passed or failed: the next launch without a proof is a new attempt. */
export const isFinished = (result: Pick<InstanceResult, 'completion' | 'success'>): boolean => result.completion === 'COMPLETED' || result.success !== 'UNKNOWN';

/** A result before anything happened in it, for a launch just made or one that is not tracked. */
export const freshResult = (epoch: number): InstanceResult => ({ rev: 0, epoch, completion: 'UNKNOWN', success: 'UNKNOWN', score: null, location: null, started: true });
