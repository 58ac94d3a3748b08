import { chartOf, groupsOf, stepOf } from '../../src/api/report-pages/report-chart.rules';
import { allowedView, dayMs, readView, tagsIn } from '../../src/reporting/report-view.rules';

const first = Date.parse('2026-01-01T00:00:00Z');
const daysOf = (count: number) => Array.from({ length: count }, (_, n) => ({ at: first + n * dayMs, starts: 1, completions: n % 2 }));

describe('the chart', () => {
  test.each([[1, 1], [5, 1], [6, 2], [10, 2], [11, 5], [25, 5], [26, 10], [99, 20], [1001, 500]])('has steps for %i of %i', (highest, step) => {
    expect(stepOf(highest)).toBe(step);
  });

  test('shows each day of two months, and weeks of a year without losing one', () => {
    expect(groupsOf(daysOf(62))).toMatchObject({ days: 1, groups: { length: 62 } });
    const { groups, days } = groupsOf(daysOf(366));
    expect([days, groups.length, groups[0]?.starts, groups.at(-1)?.starts]).toEqual([7, 53, 7, 2]);
    expect(groups.reduce((sum, group) => sum + group.starts + group.completions, 0)).toBe(366 + 183);
  });

  test('draws bars from the base line, as high as they count, inside the box', () => {
    const chart = chartOf([{ at: first, starts: 4, completions: 0 }, { at: first + dayMs, starts: 2, completions: 8 }], { width: 400, height: 200, dates: 4 });
    expect(chart.bars.map(({ kind, count }) => [kind, count])).toEqual([['starts', 4], ['starts', 2], ['completions', 8]]);
    const [four, two, eight] = chart.bars.map(({ height }) => height);
    expect([four, eight]).toEqual([2 * (two ?? 0), 4 * (two ?? 0)]);
    for (const bar of chart.bars) {
      expect(bar.y + bar.height).toBeCloseTo(chart.base);
      expect(bar.x).toBeGreaterThanOrEqual(chart.left);
      expect(bar.x + bar.width).toBeLessThanOrEqual(chart.right);
      expect(bar.y).toBeGreaterThanOrEqual(0);
    }
  });

  test('names no more dates than there is room for', () => {
    for (const count of [1, 7, 30, 62]) expect(chartOf(daysOf(count), { width: 340, height: 240, dates: 4 }).dates.length).toBeLessThanOrEqual(4);
  });
});

describe('what a report is asked for', () => {
  const now = Date.parse('2026-03-20T12:00:00Z');
  const days = (asked: object) => {
    const view = readView(asked, now, false);
    return 'field' in view ? view : [view.since, view.until].map((at) => new Date(at).toISOString().slice(0, 10));
  };

  test('days: both, one of them, none', () => {
    expect(days({ from: '2026-01-01', to: '2026-01-31' })).toEqual(['2026-01-01', '2026-02-01']);
    expect(days({})).toEqual(['2026-02-19', '2026-03-21']);
    expect(days({ to: '2026-01-31' })).toEqual(['2026-01-02', '2026-02-01']);
    expect(days({ from: '2026-03-01' })).toEqual(['2026-03-01', '2026-03-21']);
    expect(days({ from: '2020-01-01' })).toEqual(['2020-01-01', '2021-01-01']);
    expect(days({ from: '2027-01-01' })).toEqual(['2027-01-01', '2027-01-02']);
  });

  test.each([
    [{ from: 'yesterday' }, { field: 'from', problem: 'day' }], [{ to: '2026-13-01' }, { field: 'to', problem: 'day' }], [{ from: '2026-01-02', to: '2026-01-01' }, { field: 'to', problem: 'order' }],
    [{ from: '2025-01-01', to: '2026-01-02' }, { field: 'from', problem: 'length' }], [{ learner: 'anna' }, { field: 'learner', problem: 'learner' }], [{ course: 'a\0' }, { field: 'course', problem: 'words' }],
    [{ learnerTags: 'x'.repeat(256) }, { field: 'learnerTags', problem: 'words' }],
  ])('%j is refused by name', (asked, wrong) => {
    expect(readView(asked, now, false)).toEqual(wrong);
  });

  test('tags are words between commas, each once', () => {
    expect(tagsIn(' a, b ,,a ')).toEqual(['a', 'b']);
  });

  test('a link that leads down stays within what it was made for, field by field', () => {
    const given = { from: '2026-01-01', course: 'c', learnerTags: 'a,b' };
    expect(allowedView('DOWNONLY', given, {})).toEqual(given);
    expect(allowedView('DOWNONLY', given, { from: '2026-01-05', learnerTags: 'b', destination: 'd' })).toEqual({ ...given, from: '2026-01-05', learnerTags: 'b', destination: 'd' });
    for (const asked of [{ from: '2025-12-31' }, { course: 'd' }, { learnerTags: 'c' }, { learnerTags: ',' }]) expect(allowedView('DOWNONLY', given, asked)).toBeUndefined();
    expect(allowedView('NONAV', given, { to: '2026-01-02' })).toBeUndefined();
    expect(allowedView('FREENAV', given, { to: '2026-01-02' })).toEqual({ to: '2026-01-02' });
  });
});
