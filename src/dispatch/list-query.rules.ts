import { taggedWithAny } from '../tags/tag-words.rules';

/** What lists of destinations and dispatches can be asked for (SEMANTICS 5). */
export interface ListQuery {
  courseId?: string;
  /** Milliseconds UTC, both inclusive, of the field named by `dateField`. */
  since?: number;
  until?: number;
  dateField: 'created' | 'updated';
  /** Any of them. */
  tags?: string[];
  /** Part of the id, whatever its case. */
  filter?: string;
  orderBy: 'updated' | 'created';
  direction: 'asc' | 'desc';
  /** Dispatches of one destination only. */
  destinationKey?: string;
}

export const everything: ListQuery = { dateField: 'updated', orderBy: 'updated', direction: 'asc' };

/** A list as SQL: `key` names the primary key column, `alias` the table, `kind` its tags. */
export interface ListedTable {
  kind: 'destination' | 'dispatch';
  alias: string;
  key: string;
}

const containing = (text: string): string => `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;

/** WHERE of a list without its position; `courseKey` is the course asked for, already found. */
export function listConditions(table: ListedTable, applicationId: string, q: ListQuery, courseKey?: string): { sql: string; parameters: (string | number)[] } {
  const { alias, kind } = table;
  const sql = [`${alias}.application_id = ?`];
  const parameters: (string | number)[] = [applicationId];
  const add = (condition: string, ...values: (string | number)[]) => {
    sql.push(condition);
    parameters.push(...values);
  };
  if (q.since !== undefined) add(`${alias}.${q.dateField}_at >= ?`, q.since);
  if (q.until !== undefined) add(`${alias}.${q.dateField}_at <= ?`, q.until);
  if (q.filter) add(`LOWER(${alias}.id) LIKE ? ESCAPE '!'`, containing(q.filter));
  if (q.destinationKey !== undefined) add(`${alias}.destination_key = ?`, q.destinationKey);
  if (q.tags?.length) {
    const tagged = taggedWithAny(applicationId, kind, `${alias}.${table.key}`, q.tags);
    add(tagged.sql, ...tagged.parameters);
  }
  if (courseKey !== undefined && kind === 'dispatch') add(`${alias}.course_key = ?`, courseKey);
  if (courseKey !== undefined && kind === 'destination')
    add(`EXISTS (SELECT 1 FROM dispatches x WHERE x.destination_key = ${alias}.destination_key AND x.course_key = ?)`, courseKey);
  return { sql: sql.join(' AND '), parameters };
}
