import { exitKey, playerSettingsOf } from '../../src/runtime/player/player-settings.rules';
import { restarts } from '../../src/runtime/restart.rules';
import { rollUp } from '../../src/runtime/scorm/roll-up.rules';
import type { RollUpRules } from '../../src/runtime/scorm/roll-up-choice.rules';
import { rollUpRulesOf } from '../../src/runtime/scorm/roll-up-settings.rules';
import { effectiveSettings } from '../../src/settings/effective-settings.rules';
import { settingCatalogue } from '../../src/settings/setting-catalogue.rules';
import { afterEnd } from '../../templates/player/after-end';
import { course, did, stateOf, unit } from './structures';

/** Values of settings at a course where only `set` is set. */
const settingOf = (set: Record<string, string>, singleSco = false) => {
  const effective = effectiveSettings({ standard: { standard: 'SCORM12', singleSco } }, Object.entries(set).map(([settingId, value]) => ({ kind: 'application', itemKey: '', settingId, value })));
  return (id: string) => effective.get(id)?.value ?? '';
};
const status = (lesson_status: string, raw?: string) => did({ 'cmi.core.lesson_status': lesson_status, ...(raw === undefined ? {} : { 'cmi.core.score.raw': raw }) });
const three = course('SCORM12', [unit('a'), unit('b'), unit('c')]);

describe('which rules travel with a session', () => {
  const multi = { standard: 'SCORM12', singleSco: false };
  test('none by default, for one unit and for several, and never for SCORM 2004', () => {
    expect(rollUpRulesOf(settingOf({}), multi)).toBeUndefined();
    expect(rollUpRulesOf(settingOf({}, true), { ...multi, singleSco: true })).toBeUndefined();
    expect(rollUpRulesOf(settingOf({ PlayerStatusRollupModeValue: 'COMPLETE_WHEN_ALL_UNITS_ARE_PASSED' }), { ...multi, standard: 'SCORM20043RDEDITION' })).toBeUndefined();
    expect(rollUpRulesOf(settingOf({ PlayerStatusRollupModeValue: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET' }), multi)).toBeUndefined(); // no threshold
    expect(rollUpRulesOf(settingOf({ PlayerScoreRollupModeValue: 'FIXED_AVERAGE' }), multi)).toBeUndefined(); // no count
  });
  test('a threshold above 1 is percent', () => {
    const asked = (value: string) => rollUpRulesOf(settingOf({ PlayerStatusRollupModeValue: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', PlayerStatusRollupModeThresholdScore: value }), multi)?.threshold;
    expect([asked('0.8'), asked('80'), asked('1'), asked('0')]).toEqual([0.8, 0.8, 1, 0]);
  });
});

describe('completion of the course', () => {
  const reached = (rules: RollUpRules, ...states: (ReturnType<typeof status> | undefined)[]) => {
    const activities = Object.fromEntries(['a', 'b', 'c'].flatMap((id, n) => (states[n] ? [[id, states[n]]] : [])));
    const { completion, success, score } = rollUp(three, stateOf(activities, { rules }));
    return [completion, success, score];
  };
  const [passed, failed, completed] = [status('passed', '90'), status('failed', '30'), status('completed')];
  test('when all units are complete, failed or not', () => {
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_COMPLETE' }, passed, failed, completed)).toEqual(['COMPLETED', 'FAILED', 0.6]);
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_NOT_FAILED' }, passed, failed, completed)).toEqual(['INCOMPLETE', 'FAILED', 0.6]);
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_COMPLETE' }, passed)).toEqual(['INCOMPLETE', 'UNKNOWN', 0.9]);
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_COMPLETE' })).toEqual(['UNKNOWN', 'UNKNOWN', undefined]);
  });
  test('when the score reaches the threshold, with or without all units', () => {
    expect(reached({ status: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', threshold: 0.9 }, passed)).toEqual(['COMPLETED', 'UNKNOWN', 0.9]);
    expect(reached({ status: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', threshold: 0.91 }, passed, completed, completed)).toEqual(['INCOMPLETE', 'PASSED', 0.9]);
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_THRESHOLD_SCORE_IS_MET', threshold: 0.5 }, passed)).toEqual(['INCOMPLETE', 'UNKNOWN', 0.9]);
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_COMPLETE_AND_THRESHOLD_SCORE_IS_MET', threshold: 0.5 }, passed, completed, completed)).toEqual(['COMPLETED', 'PASSED', 0.9]);
  });
  test('when all units are passed; and complete may mean passed', () => {
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_ARE_PASSED' }, passed, passed, completed)[0]).toBe('INCOMPLETE');
    expect(reached({ status: 'COMPLETE_WHEN_ALL_UNITS_ARE_PASSED' }, passed, passed, passed)[0]).toBe('COMPLETED');
    expect(reached({ completeIsPassed: true }, completed, completed, completed)).toEqual(['COMPLETED', 'PASSED', undefined]);
    expect(reached({ completeIsPassed: true }, completed)).toEqual(['INCOMPLETE', 'UNKNOWN', undefined]);
  });
  test('of one unit as well', () => {
    const one = course('SCORM12', [unit('a')]);
    expect(rollUp(one, stateOf({ a: status('passed', '50') }, { rules: { status: 'COMPLETE_WHEN_THRESHOLD_SCORE_IS_MET', threshold: 0.8 } }))).toMatchObject({ completion: 'INCOMPLETE', success: 'PASSED', score: 0.5, activities: { a: { completion: 'COMPLETED' }, root: { completion: 'INCOMPLETE' } } });
  });
  test.each<[RollUpRules, number | undefined]>([
    [{ score: 'AVERAGE_SCORE_OF_ALL_UNITS' }, 0.3], [{ score: 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_NONZERO_SCORES' }, 0.9], [{ score: 'LAST_SCO_SCORE' }, undefined], [{ score: 'FIXED_AVERAGE', scoringUnits: 2 }, 0.45],
    [{ score: 'FIXED_AVERAGE', scoringUnits: 5 }, 0.18], [{}, 0.45],
  ])('the score by %j', (rules, score) => {
    expect(reached(rules, passed, status('completed', '0'), completed)[2]).toBe(score);
  });
  test('the score of the last unit, and no score at all', () => {
    expect(reached({ score: 'LAST_SCO_SCORE' }, passed, undefined, status('completed', '20'))[2]).toBe(0.2);
    expect(reached({ score: 'AVERAGE_SCORE_OF_ALL_UNITS' }, completed)[2]).toBeUndefined();
    expect(reached({ score: 'AVERAGE_SCORE_OF_ALL_UNITS_WITH_NONZERO_SCORES' }, status('completed', '0'))[2]).toBe(0);
  });
});

describe('what the player is told', () => {
  test('by default everything is there, in one window, and exits follow the result', () => {
    expect(playerSettingsOf(settingOf({}), 'SCORM12')).toMatchObject({
      ownWindow: false, unitWindow: false, bar: true, title: true, contents: true, contentsOpen: true, exit: true, closeUnit: false, steps: true, choice: true, onExit: 'as-content', resets: false, scoreOverridesStatus: true,
      exits: { 'between done': 'GO_TO_NEXT_SCO', 'between open suspend': 'DISPLAY_MESSAGE', 'last done': 'DISPLAY_MESSAGE' },
    });
    expect(playerSettingsOf(settingOf({}, true), 'SCORM12').exits).toMatchObject({ 'last done': 'EXIT_COURSE', 'last open time-out': 'EXIT_COURSE' });
  });
  test('flow and choice belong to the manifest in SCORM 2004', () => {
    const off = settingOf({ PlayerEnableFlowNav: 'false', PlayerEnableChoiceNav: 'NO' });
    expect([playerSettingsOf(off, 'SCORM12'), playerSettingsOf(off, 'SCORM20044THEDITION')]).toMatchObject([{ steps: false, choice: false }, { steps: true, choice: true }]);
    expect(playerSettingsOf(off, 'SCORM20044THEDITION').exits).toBeUndefined();
  });
  test('every way to end has an action, and SCORM 2004 follows the wish of its content', () => {
    const { exits } = playerSettingsOf(settingOf({ PlayerIntermediateScoNotSatisfiedLogoutExitAction: 'EXIT_COURSE' }), 'SCORM12');
    expect(Object.keys(exits ?? {})).toHaveLength(16);
    const unitThat = { wish: '_none_', exitWord: '', isOnly: false, hasNext: true, isDone: true, isCourseDone: false };
    expect(afterEnd(unitThat, exits)).toEqual({ kind: 'continue' });
    expect(afterEnd({ ...unitThat, isDone: false, exitWord: 'logout' }, exits)).toEqual({ kind: 'exitAll' });
    expect(afterEnd({ ...unitThat, isDone: false, exitWord: 'normal' }, exits)).toEqual({ kind: 'exit' });
    expect(afterEnd({ ...unitThat, hasNext: false }, { ...exits, [exitKey('last', 'open', '')]: 'DO_NOTHING' })).toBe('nothing');
    expect([afterEnd({ ...unitThat, wish: '{target=b}choice' }, undefined), afterEnd({ ...unitThat, isOnly: true }, undefined), afterEnd({ ...unitThat, isOnly: true, wish: 'suspendAll' }, undefined), afterEnd(unitThat, undefined)])
      .toEqual([{ kind: 'choice', target: 'b' }, { kind: 'exitAll' }, { kind: 'suspendAll' }, { kind: 'exit' }]);
  });
});

test('when a registration begins anew', () => {
  const facts = { passed: ['COMPLETED', 'PASSED'], failed: ['COMPLETED', 'FAILED'], open: ['INCOMPLETE', 'UNKNOWN'] } as const;
  const anew = (when: string, isOutdated: boolean) => Object.entries(facts).filter(([, [completion, success]]) => restarts(when, { completion, success, isOutdated })).map(([name]) => name).join(' ');
  const table = Object.fromEntries((settingCatalogue.get('WhenToRestartRegistration')?.values ?? []).map((when) => [when, [anew(when, false), anew(when, true)]]));
  expect(table).toEqual({
    NEVER: ['', ''], WHEN_NEWER_PACKAGE_VERSION_EXISTS: ['', 'passed failed open'],
    WHEN_EXISTING_REG_IS_COMPLETE: ['passed failed', 'passed failed'], WHEN_EXISTING_REG_IS_COMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS: ['', 'passed failed'],
    WHEN_EXISTING_REG_IS_SATISFIED: ['passed', 'passed'], WHEN_EXISTING_REG_IS_SATISFIED_AND_NEWER_PACKAGE_VERSION_EXISTS: ['', 'passed'],
    WHEN_EXISTING_REG_IS_INCOMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS: ['', 'open'], WHEN_EXISTING_REG_IS_FAILED: ['failed', 'failed'], WHEN_EXISTING_REG_IS_FAILED_AND_NEWER_PACKAGE_VERSION_EXISTS: ['', 'failed'],
  });
});
