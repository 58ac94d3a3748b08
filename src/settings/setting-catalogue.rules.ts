export interface SettingDefinition {
  id: string;
  /** The word of the API for the type. */
  dataType: string;
  /** What holds where nothing is set; empty: as the player or the course has it. */
  default: string;
  /** The same for a course of one unit, where it differs. */
  singleSco?: string;
  description: string;
  /** Standards it means something for; absent: all. */
  standards?: readonly string[];
  /** Allowed values, as they are written. */
  values?: readonly string[];
  /** Allowed values, in any case. */
  words?: readonly string[];
  isUrl?: boolean;
  /** May be set, is never shown. */
  secret?: boolean;
  /** Whether anything here acts on it; otherwise it is kept and given back only. */
  honoured: boolean;
}
type More = Partial<Pick<SettingDefinition, 'singleSco' | 'standards' | 'values' | 'words' | 'isUrl' | 'secret' | 'honoured'>>;

const setting = (id: string, dataType: string, byDefault: string, description: string, more: More = {}): SettingDefinition => ({ id, dataType, default: byDefault, description, honoured: false, ...more });

const scorm2004 = ['SCORM20042NDEDITION', 'SCORM20043RDEDITION', 'SCORM20044THEDITION'];
const scorm2004Fourth = ['SCORM20044THEDITION'];
const scorm12 = ['SCORM11', 'SCORM12'];
const scorm = [...scorm12, ...scorm2004];
const scormAndAicc = [...scorm, 'AICC'];
const scorm12AndCmi5 = [...scorm12, 'CMI5'];
const scorm12AndAicc = [...scorm12, 'AICC'];
const flat = [...scorm12, 'AICC', 'CMI5'];
const allButXapi = [...scormAndAicc, 'CMI5'];
const launchTypes = ['FRAMESET', 'NEW_WINDOW', 'NEW_WINDOW_AFTER_CLICK', 'NEW_WINDOW_WITHOUT_BROWSER_TOOLBAR', 'NEW_WINDOW_AFTER_CLICK_WITHOUT_BROWSER_TOOLBAR'];
const exitActions = ['EXIT_COURSE', 'EXIT_COURSE_AFTER_CONFIRM', 'GO_TO_NEXT_SCO', 'DISPLAY_MESSAGE', 'DO_NOTHING'];

const plain: readonly SettingDefinition[] = [
  setting('ApiCourseDeleteAttemptDeleteFiles', 'bool', 'false', 'Whether deleting a course also removes its files.'),
  setting('ApiRollupRegistrationAuthPassword', 'string', '', 'Password that goes with a postback; it can be set and removed, and is never shown.', { secret: true }),
  setting('ApiRollupRegistrationAuthType', 'string', 'httpbasic', 'How a postback authenticates itself: form (fields in the body) or httpbasic.', { words: ['form', 'httpbasic'] }),
  setting('ApiRollupRegistrationAuthUser', 'string', '', 'User name that goes with a postback.'),
  setting('ApiRollupRegistrationDuringSession', 'bool', 'true', 'Whether results are posted back while the learner is still at work, not only at the end.'),
  setting('ApiRollupRegistrationFormat', 'string', 'activity', 'How much a postback tells: course, activity or full.', { words: ['course', 'activity', 'full'] }),
  setting('ApiRollupRegistrationIsJson', 'bool', 'true', 'Whether a postback is JSON (true) or the XML of the old API (false).'),
  setting('ApiRollupRegistrationPostBackUrl', 'string', '', 'Where results of registrations are posted to; empty for nowhere.', { isUrl: true }),
  setting('ApiRollupRegistrationSynchronous', 'bool', 'true', 'Whether the player waits for the postback.'),
  setting('AudioVideoContentStylesheetPath', 'string', '', 'Style sheet for audio and video content.'),
  setting('Cmi5EntitlementKeyAlternate', 'string', '', 'Entitlement key told to cmi5 content that wants another one than the course\'s.', { honoured: true }),
  setting('CompressRecordResultsPayload', 'bool', 'false', 'Whether the player compresses what it saves.'),
  setting('ConcurrentLaunchDetectionEnabled', 'bool', 'true', 'Whether a second launch of a registration is noticed; here the newest launch always goes on alone.'),
  setting('ConcurrentLaunchDetectionHistoryRows', 'positiveInt', '5', 'How many earlier launches are compared to notice a second one.'),
  setting('ContentLangToUrl', 'languageList', '[]', 'Addresses of the content by language.'),
  setting('ContentVaultAuthExpiry', 'int', '2880', 'Minutes for which access to protected content files lasts.'),
  setting('ContentVaultAuthFingerprintValidationEnabled', 'bool', 'true', 'Whether access to content files is bound to the browser\'s fingerprint.'),
  setting('ContentVaultEnabled', 'bool', 'false', 'Whether content files are protected by signed paths; here they always are.'),
  setting('ContentVaultIpAddressValidationEnabled', 'bool', 'true', 'Whether access to content files is bound to the learner\'s IP address.'),
  setting('ContentVaultPathModifyingPrefix', 'string', '/vault', 'First part of the path of protected content files.'),
  setting('ContentVaultSlidingAuthExpiry', 'int', '60', 'Minutes without a request after which access to content files ends.'),
  setting('ContentVaultSlidingAuthExpiryEnabled', 'bool', 'false', 'Whether access to content files is prolonged by use.'),
  setting('DefaultModernPlayerTheme', 'string', 'default', 'Colour theme of the player.'),
  setting('EnableClientDebugger', 'bool', 'false', 'Whether the player keeps a debug log in the browser.'),
  setting('ForceExitConcurrentLaunches', 'bool', 'false', 'Whether an older launch is closed when a newer one begins.'),
  setting('GenerateTinCanLaunchStatements', 'bool', 'true', 'Whether launches are told as xAPI statements.'),
  setting('IntermediatePageLoadAtStart', 'bool', 'true', 'Whether an empty page is loaded before the content.'),
  setting('LegacyPlayerCustomizationScriptUrl', 'string', '', 'Script of the customer\'s for the old player.'),
  setting('LegacyPlayerCustomizationStylesheetUrl', 'string', '', 'Style sheet of the customer\'s for the old player.'),
  setting('Lti11PrivacySettings', 'Enum.Lti11PrivacySettingValue', 'LEARNER_NAME_ONLY', 'What an LTI 1.1 tool learns about the learner.', { values: ['LEARNER_NAME_ONLY', 'LEARNER_NAME_AND_EMAIL', 'NO_LEARNER_INFO'] }),
  setting('Lti11Roles', 'string', 'Learner', 'Roles of the learner told to an LTI 1.1 tool.'),
  setting('Lti13PrivacySettings', 'Enum.Lti13PrivacySettingValue', 'LEARNER_NAME_ONLY', 'What an LTI 1.3 tool learns about the learner.', { values: ['LEARNER_NAME_ONLY', 'NO_LEARNER_INFO'] }),
  setting('Lti13Roles', 'delimitedString', 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student', 'Roles of the learner told to an LTI 1.3 tool.'),
  setting('MaxPersistRuntimeDataAttempts', 'positiveInt', '1', 'How many attempts keep their runtime data.', { standards: scorm }),
  setting('MediaContentCompletionThreshold', 'nonNegativeInt', '95', 'Share of a media file, in percent, that must be played to complete it.'),
  setting('MediaContentStylesheetPath', 'string', '', 'Style sheet for media content.'),
  setting('ModernPlayerCustomizationLogo', 'string', '', 'Logo of the customer\'s in the player.'),
  setting('ModernPlayerCustomizationScriptUrl', 'string', '', 'Script of the customer\'s in the player.'),
  setting('ModernPlayerCustomizationStylesheetUrl', 'string', '', 'Style sheet of the customer\'s in the player.'),
  setting('PDFContentPageDurationThreshold', 'nonNegativeInt', '5', 'Seconds a page of a PDF must be open to count as read.'),
  setting('PDFContentStylesheetPath', 'string', '', 'Style sheet for PDF content.'),
  setting('PlayerAllowCompleteStatusChange', 'bool', '', 'Whether a unit that was completed may lose that status again.', { standards: scorm12AndAicc }),
  setting('PlayerAlwaysFlowToFirstSco', 'bool', '', 'Whether a course opens its first unit even where its rules leave the choice to the learner.', { standards: scorm }),
  setting('PlayerApplyRollupStatusToSuccess', 'bool', 'false', 'Whether a course that counts as complete also counts as passed.', { honoured: true, standards: scorm12AndCmi5 }),
  setting('PlayerCaptureHistory', 'bool', '', 'Whether a history of each launch is kept.'),
  setting('PlayerCaptureHistoryDetailed', 'bool', '', 'Whether that history holds every runtime value.'),
  setting('PlayerCommCommitFrequency', 'nonNegativeInt', '', 'Milliseconds between two saves of the player.', { standards: scorm }),
  setting('PlayerCommMaxFailedSubmissions', 'nonNegativeInt', '', 'How many failed saves end the session; here the player tries on until it succeeds.', { standards: scorm }),
  setting('PlayerCompletionStatOfFailedSuccessStat', 'Enum.CompletionStatusValue', '', 'Completion told for a unit that was failed.', { standards: scorm12AndAicc, values: ['Unknown', 'Completed', 'Incomplete', 'Browsed', 'Not_Attempted'] }),
  setting('PlayerCourseStructureStartsOpen', 'bool', 'true', 'Whether the table of contents is open when the course opens on a wide screen.', { honoured: true, standards: allButXapi }),
  setting('PlayerCourseStructureWidth', 'nonNegativeInt', '', 'Width of the table of contents in pixels.'),
  setting('PlayerDebugControlAudit', 'bool', 'true', 'Debug log: what the player does.'),
  setting('PlayerDebugControlDetailed', 'bool', 'true', 'Debug log: what the player does, in detail.'),
  setting('PlayerDebugIncludeTimestamps', 'bool', 'true', 'Debug log: with the time of each line.'),
  setting('PlayerDebugLookAheadAudit', 'bool', 'true', 'Debug log: the look ahead of the sequencer.', { standards: scorm2004 }),
  setting('PlayerDebugLookAheadDetailed', 'bool', 'false', 'Debug log: the look ahead of the sequencer, in detail.', { standards: scorm2004 }),
  setting('PlayerDebugRteAudit', 'bool', 'true', 'Debug log: calls of the content.'),
  setting('PlayerDebugRteDetailed', 'bool', 'true', 'Debug log: calls of the content, in detail.'),
  setting('PlayerDebugSequencingAudit', 'bool', 'true', 'Debug log: sequencing.'),
  setting('PlayerDebugSequencingDetailed', 'bool', 'true', 'Debug log: sequencing, in detail.'),
  setting('PlayerDebugSequencingSimple', 'bool', 'true', 'Debug log: sequencing, in plain words.', { standards: scorm2004Fourth }),
  setting('PlayerDesiredFullScreen', 'bool', '', 'Whether the window of the content would like the whole screen.'),
  setting('PlayerDesiredHeight', 'nonNegativeInt', '', 'Height in pixels that the window of the content would like to have.'),
  setting('PlayerDesiredWidth', 'nonNegativeInt', '', 'Width in pixels that the window of the content would like to have.'),
  setting('PlayerEnableChoiceNav', 'bool', 'true', 'Whether the learner may choose units in the table of contents.', { honoured: true, standards: flat }),
  setting('PlayerEnableFlowNav', 'bool', 'true', 'Whether there are buttons for the next and the previous unit.', { honoured: true, standards: flat }),
  setting('PlayerFinishCausesImmediateCommit', 'bool', '', 'Whether the end of a unit is saved at once; here it always is.', { standards: scorm }),
  setting('PlayerFirstScoIsPretest', 'bool', '', 'Whether passing the first unit completes all others.', { standards: scorm12AndCmi5 }),
  setting('PlayerForceDisableRootChoice', 'bool', '', 'Whether the top entry of the table of contents can never be chosen.', { standards: scorm }),
  setting('PlayerForceObjectiveCompletionSetByContent', 'bool', '', 'Whether only the content\'s own word makes a unit completed or passed.', { standards: scorm }),
  setting('PlayerInternetExplorerCompatibilityMode', 'Enum.InternetExplorerCompatibilityModeValue', '', 'Document mode asked of Internet Explorer.', { standards: scorm, values: ['NONE', 'EMULATE_IE7', 'IE7', 'EMULATE_IE8', 'IE8', 'EMULATE_IE9', 'IE9', 'EDGE', 'IE10'] }),
  setting('PlayerInvalidMenuItemAction', 'Enum.InvalidMenuItemActionValue', '', 'How an entry of the table of contents looks that cannot be chosen now: as ever, hidden, or disabled.', { values: ['SHOW', 'HIDE', 'DISABLE'] }),
  setting('PlayerInvokeRollupAtSuspendAll', 'bool', '', 'Whether results are rolled up when the course is suspended; here they are at every save.', { standards: scorm2004 }),
  setting('PlayerIsAvailableOffline', 'bool', '', 'Whether the course may be taken offline.', { standards: scorm }),
  setting('PlayerIsCompletionTracked', 'bool', '', 'Whether completion counts.', { standards: scorm }),
  setting('PlayerIsIncompleteSatisfactionMeaningful', 'bool', '', 'Whether success of a unit counts before it is complete.', { standards: scorm }),
  setting('PlayerIsIncompleteScoreMeaningful', 'bool', '', 'Whether the score of a unit counts before it is complete.', { standards: scorm }),
  setting('PlayerIsSatisfactionTracked', 'bool', '', 'Whether success counts.', { standards: scorm }),
  setting('PlayerIsScoreTracked', 'bool', '', 'Whether the score counts.', { standards: scorm }),
  setting('PlayerLaunchCompletedRegsAsNoCredit', 'bool', '', 'Whether a completed course opens without credit.', { standards: scorm12AndAicc }),
  setting('PlayerLaunchType', 'Enum.LaunchTypeValue', 'FRAMESET', 'Where the player opens: in the page of the launch link, or in a new window by the learner\'s tap. In a dispatch the destination decides.', { honoured: true, values: launchTypes }),
  setting('PlayerLogoutCausesPlayerExit', 'bool', '', 'Whether content that exits with logout closes the course.', { standards: scorm2004 }),
  setting('PlayerLookaheadSequencerMode', 'Enum.LookaheadSequencerModeValue', '', 'How the player works out which units may be chosen.', { standards: scorm, values: ['DISABLED', 'ENABLED', 'REALTIME'] }),
  setting('PlayerMakeStudentPrefsGlobalToCourse', 'bool', '', 'Whether the learner\'s preferences hold for all units.', { standards: scorm }),
  setting('PlayerPreventRightClick', 'bool', '', 'Whether the context menu is kept away.'),
  setting('PlayerPreventWindowResize', 'bool', '', 'Whether the window keeps its size.', { standards: scormAndAicc }),
  setting('PlayerRequiredFullScreen', 'bool', '', 'Whether the window of the content needs the whole screen.'),
  setting('PlayerRequiredHeight', 'nonNegativeInt', '', 'Height in pixels that the window of the content needs.'),
  setting('PlayerRequiredWidth', 'nonNegativeInt', '', 'Width in pixels that the window of the content needs.'),
  setting('PlayerResetRunTimeData', 'Enum.ResetRunTimeDataTimingValue', 'NEVER', 'When a unit starts blank again: never, after an exit that was no suspend, or at each new attempt (the same here).', { honoured: true, standards: scorm, values: ['NEVER', 'WHEN_EXIT_IS_NOT_SUSPEND', 'ON_EACH_NEW_SEQUENCING_ATTEMPT'] }),
  setting('PlayerReturnToLmsAction', 'Enum.ReturnToLmsActionValue', 'Legacy', 'What Exit does with the open unit: as its content says, suspend it, end it, or ask the learner.', { honoured: true, standards: scorm, values: ['Legacy', 'SuspendAll', 'ExitAll', 'Selectable'] }),
  setting('PlayerRollupEmptySetToUnknown', 'bool', '', 'Whether a part without counted units has an unknown status.', { standards: scorm2004 }),
  setting('PlayerRollupRuntimeAtScoUnload', 'bool', '', 'Whether results are rolled up when a unit is left; here they are at every save.', { standards: scorm }),
  setting('PlayerSatisfiedCausesCompletion', 'bool', '', 'Whether a passed unit counts as completed.', { standards: scorm2004 }),
  setting('PlayerScaleRawScore', 'bool', '', 'Whether a raw score stands in for a missing scaled one.', { standards: scorm2004 }),
  setting('PlayerScoLaunchType', 'Enum.LaunchTypeValue', 'FRAMESET', 'Where units open: beside the table of contents, or in a window of their own by the learner\'s tap.', { honoured: true, values: launchTypes }),
  setting('PlayerScoreOverridesStatus', 'bool', 'true', 'Whether the score of a unit with a mastery score decides on passed or failed against the status its content set.', { honoured: true, standards: scorm12AndAicc }),
  setting('PlayerScoreRollupModeNumberOfScoringObjects', 'int', '', 'By how many units FIXED_AVERAGE divides.', { honoured: true, standards: scorm12AndCmi5 }),
  setting('PlayerScoreRollupModeValue', 'Enum.ScoreRollupMethodValue', 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_SCORES', 'How the score of the course follows from those of its units.', { honoured: true, singleSco: 'SCORE_PROVIDED_BY_COURSE', standards: scorm12AndCmi5, values: ['SCORE_PROVIDED_BY_COURSE', 'AVERAGE_SCORE_OF_ALL_UNITS', 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_SCORES', 'FIXED_AVERAGE', 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_NONZERO_SCORES', 'LAST_SCO_SCORE'] }),
  setting('PlayerShowCloseItem', 'bool', 'false', 'Whether there is a button that closes the open unit of a course with several.', { honoured: true }),
  setting('PlayerShowCourseStructure', 'bool', 'true', 'Whether a course with several units shows its table of contents.', { honoured: true, standards: allButXapi }),
  setting('PlayerShowFinishButton', 'bool', 'true', 'Whether there is a button that ends the course.', { honoured: true }),
  setting('PlayerShowHelp', 'bool', '', 'Whether there is a help button.'),
  setting('PlayerShowNavBar', 'bool', 'true', 'Whether the bar with title and buttons is there.', { honoured: true }),
  setting('PlayerShowProgressBar', 'bool', '', 'Whether a progress bar is shown.'),
  setting('PlayerShowTitleBar', 'bool', 'true', 'Whether the title of the course is shown.', { honoured: true }),
  setting('PlayerStatusDisplayPreference', 'Enum.StatusDisplayValue', '', 'Which status the table of contents shows.', { standards: scorm12AndCmi5, values: ['SUCCESS_ONLY', 'COMPLETION_ONLY', 'SEPARATE', 'COMBINED', 'NONE'] }),
  setting('PlayerStatusRollupModeThresholdScore', 'nullableDouble', '', 'Score, 0 to 1 (above 1: percent), that the threshold modes of PlayerStatusRollupModeValue ask for.', { honoured: true, standards: scorm12AndCmi5 }),
  setting('PlayerStatusRollupModeValue', 'Enum.StatusRollupMethodValue', 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_NOT_FAILED', 'When a course counts as complete.', { honoured: true, singleSco: 'STATUS_PROVIDED_BY_COURSE', standards: scorm12AndCmi5, values: ['STATUS_PROVIDED_BY_COURSE', 'COMPLETE_WHEN_ALL_UNITS_COMPLETE', 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_NOT_FAILED', 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_THRESHOLD_SCORE_IS_MET', 'COMPLETE_WHEN_ALL_UNITS_ARE_PASSED'] }),
  setting('PlayerSuspendDataMaxLength', 'nonNegativeInt', '', 'Longest suspend data in characters; here always 4,194,304.', { standards: scorm }),
  setting('PlayerTimeLimit', 'nonNegativeInt', '', 'Minutes after which the course closes.', { standards: scorm }),
  setting('PlayerUseMeasureProgressBar', 'bool', '', 'Whether the progress bar follows the progress measure.'),
  setting('PlayerUseQuickLookaheadSequencer', 'bool', '', 'Whether a faster look ahead is used.', { standards: scorm2004 }),
  setting('PlayerValidateInteractionResponses', 'bool', '', 'Whether learner responses must have the form of their interaction\'s type.', { standards: scorm }),
  setting('PlayerWrapScoWindowWithApi', 'bool', '', 'Whether a unit in a window of its own finds the API in a frame around it.', { standards: scorm }),
  setting('PrivacyPolicyUrl', 'string', '', 'Address of a privacy policy.'),
  setting('PromptOnPlayerClose', 'bool', 'false', 'Whether the browser asks before the player is closed.', { standards: scorm }),
  setting('RecordResultsMaxPayloadSizeInBytes', 'nonNegativeInt', '5242880', 'Largest save of the player; here always 8 MiB.'),
  setting('RedirectLaunchPageOnExit', 'bool', 'false', 'Whether the page that opened a player window is led to the exit address too.'),
  setting('RedirectOnExitUrl', 'string', 'message', 'Where Exit leads when the launch link names nothing: an address, or closer, blank, message.', { honoured: true }),
  setting('RedirectOnRefreshUrl', 'webPath', '', 'Where a reload of the player leads.'),
  setting('RemoteDeliverPageUrl', 'string', '', 'Page on another server that delivers the content.'),
  setting('StorePlayerDebugLogsInFileStoreOnExit', 'bool', 'false', 'Whether debug logs are kept when the course closes.'),
  setting('SupplementalQueryStringParametersForAllActivities', 'delimitedString', '', 'Query parameters added to the address of every unit.'),
  setting('SuppressNavbarWhenForcedFrameset', 'bool', 'false', 'Whether the bar is hidden where a new window is not possible.'),
  setting('TinCanInteractionsEnabled', 'bool', 'true', 'Whether interactions are told as xAPI statements.'),
  setting('UseDeltaRecordResultsPayload', 'bool', 'false', 'Whether the player saves only what changed.'),
  setting('UseLegacyMobileFramesetBehavior', 'bool', 'false', 'How frames behave on old phones.'),
  setting('UseModernPlayer', 'bool', 'true', 'Whether the new player is used; here there is one.'),
  setting('UsePlayerForTinCanLaunches', 'bool', 'true', 'Whether xAPI content opens in the player.'),
  setting('WebContentForceNewWindow', 'bool', 'false', 'Whether units that are mere web pages open in a new window.'),
  setting('WhenToRestartRegistration', 'Enum.RegistrationInstanceIncrementTimingValue', 'NEVER', 'When a launch begins a new instance on the newest version of the course.', { honoured: true, values: ['NEVER', 'WHEN_EXISTING_REG_IS_COMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS', 'WHEN_NEWER_PACKAGE_VERSION_EXISTS', 'WHEN_EXISTING_REG_IS_COMPLETE', 'WHEN_EXISTING_REG_IS_SATISFIED', 'WHEN_EXISTING_REG_IS_SATISFIED_AND_NEWER_PACKAGE_VERSION_EXISTS', 'WHEN_EXISTING_REG_IS_INCOMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS', 'WHEN_EXISTING_REG_IS_FAILED', 'WHEN_EXISTING_REG_IS_FAILED_AND_NEWER_PACKAGE_VERSION_EXISTS'] }),
  setting('xAPIRewriteStatementModifier', 'mergedJson', '', 'How statements are rewritten when they are stored.'),
];

/** What follows when a unit ends by itself, by its place in the course, its result and the way it ended. */
function exitAction(isFinal: boolean, satisfied: boolean, exit: string): SettingDefinition {
  const id = `Player${isFinal ? 'FinalScoCourse' : 'IntermediateSco'}${satisfied ? 'Satisfied' : 'NotSatisfied'}${exit}ExitAction`;
  const what = isFinal ? `the last unit ends while the course is ${satisfied ? 'done' : 'not done'}` : `a unit before the last one ends and is ${satisfied ? 'done' : 'not done'}`;
  const byDefault = !isFinal && satisfied ? 'GO_TO_NEXT_SCO' : 'DISPLAY_MESSAGE';
  return setting(id, 'Enum.ExitActionValue', byDefault, `What follows when ${what} (${exit.toLowerCase()} exit).`, { standards: scorm12, values: exitActions, honoured: true, ...(isFinal ? { singleSco: 'EXIT_COURSE' } : {}) });
}
const exits = [true, false].flatMap((isFinal) => [true, false].flatMap((satisfied) => ['Normal', 'Suspend', 'Timeout', 'Logout'].map((exit) => exitAction(isFinal, satisfied, exit))));

/** Every setting of the API by its id, in alphabetical order. */
export const settingCatalogue: ReadonlyMap<string, SettingDefinition> = new Map([...plain, ...exits].sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1)).map((one) => [one.id, one]));
