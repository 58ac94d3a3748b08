import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Problem, read } from './api';
import { type Asked, Exports, type Page, pagesOf } from './exports';
import { asProblem, ProblemBox } from './loading';
import { say, sayCount } from './texts';

export interface Column<Row> {
  head: string;
  cell?: (row: Row) => ComponentChildren;
  /** For the export; absent: the column is not exported. */
  value?: (row: Row) => unknown;
  /** `export`: in files only. */
  kind?: 'number' | 'main' | 'acts' | 'export';
}

interface Filter {
  label: string;
  /** The parameters by which can be looked; `param` is another one than `filter`. */
  by: readonly { value: string; label: string; param?: string }[];
}

interface ListProps<Row> {
  caption: string;
  path: string;
  query?: Record<string, string | undefined>;
  /** The name of the rows in the answer. */
  of: string;
  keyOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  filter?: Filter;
  states?: { param: string; label: string; options: readonly { value: string; label: string }[]; value?: string };
  empty: ComponentChildren;
  /** Changes when the list is to be read again. */
  turn?: unknown;
  fileName?: string;
  /** Said where the server has no such list. */
  whenUnknown?: string;
}

function useRows<Row>(path: string, of: string, asked: Asked, turn: unknown) {
  const [state, setState] = useState<{ rows?: Row[]; more?: string | undefined; problem?: Problem; busy: boolean }>({ busy: true });
  const [again, setAgain] = useState(0);
  const current = useRef<AbortController>(undefined);
  const load = async (more?: string) => {
    current.current?.abort();
    const stop = new AbortController();
    current.current = stop;
    setState((old) => ({ ...(old.rows && { rows: old.rows }), busy: true }));
    try {
      const page = await read<Page<Row>>(path, more ? { ...asked, more } : asked, stop.signal);
      setState((old) => ({ rows: [...(more ? (old.rows ?? []) : []), ...(page[of] ?? [])], more: page.more, busy: false }));
    } catch (fault) {
      if (!stop.signal.aborted) setState((old) => ({ ...(old.rows && { rows: old.rows }), problem: asProblem(fault), busy: false }));
    }
  };
  useEffect(() => {
    void load();
    return () => current.current?.abort();
  }, [path, JSON.stringify(asked), turn, again]);
  return { ...state, loadMore: () => load(state.more), retry: () => setAgain((n) => n + 1) };
}

interface BarProps {
  filter: Filter | undefined;
  states: ListProps<unknown>['states'];
  onFilter: (asked: Asked) => void;
  /** There is nothing to look through. */
  hidden: boolean;
  children: ComponentChildren;
}

function Bar({ filter, states, onFilter, hidden, children }: BarProps) {
  const [word, setWord] = useState('');
  const [by, setBy] = useState(filter?.by[0]?.value ?? '');
  const [state, setState] = useState(states?.value ?? '');
  const id = useId();
  const first = useRef(true);
  useEffect(() => {
    const chosen = filter?.by.find((one) => one.value === by);
    const asked: Asked = { ...(states && { [states.param]: state || undefined }), ...(word.trim() && chosen ? (chosen.param ? { [chosen.param]: word.trim() } : { filter: word.trim(), filterBy: by }) : {}) };
    const wait = setTimeout(() => onFilter(asked), first.current ? 0 : 300);
    first.current = false;
    return () => clearTimeout(wait);
  }, [word, by, state]);
  return (
    <div class="bar" hidden={hidden}>
      {filter && (
        <search class="filter">
          <label for={`${id}w`}>{filter.label}</label>
          <input id={`${id}w`} type="search" value={word} autocomplete="off" onInput={(event) => setWord(event.currentTarget.value)} />
          {filter.by.length > 1 && (
            <select aria-label={say('list.by')} value={by} onChange={(event) => setBy(event.currentTarget.value)}>
              {filter.by.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
            </select>
          )}
        </search>
      )}
      {states && (
        <div class="filter">
          <label for={`${id}s`}>{states.label}</label>
          <select id={`${id}s`} value={state} onChange={(event) => setState(event.currentTarget.value)}>
            <option value="">{say('list.all')}</option>
            {states.options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
          </select>
        </div>
      )}
      {children}
    </div>
  );
}

function Row_<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map((column) => {
        const content = column.cell?.(row);
        return column.kind === 'main'
          ? <th key={column.head} scope="row" class="main">{content}</th>
          : <td key={column.head} class={column.kind ?? ''} data-head={column.head}>{content}</td>;
      })}
    </tr>
  );
}

/** A table of the API's rows: filter, further pages, export, and what there is to say when it is empty or fails. */
export function List<Row>(props: ListProps<Row>) {
  const { caption, path, of, keyOf, filter, states, empty, turn } = props;
  const columns = props.columns.filter(({ kind }) => kind !== 'export');
  const [asked, setAsked] = useState<Asked>(states?.value ? { [states.param]: states.value } : {});
  const whole = { ...props.query, ...asked };
  const { rows, more, problem, busy, loadMore, retry } = useRows<Row>(path, of, whole, turn);
  const isFiltered = Object.values(asked).some(Boolean);
  return (
    <div class="list" aria-busy={busy}>
      <Bar filter={filter} states={states} hidden={rows?.length === 0 && !busy && !isFiltered} onFilter={(next) => JSON.stringify(next) !== JSON.stringify(asked) && setAsked(next)}>{rows && rows.length > 0 && <Exports<Row> what={caption} name={props.fileName ?? of} columns={props.columns} pages={() => pagesOf<Row>(path, of, whole)} />}</Bar>
      <p class="hidden" role="status">{busy ? say('loading') : rows ? sayCount('list.shown', rows.length) : ''}</p>
      {problem && (problem.status === 404 && props.whenUnknown ? <div class="empty"><p>{props.whenUnknown}</p></div> : <ProblemBox problem={problem} retry={retry} />)}
      {!rows && busy && <p class="soft loading">{say('loading')}</p>}
      {rows?.length === 0 && !busy && <div class="empty">{isFiltered ? <p>{say('list.nothing')}</p> : empty}</div>}
      {rows && rows.length > 0 && (
        <div class="table">
          <table>
            <caption class="hidden">{caption}</caption>
            <thead><tr>{columns.map((column) => <th key={column.head} scope="col" class={column.kind ?? ''}>{column.kind === 'acts' ? <span class="hidden">{column.head}</span> : column.head}</th>)}</tr></thead>
            <tbody>{rows.map((row) => <Row_ key={keyOf(row)} row={row} columns={columns} />)}</tbody>
          </table>
        </div>
      )}
      {more && <button type="button" class="minor" disabled={busy} onClick={() => void loadMore()}>{say('list.more')}</button>}
    </div>
  );
}
