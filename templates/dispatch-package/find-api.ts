import { asScorm12 } from './scorm-2004';
import type { Scorm2004Api, ScormApi } from './scorm-api';

export interface FoundApi {
  api: ScormApi;
  /** How many windows away, and whether an opener was crossed. */
  depth: number;
  opener?: Window;
}

const mostWindows = 60;

/** Which of the two APIs the package was imported for. The other one is never called, though some LMSs offer both. */
export type Edition = '1.2' | '2004';

/** An element that happens to be named as an API is none. */
function apiOf(candidate: Window, edition: Edition): ScormApi | undefined {
  try {
    const { API, API_1484_11 } = candidate as unknown as { API?: ScormApi; API_1484_11?: Scorm2004Api };
    if (edition === '2004') return API_1484_11?.Initialize ? asScorm12(API_1484_11) : undefined;
    return API?.LMSInitialize ? API : undefined;
  } catch {
    return undefined; // a window of another origin between us and the LMS: look past it
  }
}

function readWindow(from: Window, way: 'parent' | 'opener'): Window | undefined {
  try {
    const to = from[way] as Window | null;
    return to && to !== from ? to : undefined;
  } catch {
    return undefined;
  }
}

interface Place {
  at: Window;
  depth: number;
  opener?: Window;
}

/** A window, then its parents, as far as the budget of windows goes. */
function parentsOf(start: Place): Place[] {
  const places: Place[] = [];
  for (let at: Window | undefined = start.at; at && start.depth + places.length < mostWindows; at = readWindow(at, 'parent')) places.push({ ...start, at, depth: start.depth + places.length });
  return places;
}

/** Looks in this window and its parents, then in the openers of all of these and their parents (RELAY 6.1). */
function findApi(start: Window, edition: Edition): FoundApi | undefined {
  const places = parentsOf({ at: start, depth: 0 });
  for (let i = 0; i < places.length && i < mostWindows; i++) {
    const { at, depth, opener: crossed } = places[i] as Place;
    const api = apiOf(at, edition);
    if (api) return { api, depth, ...(crossed ? { opener: crossed } : {}) };
    const opener = readWindow(at, 'opener');
    if (opener) places.push(...parentsOf({ at: opener, depth: depth + 1, opener }));
  }
  return undefined;
}

/** Some LMSs put their API there only after the page is open: looks for up to 10 seconds. */
export function awaitApi(start: Window, edition: Edition, then: (found: FoundApi | undefined) => void, triesLeft = 40): void {
  const found = findApi(start, edition);
  if (found || triesLeft === 0) return then(found);
  window.setTimeout(() => awaitApi(start, edition, then, triesLeft - 1), 250);
}
