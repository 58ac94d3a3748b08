import type { ReportDay } from '../../reporting/report-shape.rules';
import { dayMs } from '../../reporting/report-view.rules';

const mostGroups = 62;
const daysOfWeek = 7;

/** Days as the chart shows them: each by itself, or in weeks from the first one where they would be too many. `days` is how many a group has at most. */
export function groupsOf(days: readonly ReportDay[]): { groups: ReportDay[]; days: number } {
  if (days.length <= mostGroups) return { groups: [...days], days: 1 };
  const groups = new Map<number, ReportDay>();
  const [first] = days;
  for (const { at, starts, completions } of days) {
    const week = Math.floor((at - (first?.at ?? at)) / dayMs / daysOfWeek);
    const known = groups.get(week) ?? { at, starts: 0, completions: 0 };
    groups.set(week, { at: known.at, starts: known.starts + starts, completions: known.completions + completions });
  }
  return { groups: [...groups.values()], days: daysOfWeek };
}

/** Steps of 1, 2 or 5 times a power of ten, at most five of them, whole numbers only. */
export function stepOf(highest: number): number {
  for (let power = 1; ; power *= 10) for (const times of [1, 2, 5]) if (highest <= 5 * times * power) return times * power;
}

export interface ChartSize {
  width: number;
  height: number;
  /** At most so many dates below the bars. */
  dates: number;
}
interface Bar {
  kind: 'starts' | 'completions';
  x: number;
  y: number;
  width: number;
  height: number;
  at: number;
  count: number;
}
export interface Chart {
  width: number;
  height: number;
  left: number;
  right: number;
  base: number;
  lines: { y: number; count: number }[];
  dates: { x: number; at: number; anchor: 'middle' | 'end' }[];
  bars: Bar[];
}

const [top, below, left, right] = [10, 30, 44, 6];
/** The width of a short date. */
const dateRoom = 64;
const rounded = (value: number) => Math.round(value * 100) / 100;

/** A date at the right edge ends at its bar, so that it is not cut off. */
const anchorOf = (x: number, width: number) => (x > width - dateRoom / 2 ? 'end' : 'middle');

/** Where everything of a bar chart stands in a box of `width` by `height` units. */
export function chartOf(groups: readonly ReportDay[], { width, height, dates }: ChartSize): Chart {
  const highest = Math.max(1, ...groups.flatMap(({ starts, completions }) => [starts, completions]));
  const step = stepOf(highest);
  const ceiling = Math.ceil(highest / step) * step;
  const base = height - below;
  const room = (width - left - right) / Math.max(1, groups.length);
  const barWidth = rounded(Math.min(22, room * 0.4));
  const yOf = (count: number) => rounded(base - (count / ceiling) * (base - top));
  const barOf = (kind: Bar['kind'], n: number, at: number, count: number): Bar => {
    const middle = left + (n + 0.5) * room;
    return { kind, x: rounded(kind === 'starts' ? middle - barWidth : middle), y: yOf(count), width: barWidth, height: rounded(base - yOf(count)), at, count };
  };
  const every = Math.ceil(groups.length / dates);
  return {
    width, height, left, right: width - right, base,
    lines: Array.from({ length: ceiling / step + 1 }, (_, n) => ({ y: yOf(n * step), count: n * step })),
    dates: groups.flatMap(({ at }, n) => {
      const x = rounded(left + (n + 0.5) * room);
      return n % every === 0 ? [{ x, at, anchor: anchorOf(x, width) }] : [];
    }),
    bars: groups.flatMap(({ at, starts, completions }, n) => [barOf('starts', n, at, starts), barOf('completions', n, at, completions)]).filter(({ count }) => count > 0),
  };
}
