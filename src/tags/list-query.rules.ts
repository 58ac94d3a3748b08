import { type Conditions, listConditions, type ListQuery } from '../platform/database/list-conditions.rules';
import { type TaggedKind, taggedWithAll, taggedWithAny } from './tag-words.rules';


/** What lists of things with tags can be asked for (SEMANTICS 5). */
export interface TaggedListQuery extends ListQuery {
  /** Any of them. */
  tags?: string[];
  /** Every one of them. */
  allTags?: string[];
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
  for (const [tagged, tags] of [[taggedWithAny, q.tags], [taggedWithAll, q.allTags]] as const) {
    if (!tags?.length) continue;
    const condition = tagged(applicationId, kind, `${alias}.${key}`, tags);
    conditions.sql.push(condition.sql);
    conditions.parameters.push(...condition.parameters);
  }
  return conditions;
}
