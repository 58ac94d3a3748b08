/** What a webhook can be told. */
export const hookEvents = ['package.processing.completed', 'package.processing.failed', 'session.launched', 'session.completed', 'session.progress.updated', 'session.scored'] as const;
export type HookEvent = (typeof hookEvents)[number];

interface Standing {
  completion: string;
  score: number | null;
}

/** The events that a change of an attempt is; none for one that begins anew. */
export function eventsOf(step: { from: Standing; to: Standing } | undefined): HookEvent[] {
  if (!step) return [];
  const { from, to } = step;
  return [
    'session.progress.updated',
    ...(to.score !== null && to.score !== from.score ? (['session.scored'] as const) : []),
    ...(to.completion === 'COMPLETED' && from.completion !== 'COMPLETED' ? (['session.completed'] as const) : []),
  ];
}
