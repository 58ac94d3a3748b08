export type TaggedKind = 'course' | 'registration' | 'destination' | 'dispatch' | 'invitation' | 'learner';

/** Each word once, in the order given. */
export const distinctTags = (tags: readonly string[]): string[] => [...new Set(tags)];

/** A condition that the thing with key `column` carries any of `tags`, for the WHERE of another feature's list. */
export function taggedWithAny(applicationId: string, kind: TaggedKind, column: string, tags: readonly string[]): { sql: string; parameters: string[] } {
  return {
    sql: `EXISTS (SELECT 1 FROM tags tg WHERE tg.application_id = ? AND tg.kind = ? AND tg.item_key = ${column} AND tg.tag IN (${tags.map(() => '?').join(', ')}))`,
    parameters: [applicationId, kind, ...tags],
  };
}
