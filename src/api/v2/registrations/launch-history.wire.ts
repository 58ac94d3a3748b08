import type { Launch } from '../../../runtime/find-launches';
import { scoreOf } from '../../../runtime/registration-results';
import { isoOf } from '../v2-lists';

/** LaunchHistoryListSchema. */
export const toLaunchHistory = (registrationId: string, { instance, launches }: { instance: number; launches: readonly Launch[] }) => ({
  launchHistory: launches.map((launch) => ({
    launchHistoryId: launch.launchId, id: registrationId, instance, score: scoreOf(launch.score), completionStatus: launch.completion, successStatus: launch.success, totalSecondsTracked: launch.seconds,
    launchTime: isoOf(launch.launchedAt), exitTime: isoOf(launch.exitAt), lastRuntimeUpdate: isoOf(launch.updatedAt), historyLog: launch.log,
  })),
});
