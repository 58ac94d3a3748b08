import { type Conditions, listConditions, type ListQuery } from '../platform/database/list-conditions.rules';
import { type TaggedKind, taggedWithAny } from './tag-words.rules';


/** What lists of things with tags can be asked for (SEMANTICS 5). */
export interface TaggedListQuery extends ListQuery {
  /** Any of them. */
  tags?: string[];
}

/** A list as SQL: `alias` of the table, `key` its primary key column, `id` the column that `filter` looks into, `kind` of its tags. */
export interface ListedTable {
  kind: TaggedKind;
  alias: string;
  key: string;
  id: string;
}

/** WHERE of a list without its position: the application first, so that no list crosses tenants. */
export function taggedListConditions({ kind, alias, key, id }: ListedTable, applicationId: string, q: TaggedListQuery): Conditions {
  const asked = listConditions(alias, id, q);
  const conditions: Conditions = { sql: [`${alias}.application_id = ?`, ...asked.sql], parameters: [applicationId, ...asked.parameters] };
  if (q.tags?.length) {
    const tagged = taggedWithAny(applicationId, kind, `${alias}.${key}`, q.tags);
    conditions.sql.push(tagged.sql);
    conditions.parameters.push(...tagged.parameters);
  }
  return conditions;
}
