/** What every list can be asked for (SEMANTICS 5). */
export interface ListQuery {
  /** Milliseconds UTC, both inclusive, of the field named by `dateField`. */
  since?: number;
  until?: number;
  dateField: 'created' | 'updated';
  /** Part of the id, whatever its case. */
  filter?: string;
  orderBy: 'updated' | 'created';
  direction: 'asc' | 'desc';
}
export interface Conditions {
  sql: string[];
  parameters: (string | number)[];
}

/** `text` as a LIKE pattern that means itself, with `ESCAPE '!'`. */
export const containing = (text: string): string => `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;

/** The part of WHERE that comes from the query; `filtered` are the columns that `filter` looks into. */
export function listConditions(alias: string, filtered: string, q: ListQuery): Conditions {
  const conditions: Conditions = { sql: [], parameters: [] };
  const add = (condition: string, value: string | number) => {
    conditions.sql.push(condition);
    conditions.parameters.push(value);
  };
  if (q.since !== undefined) add(`${alias}.${q.dateField}_at >= ?`, q.since);
  if (q.until !== undefined) add(`${alias}.${q.dateField}_at <= ?`, q.until);
  if (q.filter) add(`LOWER(${alias}.${filtered}) LIKE ? ESCAPE '!'`, containing(q.filter));
  return conditions;
}
