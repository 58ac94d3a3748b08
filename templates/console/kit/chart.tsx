import { number } from './format';
import { Scrolls } from './parts';
import { say } from './texts';

interface Series {
  name: string;
  kind: 'first' | 'second';
  values: readonly number[];
}

/** A round number not below `most`. */
function ceiling(most: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(most, 1))));
  return [1, 2, 5, 10].map((n) => n * step).find((n) => n >= most) ?? most;
}

const [width, height, left, bottom] = [720, 220, 60, 26];

/** Bars over labels, with the same as a table for whoever cannot see them. */
export function Bars({ title, labels, series }: { title: string; labels: readonly string[]; series: readonly Series[] }) {
  const top = ceiling(Math.max(1, ...series.flatMap(({ values }) => [...values])));
  const slot = (width - left) / Math.max(labels.length, 1);
  const bar = Math.max(1, Math.min(24, (slot * 0.8) / series.length));
  const y = (value: number) => height - bottom - (value / top) * (height - bottom - 18);
  const every = Math.ceil(labels.length / 6);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <ul class="legend">{series.map(({ name, kind }) => <li key={name} class={kind}>{name}</li>)}</ul>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
        {[0, top / 2, top].filter(Number.isInteger).map((value) => <g key={value}><line x1={left} x2={width} y1={y(value)} y2={y(value)} /><text x={left - 8} y={y(value) + 4} text-anchor="end">{number(value)}</text></g>)}
        {series.map(({ name, kind, values }, n) => values.map((value, i) => <rect key={`${name}${labels[i]}`} class={kind} x={left + slot * i + (slot - bar * series.length) / 2 + bar * n} y={y(value)} width={bar} height={height - bottom - y(value)}><title>{`${labels[i]}: ${number(value)} ${name}`}</title></rect>))}
        {labels.map((label, i) => i % every === 0 && <text key={label} class={(i / every) % 2 ? 'fine' : ''} x={left + slot * (i + 0.5)} y={height - 6} text-anchor="middle">{label}</text>)}
      </svg>
      <details class="more"><summary>{say('chart.table')}</summary>
        <Scrolls label={title} kind="table"><table><caption class="hidden">{title}</caption><thead><tr><th scope="col">{say('chart.when')}</th>{series.map(({ name }) => <th key={name} scope="col" class="number">{name}</th>)}</tr></thead>
          <tbody>{labels.map((label, i) => <tr key={label}><th scope="row">{label}</th>{series.map(({ name, values }) => <td key={name} class="number">{number(values[i])}</td>)}</tr>)}</tbody></table></Scrolls>
      </details>
    </figure>
  );
}
