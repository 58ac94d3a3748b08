import { Injectable } from '@nestjs/common';
import { invalidInput } from '../failure';
import { SignedTokens } from '../signed-token';

export interface Page<T> {
  rows: T[];
  /** Send it back alone for the next page; absent on the last one. */
  more?: string;
}

/** Items of one page of every list, as in SCORM Cloud. */
export const pageSize = 10;

/** Where a list goes on: the values of its sort columns in the last row shown, and the query it belongs to. */
export interface Position<Q extends object> {
  query: Q;
  after: (string | number)[];
}

const yearOfSeconds = 366 * 86400;

/** Opaque, signed `more` tokens that carry the original filters and a keyset position. */
@Injectable()
export class MoreTokens {
  constructor(private readonly tokens: SignedTokens) {}

  /** Cuts `rows` (fetched with one row more than the page) to a page. */
  page<T, Q extends object>(list: string, query: Q, rows: T[], positionOf: (row: T) => readonly (string | number | null)[], size = pageSize): Page<T> {
    const shown = rows.slice(0, size);
    const last = shown.at(-1);
    if (rows.length <= size || last === undefined) return { rows: shown };
    return { rows: shown, more: this.tokens.sign(`more:${list}`, { query, after: positionOf(last) }, yearOfSeconds) };
  }

  /** The position in a `more` token of this list. A foreign or altered one is `invalid-input`. */
  read<Q extends object>(list: string, more: string): Position<Q> {
    const position = this.tokens.verify<Position<Q>>(`more:${list}`, more);
    if (position === 'expired' || position === 'invalid') throw invalidInput('more', 'is not a token of this list; start again without it');
    return position;
  }
}

/**
 * The condition of a keyset page: rows behind `after` in the order of `columns`, all in one `direction`.
 * Answers SQL for WHERE and its parameters. The bound on the first column alone lets both databases begin at the place in an index.
 */
export function behind(columns: string[], direction: 'asc' | 'desc', after: (string | number)[]): { sql: string; parameters: (string | number)[] } {
  const sign = direction === 'asc' ? '>' : '<';
  const parts: string[] = [];
  const parameters: (string | number)[] = after.slice(0, 1);
  columns.forEach((column, i) => {
    const equal = columns.slice(0, i).map((c) => `${c} = ?`);
    parts.push(`(${[...equal, `${column} ${sign} ?`].join(' AND ')})`);
    parameters.push(...after.slice(0, i + 1));
  });
  return { sql: `(${columns[0]} ${sign}= ? AND (${parts.join(' OR ')}))`, parameters };
}
