import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { FindRegistrations } from '../registrations/find-registrations';
import { type LogLine, logText } from './launch-log.rules';
import { launchUnknown } from './runtime.failures';
import { LaunchRecordRepository, type LaunchRow } from './launch-record.repository';
import type { LaunchValue } from './session.entity';

/** One launch of an instance. What is absent is not known (yet). */
export interface Launch {
  launchId: string;
  launchedAt: number;
  completion: string;
  success: string;
  score: number | null;
  seconds: number;
  updatedAt: number | null;
  exitAt: number | null;
  log?: string;
}

/** One launch with the commits behind it. */
export interface LaunchWithLines extends Launch {
  isTracked: boolean;
  lines: LogLine[];
}

function launchOf(row: LaunchRow, withLog: boolean): Launch {
  const orNull = (value: number | null) => (value === null ? null : Number(value));
  const launch = {
    launchId: row.session_key, launchedAt: Number(row.opened_at), completion: row.completion ?? 'UNKNOWN', success: row.success ?? 'UNKNOWN', score: orNull(row.score), seconds: Number(row.seconds ?? 0),
    updatedAt: orNull(row.updated_at), exitAt: orNull(row.exit_at),
  };
  if (!withLog) return launch;
  return { ...launch, log: logText(JSON.parse(row.history_log ?? '[]') as LogLine[], JSON.parse(row.launch_values ?? '[]') as LaunchValue[]) };
}

/** The launch history of an instance of a registration. */
@Injectable()
export class FindLaunches {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly registrations: FindRegistrations,
    private readonly records: LaunchRecordRepository,
  ) {}

  /** Failures: launch-unknown. */
  one(applicationId: string, launchId: string): Promise<LaunchWithLines> {
    return this.unit.run(async () => {
      const row = await this.records.one(applicationId, launchId);
      if (!row) throw launchUnknown(launchId);
      return { ...launchOf(row, false), isTracked: Number(row.tracking) === 1, lines: JSON.parse(row.history_log ?? '[]') as LogLine[] };
    });
  }

  /** The oldest first; of the newest instance when none is named. Failures: registration-unknown, instance-unknown. */
  run(applicationId: string, registrationId: string, options: { instance?: number; withLog: boolean }): Promise<{ instance: number; launches: Launch[] }> {
    return this.unit.run(async () => {
      const { instance, withLog } = options;
      const row = await (instance === undefined ? this.registrations.one(applicationId, registrationId) : this.registrations.instance(applicationId, registrationId, instance));
      const launches = await this.records.ofInstance(applicationId, row.instance_key, withLog);
      return { instance: Number(row.instance), launches: launches.map((launch) => launchOf(launch, withLog)) };
    });
  }
}
