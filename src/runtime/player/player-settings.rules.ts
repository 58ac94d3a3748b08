const exitActions = ['EXIT_COURSE', 'EXIT_COURSE_AFTER_CONFIRM', 'GO_TO_NEXT_SCO', 'DISPLAY_MESSAGE', 'DO_NOTHING'] as const;
type ExitAction = (typeof exitActions)[number];

/** What the player needs to know of the settings; `undefined` of `exits` outside SCORM 1.2. */
export interface PlayerSettings {
  /** Whether the player, and each unit, opens in a window of its own by the learner's tap. */
  ownWindow: boolean;
  unitWindow: boolean;
  /** Such a window comes without the browser's tool bars. */
  bareWindow: { player: boolean; unit: boolean };
  bar: boolean;
  title: boolean;
  contents: boolean;
  contentsOpen: boolean;
  exit: boolean;
  closeUnit: boolean;
  steps: boolean;
  choice: boolean;
  /** What Exit does with the open unit. */
  onExit: 'as-content' | 'suspend' | 'end' | 'ask';
  /** A unit that was left without suspending starts blank. */
  resets: boolean;
  scoreOverridesStatus: boolean;
  /** By `last` or `between`, `done` or `open`, and the exit word of the content. */
  exits?: Record<string, ExitAction>;
}

const isFlat = (standard: string) => ['SCORM11', 'SCORM12', 'AICC', 'CMI5'].includes(standard);
const isYes = (value: string) => /^(true|yes)$/i.test(value);
const onExit = { Legacy: 'as-content', SuspendAll: 'suspend', ExitAll: 'end', Selectable: 'ask' } as const;
const exitWords = { Normal: '', Suspend: 'suspend', Timeout: 'time-out', Logout: 'logout' } as const;

/** Flow and choice belong to the manifest in SCORM 2004, exit actions and the mastery score to SCORM 1.2. */
export function playerSettingsOf(settingOf: (settingId: string) => string, standard: string): PlayerSettings {
  const yes = (name: string) => isYes(settingOf(`Player${name}`));
  const [launch, unitLaunch] = [settingOf('PlayerLaunchType'), settingOf('PlayerScoLaunchType')];
  const isBare = (type: string) => type.includes('WITHOUT_BROWSER_TOOLBAR');
  return {
    ownWindow: launch.startsWith('NEW_WINDOW'), unitWindow: unitLaunch.startsWith('NEW_WINDOW'), bareWindow: { player: isBare(launch), unit: isBare(unitLaunch) },
    bar: yes('ShowNavBar'), title: yes('ShowTitleBar'), contents: yes('ShowCourseStructure'), contentsOpen: yes('CourseStructureStartsOpen'), exit: yes('ShowFinishButton'), closeUnit: yes('ShowCloseItem'),
    steps: !isFlat(standard) || yes('EnableFlowNav'), choice: !isFlat(standard) || yes('EnableChoiceNav'),
    onExit: onExit[settingOf('PlayerReturnToLmsAction') as keyof typeof onExit] ?? 'as-content', resets: !['', 'NEVER'].includes(settingOf('PlayerResetRunTimeData')),
    scoreOverridesStatus: yes('ScoreOverridesStatus'), ...(standard === 'SCORM12' || standard === 'SCORM11' ? { exits: exitsOf(settingOf) } : {}),
  };
}

function exitsOf(settingOf: (settingId: string) => string): Record<string, ExitAction> {
  const exits: Record<string, ExitAction> = {};
  for (const place of ['last', 'between'] as const)
    for (const result of ['done', 'open'] as const)
      for (const [name, word] of Object.entries(exitWords)) {
        const value = settingOf(`Player${place === 'last' ? 'FinalScoCourse' : 'IntermediateSco'}${result === 'done' ? 'Satisfied' : 'NotSatisfied'}${name}ExitAction`);
        exits[exitKey(place, result, word)] = exitActions.find((action) => action === value) ?? 'DISPLAY_MESSAGE';
      }
  return exits;
}

/** The entry of `exits` for a way to end; a word nobody knows is a normal exit. */
export const exitKey = (place: 'last' | 'between', result: 'done' | 'open', word: string): string => `${place} ${result} ${['suspend', 'time-out', 'logout'].includes(word) ? word : ''}`.trim();
