/** What a launch finds in the newest instance of its registration. */
export interface RestartFacts {
  completion: string;
  success: string;
  /** A newer version of the course was imported. */
  isOutdated: boolean;
}

/** Whether a launch begins a new instance on the newest version (setting WhenToRestartRegistration). */
export function restarts(when: string, { completion, success, isOutdated }: RestartFacts): boolean {
  const state = /^WHEN_EXISTING_REG_IS_(COMPLETE|SATISFIED|INCOMPLETE|FAILED)/.exec(when)?.[1];
  const holds = { COMPLETE: completion === 'COMPLETED', SATISFIED: success === 'PASSED', INCOMPLETE: completion !== 'COMPLETED', FAILED: success === 'FAILED' };
  if (state) return holds[state as keyof typeof holds] && (isOutdated || !when.endsWith('_AND_NEWER_PACKAGE_VERSION_EXISTS'));
  return when === 'WHEN_NEWER_PACKAGE_VERSION_EXISTS' && isOutdated;
}
