import { mapLocation, mapScore, mapStatus, type MappingPolicy, type SourceResult } from '../../src/dispatch/relay/map-to-lms.rules';

const both: MappingPolicy = { statusMap: 'both', failedAs: 'failed' };
const done = (part: Partial<SourceResult>): SourceResult => ({ started: true, completion: 'UNKNOWN', success: 'UNKNOWN', ...part });

describe('the word an LMS is told', () => {
  it.each<[string, Partial<SourceResult>, string]>([
    ['success passed', { success: 'PASSED' }, 'passed'],
    ['passed and incomplete', { success: 'PASSED', completion: 'INCOMPLETE' }, 'passed'],
    ['success failed', { success: 'FAILED', completion: 'COMPLETED' }, 'failed'],
    ['completed without success', { completion: 'COMPLETED' }, 'completed'],
    ['cmi5 waived', { waived: true }, 'completed'],
    ['browsed outside browse mode, course done', { word: 'browsed', completion: 'COMPLETED' }, 'completed'],
    ['browsed outside browse mode', { word: 'browsed' }, 'incomplete'],
    ['AICC b', { word: 'B' }, 'incomplete'],
    ['merely started', {}, 'incomplete'],
    ['not attempted by its own word', { word: 'not attempted' }, 'incomplete'],
    ['not started', { started: false }, ''],
  ])('%s', (_name, result, word) => expect(mapStatus(done(result), both)).toBe(word));

  it('says browsed only in browse mode', () => expect(mapStatus(done({ word: 'browsed' }), both, 'browse')).toBe('browsed'));

  it('RELAY 29: success=failed by failedAs', () => {
    expect(mapStatus(done({ success: 'FAILED' }), both)).toBe('failed');
    expect(mapStatus(done({ success: 'FAILED' }), { ...both, failedAs: 'incomplete' })).toBe('incomplete');
  });

  it('completedOnly turns passed into completed and failed into incomplete', () => {
    const policy: MappingPolicy = { statusMap: 'completedOnly', failedAs: 'failed' };
    expect(['PASSED', 'FAILED'].map((s) => mapStatus(done({ success: s as 'PASSED' }), policy))).toEqual(['completed', 'incomplete']);
  });

  it('RELAY 30: passedOnly turns completed into passed and leaves failed', () => {
    const policy: MappingPolicy = { statusMap: 'passedOnly', failedAs: 'failed' };
    expect(mapStatus(done({ completion: 'COMPLETED' }), policy)).toBe('passed');
    expect(mapStatus(done({ success: 'FAILED' }), policy)).toBe('failed');
    expect(mapStatus(done({}), policy)).toBe('incomplete');
  });
});

describe('RELAY 28: the score an LMS is told', () => {
  it.each<[object, string | undefined]>([
    [{ scaled: -0.2 }, '0'],
    [{ scaled: 1e-7 }, '0'],
    [{ scaled: 0.33333333 }, '33.33'],
    [{ scaled: 0.85 }, '85'],
    [{ scaled: 1 }, '100'],
    [{ raw: 33.333333 }, '33.33'],
    [{ raw: 7, min: 0, max: 20 }, '35'],
    [{ raw: 30, min: 0, max: 20 }, '100'],
    [{ raw: 7, min: 5, max: 5 }, '7'],
    [{ raw: 0 }, '0'],
    [{ raw: 250 }, undefined],
    [{ scaled: 85, raw: 85 }, '85'],
    [{ scaled: Number.NaN }, undefined],
    [{}, undefined],
  ])('%j', (score, raw) => expect(mapScore(score)?.raw).toBe(raw));

  it('never writes an exponent', () => {
    for (let i = 0; i <= 10_000; i++) expect(mapScore({ scaled: i / 10_000 })?.raw).toMatch(/^\d{1,3}(\.\d{1,2})?$/);
  });
});

it('mirrors a location only as at most 255 printable ASCII characters', () => {
  expect(mapLocation('page-7')).toBe('page-7');
  expect([mapLocation('Größe'), mapLocation('a\nb'), mapLocation('x'.repeat(256)), mapLocation(''), mapLocation(undefined)]).toEqual(Array(5).fill(undefined));
});
