import type { LearnerSession } from './learner-session';

/** The same launch link opened in a second tab is the same session: the newest tab goes on alone, above what the other one still saved. */
export function leaveToNewest(sessionKey: string, session: LearnerSession, stop: () => Promise<void>): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const tabs = new BroadcastChannel(`courseway.${sessionKey}`);
  tabs.onmessage = ({ data }: MessageEvent<{ opened?: boolean; revision?: number }>) => {
    if (data.opened) void stop().then(() => tabs.postMessage({ revision: session.lastRevision() }));
    if (data.revision) session.outrank(data.revision);
  };
  tabs.postMessage({ opened: true });
}
