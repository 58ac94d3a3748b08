import { firstActivity, menuOf, outcomeOf } from '../../src/runtime/scorm/sequencing.rules';
import { emptyRuntimeState } from '../../src/runtime/scorm/runtime-state.rules';
import { cluster, course, did, golfPostTest, stateOf, unit, when } from './structures';

const done = () => did({ 'cmi.completion_status': 'completed', 'cmi.success_status': 'passed', 'cmi.exit': 'normal' });
const failed = () => did({ 'cmi.completion_status': 'completed', 'cmi.success_status': 'failed', 'cmi.exit': 'normal' });
const tree = (root = {}, standard: 'SCORM12' | 'SCORM20043RDEDITION' = 'SCORM20043RDEDITION') => course(standard, [cluster('m1', [unit('a'), unit('b')]), cluster('m2', [unit('c'), unit('d')])], root);
const flowing = { sequencing: { controlMode: { flow: true } } };

describe('SCORM 1.2', () => {
  test('everything may be chosen, and the units follow each other across parts', () => {
    const menu = menuOf(tree({}, 'SCORM12'), emptyRuntimeState(), 'b');
    expect(menu).toMatchObject({ items: { a: 'open', b: 'open', c: 'open', d: 'open' }, next: 'c', previous: 'a' });
    expect(menuOf(tree({}, 'SCORM12'), emptyRuntimeState(), 'd').next).toBeUndefined();
  });
  test('starts at the first unit, then where the learner was, then where the caller asks', () => {
    expect(firstActivity(tree({}, 'SCORM12'), emptyRuntimeState())).toBe('a');
    expect(firstActivity(tree({}, 'SCORM12'), stateOf({ c: did({ 'cmi.core.lesson_status': 'incomplete' }) }, { current: 'c' }))).toBe('c');
    expect(firstActivity(tree({}, 'SCORM12'), stateOf({}, { current: 'c' }), 'd')).toBe('d');
    expect(firstActivity(tree({}, 'SCORM12'), stateOf({}, { current: 'gone' }), 'unknown')).toBe('a');
  });
  test('an invisible unit is not in the contents but is reached by flow', () => {
    const hiding = course('SCORM12', [unit('a'), unit('b', { visible: false })]);
    expect(menuOf(hiding, emptyRuntimeState(), 'a')).toMatchObject({ items: { b: 'hidden' }, next: 'b' });
  });
});

describe('SCORM 2004 control modes', () => {
  test('without flow there is no next; without choice nothing can be chosen', () => {
    expect(menuOf(tree(), emptyRuntimeState(), 'a').next).toBeUndefined();
    const locked = course('SCORM20043RDEDITION', [unit('a'), unit('b')], { sequencing: { controlMode: { choice: false, flow: true } } });
    expect(menuOf(locked, emptyRuntimeState(), 'a')).toEqual({ items: { root: 'open', a: 'blocked', b: 'blocked' }, next: 'b' });
  });
  test('forward only: no way back, neither by flow nor by choice', () => {
    const forward = course('SCORM20043RDEDITION', [unit('a'), unit('b'), unit('c')], { sequencing: { controlMode: { flow: true, forwardOnly: true } } });
    expect(menuOf(forward, emptyRuntimeState(), 'b')).toMatchObject({ items: { a: 'blocked', c: 'open' }, next: 'c' });
    expect(menuOf(forward, emptyRuntimeState(), 'b').previous).toBeUndefined();
  });
  test('choice exit off keeps the learner inside the part', () => {
    const inside = course('SCORM20043RDEDITION', [cluster('m1', [unit('a'), unit('b')], { sequencing: { controlMode: { choiceExit: false, flow: true } } }), cluster('m2', [unit('c')], flowing)], flowing);
    expect(menuOf(inside, emptyRuntimeState(), 'a').items).toMatchObject({ b: 'open', c: 'blocked' });
    expect(menuOf(inside, emptyRuntimeState(), 'c').items).toMatchObject({ a: 'open' });
  });
  test('a course that does not flow still opens its first unit that may be chosen', () => {
    expect(firstActivity(tree(), emptyRuntimeState())).toBe('a');
  });
});

describe('SCORM 2004 rules', () => {
  const pre = (...rules: ReturnType<typeof when>[]) => ({ sequencing: { rules: { pre: rules, post: [], exit: [] } } });
  const post = (...rules: ReturnType<typeof when>[]) => ({ sequencing: { rules: { pre: [], post: rules, exit: [] } } });

  test('skip passes over, disabled stops, hiddenFromChoice hides', () => {
    const ruled = course('SCORM20043RDEDITION', [unit('a', pre(when('skip', ['satisfied']))), unit('b'), unit('c', pre(when('disabled', ['always']))), unit('d', pre(when('hiddenFromChoice', ['always'])))], flowing);
    expect(firstActivity(ruled, emptyRuntimeState())).toBe('a');
    expect(firstActivity(ruled, stateOf({ a: done() }))).toBe('b');
    expect(menuOf(ruled, stateOf({ a: done() }), 'b')).toEqual({ items: { root: 'open', a: 'open', b: 'open', c: 'blocked', d: 'hidden' } });
  });
  test('"not satisfied" says nothing as long as satisfaction is unknown', () => {
    const ruled = course('SCORM20043RDEDITION', [unit('a', post(when('retry', ['satisfied', true]))), unit('b')], flowing);
    expect(outcomeOf(ruled, stateOf({ a: did({ 'cmi.completion_status': 'incomplete', 'cmi.exit': 'suspend' }) }), 'a', { kind: 'continue' })).toEqual({ deliver: 'b' });
    expect(outcomeOf(ruled, stateOf({ a: failed() }), 'a', { kind: 'continue' })).toEqual({ deliver: 'a', afresh: true });
    expect(outcomeOf(ruled, stateOf({ a: done() }), 'a', { kind: 'continue' })).toEqual({ deliver: 'b' });
  });
  test('post conditions: exitParent asks the part, exitAll ends the course, continue goes on', () => {
    const ruled = course('SCORM20043RDEDITION', [
      cluster('m1', [unit('a', post(when('exitParent', ['completed']))), unit('b')], { sequencing: { controlMode: { flow: true }, rules: { pre: [], post: [when('continue', ['always'])], exit: [] } } }),
      unit('c', post(when('exitAll', ['satisfied']))),
    ], flowing);
    expect(outcomeOf(ruled, stateOf({ a: done() }), 'a', { kind: 'exit' })).toEqual({ deliver: 'c' });
    expect(outcomeOf(ruled, stateOf({ c: done() }), 'c', { kind: 'exit' })).toEqual({ leave: 'exit' });
    expect(outcomeOf(ruled, stateOf({ c: failed() }), 'c', { kind: 'exit' })).toEqual({ stay: true });
  });
  test('an exit rule of a part takes the learner out of it', () => {
    const ruled = course('SCORM20043RDEDITION', [
      cluster('m1', [unit('a'), unit('b')], { sequencing: { controlMode: { flow: true }, rules: { pre: [], exit: [when('exit', ['satisfied'])], post: [when('continue', ['always'])] }, rollupRules: { rules: [{ childActivitySet: 'any', conditionCombination: 'any', conditions: [{ condition: 'satisfied' }], action: 'satisfied' }] } } }),
      unit('c'),
    ], flowing);
    expect(outcomeOf(ruled, stateOf({ a: failed() }), 'a', { kind: 'continue' })).toEqual({ deliver: 'b' });
    expect(outcomeOf(ruled, stateOf({ a: done() }), 'a', { kind: 'continue' })).toEqual({ deliver: 'c' });
  });
  test('an attempt limit blocks after the last attempt, not while it is suspended', () => {
    const limited = course('SCORM20043RDEDITION', [unit('a', { sequencing: { limits: { attemptLimit: 1 } } }), unit('b')], flowing);
    const counted = { sequencing: { attempts: { a: 1 } } };
    expect(menuOf(limited, stateOf({ a: done() }, counted), 'b').items).toMatchObject({ a: 'blocked' });
    expect(menuOf(limited, stateOf({ a: did({ 'cmi.exit': 'suspend' }) }, counted), 'b').items).toMatchObject({ a: 'open' });
  });
  test('shared objectives open the next part of the course', () => {
    const target = 'global.pretest';
    const shared = course('SCORM20043RDEDITION', [
      unit('pretest', { sequencing: { objectives: [{ id: 'own', primary: true, maps: [{ targetObjectiveId: target, writeSatisfiedStatus: true, writeNormalizedMeasure: true }] }] } }),
      unit('lesson', { sequencing: { rules: { pre: [when('skip', ['satisfied', false, 'from'])], post: [], exit: [] }, objectives: [{ primary: true, maps: [] }, { id: 'from', primary: false, maps: [{ targetObjectiveId: target }] }] } }),
      unit('end'),
    ], flowing);
    expect(menuOf(shared, stateOf({ pretest: failed() }), 'pretest').next).toBe('lesson');
    expect(menuOf(shared, stateOf({ pretest: done() }), 'pretest').next).toBe('end');
  });
});

describe('requests', () => {
  test('continue at the end leaves the course, previous at the start stays', () => {
    expect(outcomeOf(tree(flowing, 'SCORM12'), emptyRuntimeState(), 'd', { kind: 'continue' })).toEqual({ leave: 'exit' });
    expect(outcomeOf(tree(flowing, 'SCORM12'), emptyRuntimeState(), 'a', { kind: 'previous' })).toEqual({ stay: true });
  });
  test('suspendAll and exitAll leave; a choice that is not open stays', () => {
    expect(outcomeOf(golfPostTest(), emptyRuntimeState(), 'playing', { kind: 'suspendAll' })).toEqual({ leave: 'suspend' });
    expect(outcomeOf(golfPostTest(), emptyRuntimeState(), 'playing', { kind: 'exitAll' })).toEqual({ leave: 'exit' });
    expect(outcomeOf(golfPostTest(), emptyRuntimeState(), 'playing', { kind: 'choice', target: 'fun' })).toEqual({ stay: true });
  });
});

describe('the golf course: units in order, the quiz by jump', () => {
  const read = () => did({ 'cmi.completion_status': 'completed', 'cmi.exit': 'suspend' });
  test('a unit opens when the one before is completed', () => {
    expect(menuOf(golfPostTest(), emptyRuntimeState(), 'playing')).toEqual({ items: { root: 'open', playing: 'open', etiquette: 'blocked', handicapping: 'blocked', fun: 'blocked', quiz: 'hidden' } });
    expect(menuOf(golfPostTest(), stateOf({ playing: did({ 'cmi.completion_status': 'incomplete' }) }), 'playing').next).toBeUndefined();
    expect(menuOf(golfPostTest(), stateOf({ playing: read() }), 'playing')).toMatchObject({ items: { etiquette: 'open', handicapping: 'blocked' }, next: 'etiquette' });
  });
  test('all read: the quiz appears', () => {
    expect(menuOf(golfPostTest(), stateOf({ playing: read(), etiquette: read(), handicapping: read(), fun: read() }), 'fun')).toMatchObject({ items: { quiz: 'open' }, next: 'quiz' });
  });
  test('the quiz by jump from the first unit', () => {
    expect(outcomeOf(golfPostTest(), stateOf({ playing: did({ 'cmi.exit': 'suspend' }) }), 'playing', { kind: 'jump', target: 'quiz' })).toEqual({ deliver: 'quiz' });
  });
});
