import type { Launch, LaunchWithLines } from '../../../runtime/find-launches';
import { completeOf, successOf } from '../../../runtime/legacy-report.rules';
import { dateOf } from '../v1-parameters';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

/** The time is in hundredths of a second; `measure_status` says whether there is a score, which counts to 1. */
export const launchXml = (launch: Launch, ...more: Xml[]): Xml =>
  element(
    'launch', { id: launch.launchId },
    element('completion', {}, completeOf(launch.completion)), element('satisfaction', {}, successOf(launch.success)), element('measure_status', {}, launch.score === null ? 0 : 1), element('normalized_measure', {}, launch.score ?? 0),
    element('experienced_duration_tracked', {}, Math.round(launch.seconds * 100)), element('launch_time', {}, dateOf(launch.launchedAt)), element('exit_time', {}, dateOf(launch.exitAt)), element('update_dt', {}, dateOf(launch.updatedAt)),
    ...more,
  );

/** An event for each commit that brought news, as our log keeps them. */
export function launchWithLogXml(launch: LaunchWithLines): Xml {
  const events = launch.lines.map((line, id) =>
    element('RuntimeEvent', {
      id, event: line.final ? 'Terminate' : 'Commit', itemIdentifier: line.activityId, timestamp: dateOf(line.at), completion: completeOf(line.completion), satisfaction: successOf(line.success), ...(line.score !== null && { score: line.score }),
    }),
  );
  return launchXml(launch, element('log', {}, element('RuntimeLog', { trackingEnabled: launch.isTracked, version: 1 }, ...events)));
}
