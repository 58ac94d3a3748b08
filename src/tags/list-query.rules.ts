import { type TaggedKind, taggedWithAny } from './tag-words.rules';

/** What lists of things with tags can be asked for (SEMANTICS 5). */
export interface TaggedListQuery {
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
}

/** A list as SQL: `alias` of the table, `key` its primary key column, `id` the column that `filter` looks into, `kind` of its tags. */
export interface ListedTable {
  kind: TaggedKind;
  alias: string;
  key: string;
  id: string;
}
export interface Conditions {
  sql: string[];
  parameters: (string | number)[];
}

/** `text` as a LIKE pattern that means itself, with `ESCAPE '!'`. */
export const containing = (text: string): string => `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;

/** WHERE of a list without its position: the application first, so that no list crosses tenants. */
export function taggedListConditions({ kind, alias, key, id }: ListedTable, applicationId: string, q: TaggedListQuery): Conditions {
  const conditions: Conditions = { sql: [`${alias}.application_id = ?`], parameters: [applicationId] };
  const add = (condition: string, ...values: (string | number)[]) => {
    conditions.sql.push(condition);
    conditions.parameters.push(...values);
  };
  if (q.since !== undefined) add(`${alias}.${q.dateField}_at >= ?`, q.since);
  if (q.until !== undefined) add(`${alias}.${q.dateField}_at <= ?`, q.until);
  if (q.filter) add(`LOWER(${alias}.${id}) LIKE ? ESCAPE '!'`, containing(q.filter));
  if (q.tags?.length) {
    const tagged = taggedWithAny(applicationId, kind, `${alias}.${key}`, q.tags);
    add(tagged.sql, ...tagged.parameters);
  }
  return conditions;
}
