import { readCmi, statusAtFinish12 } from '../../src/runtime/scorm/cmi-data-model.rules';
import { asTimeInterval, asTimespan, secondsOf } from '../../src/runtime/scorm/cmi-durations.rules';

describe('reading SCORM 1.2 data', () => {
  test.each([
    ['passed', 'COMPLETED', 'PASSED'], ['failed', 'COMPLETED', 'FAILED'], ['completed', 'COMPLETED', 'UNKNOWN'],
    ['incomplete', 'INCOMPLETE', 'UNKNOWN'], ['browsed', 'INCOMPLETE', 'UNKNOWN'], ['not attempted', 'UNKNOWN', 'UNKNOWN'],
  ])('status %s is %s and %s', (status, completion, success) => {
    expect(readCmi({ 'cmi.core.lesson_status': status })).toMatchObject({ completion, success, statusWord: status });
  });

  test.each([
    ['raw alone in 0..100', { raw: '85' }, 0.85],
    ['raw between min and max', { raw: '7', min: '5', max: '10' }, 0.4],
    ['raw with max only', { raw: '15', max: '20' }, 0.75],
    ['an empty range is no range', { raw: '80', min: '0', max: '0' }, 0.8],
    ['above max is clamped', { raw: '12', min: '0', max: '10' }, 1],
    ['raw above 100 without max means nothing', { raw: '1500' }, undefined],
    ['no number, no score', { raw: 'good' }, undefined],
    ['a third is rounded', { raw: '1', min: '0', max: '3' }, 0.3333],
  ])('score: %s', (_, score, scaled) => {
    const cmi = Object.fromEntries(Object.entries(score).map(([name, value]) => [`cmi.core.score.${name}`, value]));
    expect(readCmi(cmi).score.scaled).toBe(scaled);
  });

  test('everything else lands in the common form', () => {
    const reading = readCmi({
      'cmi.core.lesson_location': 'p7', 'cmi.suspend_data': 'abc', 'cmi.core.exit': 'suspend', 'cmi.core.session_time': '00:10:00', 'cmi.comments': 'hello',
      'cmi.student_preference.audio': '50', 'cmi.objectives.0.id': 'o1', 'cmi.objectives.0.status': 'failed', 'cmi.objectives.0.score.raw': '20',
      'cmi.interactions.0.id': 'q1', 'cmi.interactions.0.type': 'choice', 'cmi.interactions.0.student_response': 'b', 'cmi.interactions.0.time': '10:00:00',
      'cmi.interactions.0.result': 'wrong', 'cmi.interactions.0.correct_responses.0.pattern': 'a', 'cmi.interactions.0.correct_responses.1.pattern': 'c',
      'cmi.interactions.0.objectives.0.id': 'o1', 'cmi.interactions.10.id': 'q11', 'cmi.interactions.2.id': 'q3',
    });
    expect(reading).toMatchObject({
      location: 'p7', suspendData: 'abc', exit: 'suspend', sessionTime: '00:10:00', preference: { audioLevel: '50' }, learnerComments: [{ value: 'hello' }],
      objectives: [{ id: 'o1', success: 'FAILED', completion: 'COMPLETED', score: { scaled: 0.2, raw: '20' } }],
    });
    expect(reading.interactions.map(({ id }) => id)).toEqual(['q1', 'q3', 'q11']);
    expect(reading.interactions[0]).toEqual({
      id: 'q1', type: 'choice', learnerResponse: 'b', timestamp: '10:00:00', result: 'incorrect', correctResponses: ['a', 'c'], objectives: ['o1'],
    });
  });
});

describe('reading SCORM 2004 data', () => {
  test('the content\'s own words count when the manifest sets no threshold', () => {
    const reading = readCmi({ 'cmi.completion_status': 'completed', 'cmi.success_status': 'failed', 'cmi.score.scaled': '0.42', 'cmi.location': '3', 'cmi.progress_measure': '0.5' });
    expect(reading).toMatchObject({ completion: 'COMPLETED', success: 'FAILED', score: { scaled: 0.42 }, location: '3', progressMeasure: 0.5 });
  });

  test.each([
    ['1', 'incomplete', 'COMPLETED'], ['0.7', 'completed', 'INCOMPLETE'], [undefined, 'completed', 'COMPLETED'],
  ])('completion threshold 0.8, measure %s, word %s: %s', (measure, word, completion) => {
    const cmi = { 'cmi.completion_status': word, ...(measure === undefined ? {} : { 'cmi.progress_measure': measure }) };
    expect(readCmi(cmi, { minProgressMeasure: 0.8 }).completion).toBe(completion);
  });

  test.each([
    ['0.8', 'failed', 'PASSED'], ['0.79', 'passed', 'FAILED'], [undefined, 'passed', 'UNKNOWN'],
  ])('passing score 0.8, scaled %s, word %s: %s', (scaled, word, success) => {
    const cmi = { 'cmi.success_status': word, ...(scaled === undefined ? {} : { 'cmi.score.scaled': scaled }) };
    expect(readCmi(cmi, { scaledPassingScore: 0.8 }).success).toBe(success);
  });

  test('objectives, interactions and comments', () => {
    const reading = readCmi({
      'cmi.objectives.0.id': 'obj', 'cmi.objectives.0.success_status': 'passed', 'cmi.objectives.0.completion_status': 'incomplete', 'cmi.objectives.0.score.scaled': '-0.5', 'cmi.objectives.0.progress_measure': '0.25',
      'cmi.interactions.0.id': 'q', 'cmi.interactions.0.learner_response': 'x', 'cmi.interactions.0.timestamp': '2026-01-01T00:00:00', 'cmi.interactions.0.description': 'why',
      'cmi.comments_from_learner.0.comment': 'nice', 'cmi.comments_from_learner.0.location': 'p1',
    });
    expect(reading.objectives).toEqual([{ id: 'obj', success: 'PASSED', completion: 'INCOMPLETE', score: { scaled: -0.5 }, progressMeasure: 0.25 }]);
    expect(reading.interactions[0]).toMatchObject({ learnerResponse: 'x', timestamp: '2026-01-01T00:00:00', description: 'why' });
    expect(reading.learnerComments).toEqual([{ value: 'nice', location: 'p1' }]);
  });
});

describe('status at LMSFinish (SCORM 1.2 RTE 3.4.4.1)', () => {
  test.each([
    ['mastery reached wins over incomplete', { 'cmi.core.lesson_status': 'incomplete', 'cmi.core.score.raw': '80' }, 80, 'passed'],
    ['mastery missed wins over completed', { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '79.9' }, 80, 'failed'],
    ['no score, the content\'s word stays', { 'cmi.core.lesson_status': 'incomplete' }, 80, 'incomplete'],
    ['no mastery score, the content\'s word stays', { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '10' }, undefined, 'completed'],
    ['never set: completed', {}, undefined, 'completed'],
    ['never set, but scored: the score decides', { 'cmi.core.lesson_status': 'not attempted', 'cmi.core.score.raw': '10' }, 50, 'failed'],
    ['no credit: the score decides nothing', { 'cmi.core.lesson_status': 'completed', 'cmi.core.score.raw': '10', 'cmi.core.credit': 'no-credit' }, 50, 'completed'],
    ['review: the score decides nothing', { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '10', 'cmi.core.lesson_mode': 'review' }, 50, 'passed'],
  ])('%s', (_, cmi, mastery, expected) => {
    expect(statusAtFinish12(cmi as Record<string, string>, mastery)).toBe(expected);
  });
});

describe('durations', () => {
  test.each([['0001:02:03.50', 3723.5], ['00:00:00', 0], ['PT1H2M3.5S', 3723.5], ['P1DT1S', 86_401], ['P10S', 10], ['PT0S', 0], ['P', undefined], ['soon', undefined], ['', undefined]])('%s', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  test.each([[0, '0000:00:00', 'PT0S'], [3723.456, '0001:02:03.46', 'PT1H2M3.46S'], [59.999, '0000:01:00', 'PT1M'], [36_000_000, '9999:59:59.99', 'PT10000H']])('%d seconds', (seconds, timespan, interval) => {
    expect([asTimespan(seconds), asTimeInterval(seconds)]).toEqual([timespan, interval]);
  });
});
