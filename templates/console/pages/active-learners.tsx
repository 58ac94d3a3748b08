import { path, read } from '../kit/api';
import { useLoad } from '../kit/loading';
import { say, sayCount } from '../kit/texts';
import type { DispatchRow, LaunchHead } from './dispatch-shapes';

const withinMs = 15 * 60_000;
/** Of a destination with many dispatches only these are asked, one after the other. */
const mostAsked = 25;

/** Learners with a launch that was heard of in the last quarter of an hour. */
async function activeIn(dispatchIds: readonly string[], signal: AbortSignal): Promise<number> {
  const learners = new Set<string>();
  for (const id of dispatchIds.slice(0, mostAsked)) {
    const { launches } = await read<{ launches: LaunchHead[] }>(path`/dispatch/dispatches/${id}/launchTimelines`, {}, signal);
    for (const one of launches) if (one.outcome === 'accepted' && Date.parse(one.updated ?? '') > Date.now() - withinMs) learners.add(`${id} ${one.learner}`);
  }
  return learners.size;
}

/** Says how many learners are inside now, before something is switched off. */
export function ActiveLearners({ dispatches }: { dispatches: readonly string[] }) {
  const active = useLoad((signal) => activeIn(dispatches, signal), [dispatches.join()]);
  const text = active.problem ? say('active.unknown') : active.data === undefined ? say('active.counting') : active.data === 0 ? say('active.none') : sayCount('active', active.data);
  return <p role="status"><strong>{text}</strong></p>;
}

/** Dispatches of a destination: how many can be launched. */
export const dispatchesOf = (destinationId: string, signal?: AbortSignal): Promise<{ dispatches: DispatchRow[]; more?: string }> => read(path`/dispatch/destinations/${destinationId}/dispatches`, {}, signal);
