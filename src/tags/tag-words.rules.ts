export type TaggedKind = 'course' | 'registration' | 'destination' | 'dispatch' | 'invitation' | 'learner';

/** Each word once, in the order given. */
export const distinctTags = (tags: readonly string[]): string[] => [...new Set(tags)];

/** A condition that the thing with key `column` carries any of `tags`, for the WHERE of another feature's list; a count, because MariaDB sorts all that carry one where it reads EXISTS. */
export function taggedWithAny(applicationId: string, kind: TaggedKind, column: string, tags: readonly string[]): { sql: string; parameters: string[] } {
  return {
    sql: `(SELECT COUNT(*) FROM tags tg WHERE tg.application_id = ? AND tg.kind = ? AND tg.item_key = ${column} AND tg.tag IN (${tags.map(() => '?').join(', ')})) > 0`,
    parameters: [applicationId, kind, ...tags],
  };
}

/** The same, that it carries every one of them. */
export function taggedWithAll(applicationId: string, kind: TaggedKind, column: string, tags: readonly string[]): { sql: string; parameters: string[] } {
  const distinct = distinctTags(tags);
  const any = taggedWithAny(applicationId, kind, column, distinct);
  return { sql: any.sql.replace(/> 0$/, `= ${distinct.length}`), parameters: any.parameters };
}
