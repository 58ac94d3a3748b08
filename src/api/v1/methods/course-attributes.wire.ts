import type { ChangedProperties } from '../../../courses/change-course-properties';
import { invalidInput } from '../../../platform/failure';
import type { SettingChange } from '../../../settings/change-settings';
import type { EffectiveSettings } from '../../../settings/effective-settings.rules';
import { settingCatalogue } from '../../../settings/setting-catalogue.rules';
import { truthOf } from '../../../settings/setting-values.rules';
import { element, type Xml } from '../../../platform/xml/xml-elements.rules';

/** Attributes whose setting has the same name behind `Player`. */
const alike = [
  'allowCompleteStatusChange', 'alwaysFlowToFirstSco', 'applyRollupStatusToSuccess', 'commCommitFrequency', 'commMaxFailedSubmissions', 'completionStatOfFailedSuccessStat', 'courseStructureStartsOpen',
  'courseStructureWidth', 'debugIncludeTimestamps', 'desiredFullScreen', 'desiredHeight', 'desiredWidth', 'finishCausesImmediateCommit', 'firstScoIsPretest', 'invalidMenuItemAction', 'launchCompletedRegsAsNoCredit',
  'logoutCausesPlayerExit', 'lookaheadSequencerMode', 'preventRightClick', 'preventWindowResize', 'requiredFullScreen', 'requiredHeight', 'requiredWidth', 'returnToLmsAction', 'rollupEmptySetToUnknown', 'scaleRawScore',
  'scoLaunchType', 'scoreOverridesStatus', 'showCloseItem', 'showCourseStructure', 'showFinishButton', 'showHelp', 'showNavBar', 'showProgressBar', 'showTitleBar', 'suspendDataMaxLength', 'timeLimit',
  'validateInteractionResponses', 'wrapScoWindowWithApi',
];
const renamed: Readonly<Record<string, string>> = {
  enableChoiceNavigation: 'PlayerEnableChoiceNav', enablePrevNext: 'PlayerEnableFlowNav', ieCompatibilityMode: 'PlayerInternetExplorerCompatibilityMode',
  logoutFinalNotSatAction: 'PlayerFinalScoCourseNotSatisfiedLogoutExitAction', logoutFinalSatAction: 'PlayerFinalScoCourseSatisfiedLogoutExitAction',
  logoutIntNotSatAction: 'PlayerIntermediateScoNotSatisfiedLogoutExitAction', logoutIntSatAction: 'PlayerIntermediateScoSatisfiedLogoutExitAction',
  normalFinalNotSatAction: 'PlayerFinalScoCourseNotSatisfiedNormalExitAction', normalFinalSatAction: 'PlayerFinalScoCourseSatisfiedNormalExitAction',
  normalIntNotSatAction: 'PlayerIntermediateScoNotSatisfiedNormalExitAction', normalIntSatAction: 'PlayerIntermediateScoSatisfiedNormalExitAction', numberOfScoringObjects: 'PlayerScoreRollupModeNumberOfScoringObjects',
  playerLaunchType: 'PlayerLaunchType', resetRunTimeDataTiming: 'PlayerResetRunTimeData', scoreRollupMode: 'PlayerScoreRollupModeValue', statusDisplay: 'PlayerStatusDisplayPreference',
  statusRollupMode: 'PlayerStatusRollupModeValue', suspendFinalNotSatAction: 'PlayerFinalScoCourseNotSatisfiedSuspendExitAction', suspendFinalSatAction: 'PlayerFinalScoCourseSatisfiedSuspendExitAction',
  suspendIntNotSatAction: 'PlayerIntermediateScoNotSatisfiedSuspendExitAction', suspendIntSatAction: 'PlayerIntermediateScoSatisfiedSuspendExitAction', thresholdScore: 'PlayerStatusRollupModeThresholdScore',
  timeoutFinalNotSatAction: 'PlayerFinalScoCourseNotSatisfiedTimeoutExitAction', timeoutFinalSatAction: 'PlayerFinalScoCourseSatisfiedTimeoutExitAction',
  timeoutIntNotSatAction: 'PlayerIntermediateScoNotSatisfiedTimeoutExitAction', timeoutIntSatAction: 'PlayerIntermediateScoSatisfiedTimeoutExitAction',
};
/** Debug logs of two settings each: off, audit, or detailed. */
const logs: Readonly<Record<string, string>> = { debugControl: 'PlayerDebugControl', debugLookAhead: 'PlayerDebugLookAhead', debugRuntime: 'PlayerDebugRte', debugSequencing: 'PlayerDebugSequencing' };
const levels = ['off', 'audit', 'detailed'];

const settingOf: ReadonlyMap<string, string> = new Map([...alike.map((name): [string, string] => [name, `Player${name.charAt(0).toUpperCase()}${name.slice(1)}`]), ...Object.entries(renamed)]);
/** Every attribute that can be set. */
const attributeNames = ['title', ...settingOf.keys(), ...Object.keys(logs)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
/** What callers add to every call, or to this one. */
const ofProtocol: ReadonlySet<string> = new Set(['method', 'appid', 'ts', 'sig', 'origin', 'applib', 'courseid', 'versionid', 'email', 'culture']);

type Values = ReadonlyMap<string, string>;

/** The values of all attributes; those of enumerations are the words of the setting. */
function valuesOf(title: string, settings: Values): Map<string, string> {
  const values = new Map([['title', title]]);
  for (const [name, id] of settingOf) values.set(name, settingCatalogue.get(id)?.dataType === 'bool' ? String(truthOf(settings.get(id))) : (settings.get(id) ?? ''));
  for (const [name, id] of Object.entries(logs)) values.set(name, levels[truthOf(settings.get(`${id}Detailed`)) ? 2 : truthOf(settings.get(`${id}Audit`)) ? 1 : 0] ?? '');
  return values;
}

const toAttributes = (names: readonly string[], values: Values): Xml => element('attributes', {}, ...names.map((name) => element('attribute', { name, value: values.get(name) })));
const plainly = (effective: EffectiveSettings): Values => new Map([...effective].map(([id, { value }]) => [id, value]));

export const toAllAttributes = (title: string, effective: EffectiveSettings): Xml => toAttributes(attributeNames, valuesOf(title, plainly(effective)));

/** Those that a change made different. */
export function toChangedAttributes({ title, changed, effective }: ChangedProperties): Xml {
  const isChanged = (name: string) => (name === 'title' ? title !== undefined : idsOf(name).some((id) => changed.has(id)));
  return toAttributes(attributeNames.filter(isChanged), valuesOf(title ?? '', plainly(effective)));
}

const idsOf = (name: string): string[] => (Object.hasOwn(logs, name) ? [`${logs[name]}Audit`, `${logs[name]}Detailed`] : [settingOf.get(name) ?? '']);

/** What the parameters of a call ask to change. Failures: invalid-input. */
export function toAttributeChanges(given: readonly (readonly [string, string])[]): { title?: string; settings: SettingChange[] } {
  const settings: SettingChange[] = [];
  let title: string | undefined;
  for (const [name, value] of given) {
    if (ofProtocol.has(name)) continue;
    if (name === 'title') title = value;
    else settings.push(...settingChangesOf(name, value));
  }
  return { title, settings };
}

function settingChangesOf(name: string, value: string): SettingChange[] {
  const log = Object.hasOwn(logs, name) ? logs[name] : undefined;
  if (log !== undefined) return logChanges(name, log, value.toLowerCase());
  const settingId = settingOf.get(name);
  if (!settingId) throw invalidInput(name.slice(0, 100), `is no attribute that can be set; these can: ${attributeNames.join(', ')}`);
  const { dataType, values } = settingCatalogue.get(settingId) ?? {};
  const lower = value.toLowerCase();
  if (dataType === 'bool') return [{ settingId, value: lower }];
  return [{ settingId, value: values?.find((word) => word.toLowerCase() === lower) ?? value }];
}

function logChanges(name: string, id: string, level: string): SettingChange[] {
  const n = levels.indexOf(level);
  if (n < 0) throw invalidInput(name, `must be one of ${levels.join(', ')}`);
  return [{ settingId: `${id}Audit`, value: String(n >= 1) }, { settingId: `${id}Detailed`, value: String(n >= 2) }];
}
