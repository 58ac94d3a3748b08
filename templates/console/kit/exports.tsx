import { useState } from 'preact/hooks';
import { Problem, read } from './api';
import { type FileColumn, fileOf, save } from './download';
import { ProblemBox, useAction } from './loading';
import { tell } from './toast';
import { say, sayCount } from './texts';

export type Asked = Record<string, string | undefined>;
export type Page<Row> = Record<string, Row[]> & { more?: string };

/** The most that the API gives at once. */
const rowsOfPage = '100';
const longestWait = 90;
const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Waits where the application has used up what it may ask in a minute. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await ask();
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.status !== 429 || fault.retryAfter > longestWait || tries > 3) throw fault;
      await pause(fault.retryAfter || 1);
    }
}

/** Everything the filters leave, page by page. */
export async function* pagesOf<Row>(path: string, of: string, asked: Asked): AsyncGenerator<Row[]> {
  const large = path.startsWith('/console/') || path.startsWith('/dev/') ? asked : { ...asked, pageSize: rowsOfPage };
  for (let more: string | undefined, isFirst = true; isFirst || more; isFirst = false) {
    const page: Page<Row> = await patiently(() => read<Page<Row>>(path, more ? { ...large, more } : large));
    yield page[of] ?? [];
    more = page.more;
  }
}

/** The first of them, `most` or a page more. */
export async function allRows<Row>(path: string, of: string, asked: Asked, most: number): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of pagesOf<Row>(path, of, asked)) if (rows.push(...page) >= most) break;
  return rows;
}

interface ExportsProps<Row> {
  /** The list, as its caption says. */
  what: string;
  /** Of the file, without its ending. */
  name: string;
  columns: readonly FileColumn<Row>[];
  pages: () => AsyncIterable<readonly Row[]>;
}

/** A list as a file, as its filters show it. */
export function Exports<Row>({ what, name, columns, pages }: ExportsProps<Row>) {
  const { busy, problem, run } = useAction();
  const [count, setCount] = useState(0);
  const make = (kind: 'csv' | 'json') => run(async () => {
    setCount(0);
    const file = await fileOf(kind, columns, pages(), setCount);
    save(file.blob, `${name}.${kind}`);
    tell(sayCount('list.exported', file.count));
  });
  return (
    <div class="exports">
      {busy && <span class="soft small">{sayCount('list.exporting', count)}</span>}
      {(['csv', 'json'] as const).map((kind) => <button key={kind} type="button" class="quiet" disabled={busy} aria-label={say('list.export', { kind: kind.toUpperCase(), what })} onClick={() => void make(kind)}>{kind.toUpperCase()}</button>)}
      {problem && <ProblemBox problem={problem} />}
    </div>
  );
}

/** The same for rows that are all there. */
export const ExportsOf = <Row,>({ rows, ...props }: Omit<ExportsProps<Row>, 'pages'> & { rows: readonly Row[] }) => (
  <Exports<Row> {...props} pages={async function* () { yield rows; }} />
);
