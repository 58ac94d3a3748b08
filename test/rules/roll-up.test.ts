import { rollUp } from '../../src/runtime/scorm/roll-up.rules';
import { emptyRuntimeState } from '../../src/runtime/scorm/runtime-state.rules';
import { cluster, course, did, golfPostTest, stateOf, unit } from './structures';

const status12 = (lesson_status: string, raw?: string) => ({ 'cmi.core.lesson_status': lesson_status, ...(raw === undefined ? {} : { 'cmi.core.score.raw': raw }) });
const status2004 = (completion: string, success?: string, scaled?: string) => ({
  'cmi.completion_status': completion, ...(success ? { 'cmi.success_status': success } : {}), ...(scaled ? { 'cmi.score.scaled': scaled } : {}),
});

describe('a course nobody opened', () => {
  test.each(['SCORM12', 'SCORM20043RDEDITION', 'XAPI'] as const)('%s is unknown in every respect', (standard) => {
    expect(rollUp(course(standard, [unit('a')]), emptyRuntimeState())).toEqual({
      completion: 'UNKNOWN', success: 'UNKNOWN', seconds: 0,
      activities: { root: { completion: 'UNKNOWN', success: 'UNKNOWN', seconds: 0 }, a: { completion: 'UNKNOWN', success: 'UNKNOWN', seconds: 0 } },
    });
  });
});

describe('SCORM 1.2, one unit', () => {
  const one = course('SCORM12', [unit('a')]);
  test('the unit is the course', () => {
    const saved = did({ ...status12('passed', '88'), 'cmi.core.lesson_location': 'page 4' }, { seconds: { 1: 60, 2: 30.5 } });
    expect(rollUp(one, stateOf({ a: saved }))).toMatchObject({ completion: 'COMPLETED', success: 'PASSED', score: 0.88, seconds: 90.5, location: 'page 4' });
  });
  test('failed is completed and failed', () => {
    expect(rollUp(one, stateOf({ a: did(status12('failed', '10')) }))).toMatchObject({ completion: 'COMPLETED', success: 'FAILED', score: 0.1 });
  });
  test('opened without a status is incomplete', () => {
    expect(rollUp(one, stateOf({ a: did({ 'cmi.core.entry': 'ab-initio' }, { ended: false }) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN' });
  });
  test('content that never speaks is incomplete while open and completed once it was left', () => {
    expect(rollUp(one, stateOf({ a: did({}, { ended: false }) }))).toMatchObject({ completion: 'INCOMPLETE' });
    expect(rollUp(one, stateOf({ a: did({}) }))).toMatchObject({ completion: 'COMPLETED', success: 'UNKNOWN' });
  });
  test('an asset is completed when it is opened', () => {
    expect(rollUp(course('SCORM12', [unit('a', { kind: 'ASSET' })]), stateOf({ a: did({}, { ended: false }) }))).toMatchObject({ completion: 'COMPLETED' });
  });
});

describe('SCORM 1.2, several units in parts', () => {
  const many = course('SCORM12', [cluster('m1', [unit('a'), unit('b')]), cluster('m2', [unit('c')])]);
  test('complete when all are complete; passed when all that judge passed; the score is the mean of those that score', () => {
    const progress = rollUp(many, stateOf({ a: did(status12('completed')), b: did(status12('passed', '80')), c: did(status12('passed', '50')) }));
    expect(progress).toMatchObject({ completion: 'COMPLETED', success: 'PASSED', score: 0.65, seconds: 30 });
    expect(progress.activities).toMatchObject({ m1: { completion: 'COMPLETED', success: 'PASSED', score: 0.8, seconds: 20 }, a: { completion: 'COMPLETED', success: 'UNKNOWN' } });
  });
  test('one failed unit fails the course and keeps it incomplete', () => {
    expect(rollUp(many, stateOf({ a: did(status12('completed')), b: did(status12('failed', '20')), c: did(status12('passed', '90')) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'FAILED', score: 0.55 });
  });
  test('a unit nobody opened leaves the course open', () => {
    expect(rollUp(many, stateOf({ a: did(status12('passed', '100')) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN', score: 1, activities: { m1: { completion: 'INCOMPLETE' }, c: { completion: 'UNKNOWN' } } });
  });
  test('units without judgement complete the course without success', () => {
    const done = did(status12('completed'));
    const progress = rollUp(many, stateOf({ a: done, b: done, c: done }));
    expect(progress).toMatchObject({ completion: 'COMPLETED', success: 'UNKNOWN' });
    expect(progress.score).toBeUndefined();
  });
});

describe('SCORM 2004', () => {
  test('the passing score of the manifest decides, whatever the content says', () => {
    const golf = course('SCORM20043RDEDITION', [unit('a', { sequencing: { objectives: [{ id: 'PRIMARYOBJ', primary: true, satisfiedByMeasure: true, minNormalizedMeasure: 0.8, maps: [] }] } })]);
    expect(rollUp(golf, stateOf({ a: did(status2004('completed', 'passed', '0.79')) }))).toMatchObject({ completion: 'COMPLETED', success: 'FAILED', score: 0.79 });
    expect(rollUp(golf, stateOf({ a: did(status2004('completed', 'failed', '0.8')) }))).toMatchObject({ success: 'PASSED', score: 0.8 });
  });

  test('content that ended without a word is completed and satisfied, unless it is said to set that itself (SN UP.4)', () => {
    const byLms = course('SCORM20042NDEDITION', [unit('a')]);
    const byContent = course('SCORM20042NDEDITION', [unit('a', { sequencing: { delivery: { completionSetByContent: true, objectiveSetByContent: true } } })]);
    const said = { 'cmi.location': '1' };
    expect(rollUp(byLms, stateOf({ a: did(said) }))).toMatchObject({ completion: 'COMPLETED', success: 'PASSED' });
    expect(rollUp(byContent, stateOf({ a: did(said) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN' });
    expect(rollUp(byLms, stateOf({ a: did({ ...said, 'cmi.exit': 'suspend' }) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN' });
    expect(rollUp(byLms, stateOf({ a: did({ ...said, 'cmi.score.scaled': '0.2' }) }))).toMatchObject({ completion: 'COMPLETED', success: 'UNKNOWN', score: 0.2 });
  });

  test('measures weigh as the manifest says, and a unit without a measure counts as zero', () => {
    const weight = (objectiveMeasureWeight: number) => ({ sequencing: { rollupRules: { objectiveMeasureWeight, rules: [] } } });
    const weighted = course('SCORM20043RDEDITION', [unit('a', weight(1)), unit('b', weight(3)), unit('c', weight(0))]);
    expect(rollUp(weighted, stateOf({ a: did(status2004('completed', 'passed', '1')), b: did(status2004('completed', 'passed', '0.5')), c: did(status2004('completed', 'passed', '0')) })).score).toBe(0.625);
    expect(rollUp(weighted, stateOf({ a: did(status2004('completed', 'passed', '1')) })).score).toBe(0.25);
  });

  test('by default one failed unit fails and one incomplete unit keeps the part incomplete; unknown leaves it open', () => {
    const two = course('SCORM20043RDEDITION', [unit('a'), unit('b')]);
    const a = did(status2004('completed', 'passed'));
    expect(rollUp(two, stateOf({ a }))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN' });
    expect(rollUp(two, stateOf({ a, b: did(status2004('incomplete', 'failed')) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'FAILED' });
    expect(rollUp(two, stateOf({ a, b: did(status2004('completed', 'passed')) }))).toMatchObject({ completion: 'COMPLETED', success: 'PASSED' });
  });

  test('rules: at least one satisfied is enough, half of the units complete', () => {
    const rules = [
      { childActivitySet: 'any', conditionCombination: 'all', conditions: [{ condition: 'satisfied' }], action: 'satisfied' },
      { childActivitySet: 'atLeastPercent', minimumPercent: 0.5, conditionCombination: 'any', conditions: [{ condition: 'completed' }], action: 'completed' },
    ] as const;
    const ruled = course('SCORM20043RDEDITION', ['a', 'b', 'c', 'd'].map((id) => unit(id)), { sequencing: { rollupRules: { rules: [...rules].map((rule) => ({ ...rule, conditions: [...rule.conditions] })) } } });
    const failed = did(status2004('completed', 'failed'));
    expect(rollUp(ruled, stateOf({ a: failed }))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN' });
    expect(rollUp(ruled, stateOf({ a: failed, b: did(status2004('completed', 'passed')) }))).toMatchObject({ completion: 'COMPLETED', success: 'PASSED' });
  });

  test('an untracked unit counts for nothing, and considerations leave out what was not attempted', () => {
    const mixed = course('SCORM20044THEDITION', [
      unit('a'), unit('extra', { sequencing: { delivery: { tracked: false } } }),
      unit('optional', { sequencing: { rollupConsiderations: { requiredForCompleted: 'ifAttempted', requiredForIncomplete: 'ifAttempted', requiredForSatisfied: 'ifAttempted', requiredForNotSatisfied: 'ifAttempted' } } }),
    ]);
    const a = did(status2004('completed', 'passed'));
    expect(rollUp(mixed, stateOf({ a, extra: did(status2004('incomplete', 'failed')) }))).toMatchObject({ completion: 'COMPLETED', success: 'PASSED' });
    expect(rollUp(mixed, stateOf({ a, optional: did(status2004('incomplete', 'failed')) }))).toMatchObject({ completion: 'INCOMPLETE', success: 'FAILED' });
  });

  test('4th edition: a part is completed by the weighted progress of its units', () => {
    const by = (progressWeight: number) => ({ completionThreshold: { progressWeight } });
    const measured = course('SCORM20044THEDITION', [unit('a', by(3)), unit('b', by(1))], { completionThreshold: { completedByMeasure: true, minProgressMeasure: 0.7 } });
    expect(rollUp(measured, stateOf({ a: did({ ...status2004('incomplete'), 'cmi.progress_measure': '0.9' }) }))).toMatchObject({ completion: 'INCOMPLETE' });
    expect(rollUp(measured, stateOf({ a: did({ ...status2004('incomplete'), 'cmi.progress_measure': '0.95' }) }))).toMatchObject({ completion: 'COMPLETED' });
  });
});

describe('the golf course whose score rolls up from the post test only', () => {
  const lessons = Object.fromEntries(['playing', 'etiquette', 'handicapping', 'fun'].map((id) => [id, did({ ...status2004('completed'), 'cmi.score.scaled': '0.1', 'cmi.exit': 'suspend' })]));
  test('reading all lessons is not the course', () => {
    expect(rollUp(golfPostTest(), stateOf(lessons))).toMatchObject({ completion: 'INCOMPLETE', success: 'UNKNOWN' });
    expect(rollUp(golfPostTest(), stateOf(lessons)).score).toBeUndefined();
  });
  test('the quiz alone decides', () => {
    const quiz = did({ ...status2004('completed', 'passed', '0.93'), 'cmi.exit': 'suspend' });
    expect(rollUp(golfPostTest(), stateOf({ quiz }))).toMatchObject({ completion: 'COMPLETED', success: 'PASSED', score: 0.93 });
    expect(rollUp(golfPostTest(), stateOf({ ...lessons, quiz: did(status2004('completed', 'failed', '0.4')) }))).toMatchObject({ completion: 'COMPLETED', success: 'FAILED', score: 0.4 });
  });
});
