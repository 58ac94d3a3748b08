import type { Booted } from './boot';

/** A learner at work over HTTP, as the player does it, in courses of makeScorm12Zip. */
export function learning(courseway: Booted) {
  const registration = (id: string) => `/registrations/${encodeURIComponent(id)}`;
  const commit = (path: string, body: object) => fetch(`${courseway.contentUrl}${path}/commits`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain' } });
  return {
    register: (registrationId: string, more: object = {}) =>
      courseway.api('/registrations', { method: 'POST', body: { courseId: 'course', registrationId, learner: { id: `learner of ${registrationId}`, firstName: 'Jo', lastName: 'Doe' }, ...more } }),
    read: async (id: string, query = '') => (await (await courseway.api(`${registration(id)}${query}`)).json()) as Record<string, never>,
    /** Follows a launch link to the player's path. */
    open: async (id: string, more: object = {}): Promise<string> => {
      const made = await courseway.api(`${registration(id)}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: 'Message', ...more } });
      const { launchLink } = (await made.json()) as { launchLink: string };
      const answer = await fetch(launchLink, { redirect: 'manual' });
      if (answer.status !== 303) throw new Error(`launch: ${answer.status} ${await answer.text()}`);
      return new URL(answer.headers.get('location') ?? '').pathname;
    },
    commit,
    /** One snapshot of the first SCO. */
    work: (path: string, revision: number, cmi: Record<string, string>, more: object = {}) =>
      commit(path, { activityId: 'ITEM-1', revision, seconds: revision * 10, cmi: { 'cmi.core.lesson_status': 'incomplete', ...cmi }, ...more }),
  };
}

export const passed = { 'cmi.core.lesson_status': 'passed', 'cmi.core.score.raw': '85', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100' };
