import { addressOf } from '../../src/runtime/scorm/launch-address.rules';
import { prerequisitesMet } from '../../src/runtime/scorm/prerequisites.rules';
import type { ActivityProgress, Progress } from '../../src/runtime/scorm/runtime-state.rules';
import { unit } from './structures';

describe('the address of a unit', () => {
  test.each([
    ['a/b c/ü.html', undefined, undefined, '/c/a/b%20c/%C3%BC.html'],
    ['a.html', 'content=x', undefined, '/c/a.html?content=x'],
    ['a.html', '?content=x', '?page=2', '/c/a.html?content=x&page=2'],
    ['a.html', undefined, 'page=2', '/c/a.html?page=2'],
    ['a.html', undefined, '&page=2', '/c/a.html?page=2'],
    ['a.html', undefined, '#top', '/c/a.html#top'],
    ['a.html', '#top', '?page=2', '/c/a.html?page=2#top'],
    ['a.html', '#top', '#other', '/c/a.html#top'],
    ['https://elsewhere.example/a?b', undefined, 'c', 'https://elsewhere.example/a?b&c'],
    ['100% safe?.html', undefined, undefined, '/c/100%25%20safe%3F.html'],
  ])('%s with query %s and parameters %s', (href, query, parameters, expected) => {
    expect(addressOf(unit('a', { href, ...(query ? { query } : {}), ...(parameters ? { parameters } : {}) }), '/c/')).toBe(expected);
  });
});

describe('SCORM 1.2 prerequisites', () => {
  const own = (completion: ActivityProgress['completion'], success: ActivityProgress['success'] = 'UNKNOWN'): ActivityProgress => ({ completion, success, seconds: 0 });
  const progress: Progress = { ...own('INCOMPLETE'), activities: { done: own('COMPLETED'), good: own('COMPLETED', 'PASSED'), bad: own('COMPLETED', 'FAILED'), fresh: own('UNKNOWN') } };
  test.each([
    ['done', true], ['fresh', false], ['bad', false], ['good&done', true], ['good & fresh', false], ['fresh|good', true], ['~fresh', true], ['~(good|fresh)', false],
    ['good="passed"', true], ['bad=failed', true], ['bad<>failed', false], ['fresh="not attempted"', true], ['done&(fresh|~bad)', true], ['nobody-knows', true], ['', true],
  ])('%s', (script, met) => {
    expect(prerequisitesMet(script, progress)).toBe(met);
  });
});
