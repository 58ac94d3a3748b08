import { useEffect, useRef, useState } from 'preact/hooks';
import { number } from './format';
import { Scrolls } from './parts';
import { say } from './texts';

interface Series {
  name: string;
  kind: 'first' | 'second';
  values: readonly number[];
}

interface Props {
  title: string;
  /** What the labels are, such as days. */
  axis: string;
  labels: readonly string[];
  series: readonly Series[];
  /** Behind each number. */
  unit?: string;
  /** The end of the scale where it is known, such as 100 percent. */
  most?: number;
  /** The sum of each series stands in the legend. */
  sums?: boolean;
}

const [height, left, right, top, bottom, labelWidth] = [208, 44, 8, 12, 24, 84];

/** Round steps from 0 to what is not below `most`, five at most. */
function steps(most: number): number[] {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5].find((n) => n * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, n) => n * step);
}

/** The width there is, so that letters keep their size. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const { current } = ref;
    if (!current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(200, Math.round(entry.contentRect.width))));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
const moves: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1, ArrowRight: (at) => at + 1, ArrowDown: (at) => at - 1, ArrowUp: (at) => at + 1, Home: () => 0, End: (_, last) => last,
};

/** Which bar is looked at, by pointer or by arrow keys. */
function useLook(count: number, width: number) {
  const [at, setAt] = useState<number>();
  const slot = (width - left - right) / Math.max(count, 1);
  const bind = {
    onPointerMove: (event: PointerEvent) => {
      const n = Math.floor((event.clientX - (event.currentTarget as Element).getBoundingClientRect().left - left) / slot);
      setAt(n >= 0 && n < count ? n : undefined);
    },
    onPointerLeave: () => setAt(undefined), onBlur: () => setAt(undefined), onFocus: () => setAt((old) => old ?? count - 1),
    onKeyDown: (event: KeyboardEvent) => {
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      setAt(Math.min(count - 1, Math.max(0, move(at ?? count - 1, count - 1))));
    },
  };
  return { at, slot, bind };
}

/** Bars over labels. The bar that is pointed at, or reached by the arrow keys, is told above; all of them stand in a table too. */
export function Bars({ title, axis, labels, series, unit = '', most, sums = false }: Props) {
  const { ref, width } = useWidth();
  const { at, slot, bind } = useLook(labels.length, width);
  const ticks = steps(most ?? Math.max(1, ...series.flatMap(({ values }) => [...values])));
  const scale = (height - top - bottom) / (ticks.at(-1) ?? 1);
  const bar = Math.max(1, Math.min(22, (slot * 0.76) / series.length));
  const y = (value: number) => height - bottom - value * scale;
  const every = Math.max(1, Math.ceil(labelWidth / slot));
  const told = (n: number) => `${labels[n]}: ${series.map(({ name, values }) => `${name} ${number(values[n])}${unit}`).join(', ')}`;
  const shown = (values: readonly number[]) => (at !== undefined ? values[at] : sums ? sum(values) : undefined);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="legend">
        <ul>{series.map(({ name, kind, values }) => <li key={name} class={kind}>{name} {shown(values) !== undefined && <strong>{number(shown(values))}{unit}</strong>}</li>)}</ul>
        <span class="soft">{at === undefined ? (sums ? say('chart.all') : '') : labels[at]}</span>
      </div>
      <div ref={ref} class="plot" role="slider" tabIndex={0} aria-label={title} aria-orientation="horizontal" aria-valuemin={1} aria-valuemax={labels.length} aria-valuenow={(at ?? labels.length - 1) + 1} aria-valuetext={told(at ?? labels.length - 1)} {...bind}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {at !== undefined && <rect class="looked" x={left + slot * at} y={top} width={slot} height={height - top - bottom} />}
          {ticks.map((value) => <g key={value}><line x1={left} x2={width - right} y1={y(value)} y2={y(value)} /><text x={left - 8} y={y(value) + 4} text-anchor="end">{number(value)}{unit}</text></g>)}
          {series.map(({ name, kind, values }, n) => values.map((value, i) => value > 0 && <rect key={`${name}${i}${labels[i]}`} class={kind} x={left + slot * i + (slot - bar * series.length) / 2 + bar * n} y={y(value)} width={Math.max(1, bar - 1)} height={height - bottom - y(value)} rx={Math.min(2, bar / 4)} />))}
          {labels.map((label, i) => i % every === 0 && <text key={`${i}${label}`} x={left + slot * (i + 0.5)} y={height - 6} text-anchor="middle">{label}</text>)}
        </svg>
      </div>
      <details class="more"><summary>{say('chart.table')}</summary>
        <Scrolls label={title} kind="table"><table><caption class="hidden">{title}</caption><thead><tr><th scope="col">{axis}</th>{series.map(({ name }) => <th key={name} scope="col" class="number">{name}</th>)}</tr></thead>
          <tbody>{labels.map((label, i) => <tr key={`${i}${label}`}><th scope="row">{label}</th>{series.map(({ name, values }) => <td key={name} class="number">{number(values[i])}{unit}</td>)}</tr>)}</tbody></table></Scrolls>
      </details>
    </figure>
  );
}

/** How much of a whole is done, beside the largest whole: a bar in a cell, whose numbers stand in the same row. */
export function Share({ whole, begun, done, most }: { whole: number; begun: number; done: number; most: number }) {
  const part = (n: number) => `${most > 0 ? (n / most) * 100 : 0}%`;
  return <span class="share" aria-hidden="true"><span class="done" style={{ width: part(done) }} /><span class="begun" style={{ width: part(Math.max(0, begun - done)) }} /><span class="rest" style={{ width: part(Math.max(0, whole - Math.max(begun, done))) }} /></span>;
}
