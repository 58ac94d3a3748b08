const verbs = ['read', 'write', 'delete'] as const;
const nouns = ['course', 'dispatch', 'invitation', 'registration', 'xapicredential', 'xapipipe', 'appmgmt'] as const;

/** Every scope a token may carry (SCORM Cloud v2 authentication page). */
const allScopes: ReadonlySet<string> = new Set([
  ...verbs, 'admin', ...verbs.flatMap((verb) => nouns.map((noun) => `${verb}:${noun}`)),
  'read:learner', 'write:learner', 'read:ping', 'read:reporting', 'read:about',
]);

/** The broad verb or the narrow scope opens an operation; application management takes only the narrow one. */
export function scopesThatOpen(needed: string): string[] {
  const [verb = '', noun] = needed.split(':');
  return noun === undefined || noun === 'appmgmt' ? [needed] : [verb, needed];
}

/** The scopes of a space-separated list, or the first that is none. */
export function readScopes(text: string): { scopes: string[] } | { unknown: string } {
  const scopes = text.split(/[\s,]+/).filter(Boolean);
  const unknown = scopes.find((scope) => !allScopes.has(scope));
  return unknown === undefined ? { scopes } : { unknown };
}
