import type { RuntimeState } from '../../src/runtime/scorm/runtime-state.rules';
import { trackActivities } from '../../src/runtime/scorm/track-activities.rules';
import type { BootData } from './boot-data';
import { editionOf, givenValues, type Launch, withObjectives } from './given-values';
import { type ApiSetup, installScormApi, type ScormApi } from './scorm-api';

/** The API object of a unit with every value in it, before the content's page exists; nothing for content that speaks no SCORM. */
export function installUnitApi(boot: BootData, state: RuntimeState, launch: Launch, events: Pick<ApiSetup, 'isChoiceValid' | 'onChange' | 'onCommit' | 'onTerminate'>): ScormApi | undefined {
  const edition = editionOf(launch.standard);
  if (!edition || launch.activity.kind !== 'SCO') return undefined;
  const { globals } = trackActivities(boot.course, state);
  return installScormApi({
    edition, given: givenValues(launch), saved: withObjectives(launch.saved?.cmi ?? {}, launch, globals), scoreOverridesStatus: boot.settings.scoreOverridesStatus,
    ...(launch.activity.masteryScore === undefined ? {} : { masteryScore: launch.activity.masteryScore }), ...events,
  });
}
