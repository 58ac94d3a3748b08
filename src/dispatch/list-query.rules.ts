import { type ListedTable, type TaggedListQuery, taggedListConditions } from '../tags/list-query.rules';

/** What lists of destinations and dispatches can be asked for (SEMANTICS 5). */
export interface ListQuery extends TaggedListQuery {
  courseId?: string;
  /** Dispatches of one destination only. */
  destinationKey?: string;
  /** One dispatch only, if it is what else is asked for. */
  dispatchKey?: string;
  /** What `filter` looks into; names are those of destinations. */
  filterBy?: 'id' | 'name';
}

export const everything: ListQuery = { dateField: 'updated', orderBy: 'updated', direction: 'asc' };

/** WHERE of a list without its position; `courseKey` is the course asked for, already found. */
export function listConditions(table: ListedTable, applicationId: string, q: ListQuery, courseKey?: string): { sql: string; parameters: (string | number)[] } {
  const { sql, parameters } = taggedListConditions({ ...table, id: q.filterBy ?? table.id }, applicationId, q);
  const { alias, kind } = table;
  if (q.destinationKey !== undefined) {
    sql.push(`${alias}.destination_key = ?`);
    parameters.push(q.destinationKey);
  }
  if (q.dispatchKey !== undefined) {
    sql.push(`${alias}.dispatch_key = ?`);
    parameters.push(q.dispatchKey);
  }
  if (courseKey !== undefined) {
    sql.push(kind === 'dispatch' ? `${alias}.course_key = ?` : `EXISTS (SELECT 1 FROM dispatches x WHERE x.destination_key = ${alias}.destination_key AND x.course_key = ?)`);
    parameters.push(courseKey);
  }
  return { sql: sql.join(' AND '), parameters };
}
