import type { ActivityState, OutsideValue, OutsideWord, RuntimeState } from './runtime-state.rules';

type Cmi = Readonly<Record<string, string>>;

/** The first, which snapshots of old pages are held against, and the last ones. */
const mostSteps = 4;
const newSteps = (steps: OutsideValue['steps']) => (steps.length > mostSteps ? [...steps.slice(0, 1), ...steps.slice(1 - mostSteps)] : steps);

/**
 * What stays of an outside word beside a snapshot of a page that began with revision `from`: a value holds as long as the page could not know it
 * and its own value is still the one that it began with; else the content spoke last.
 */
export function outsideAfter(outside: OutsideWord | undefined, cmi: Cmi, from: number): { outside?: OutsideWord; values?: Record<string, string> } {
  if (!outside) return {};
  const kept = Object.entries(outside.values ?? {}).filter(([element, { steps }]) => {
    const unknown = steps.find(({ rev }) => rev > from);
    return unknown !== undefined && unknown.was === cmi[element];
  });
  if (!kept.length) return outside.seconds === undefined ? {} : { outside: { seconds: outside.seconds } };
  return { outside: { ...outside, values: Object.fromEntries(kept) }, values: Object.fromEntries(kept.map(([element, { is }]) => [element, is])) };
}

const untouched = (): ActivityState => ({ epoch: 0, revision: 0, cmi: {}, seconds: {}, attempts: 0 });

export const activityIn = (state: RuntimeState, activityId: string): ActivityState | undefined => (Object.hasOwn(state.activities, activityId) ? state.activities[activityId] : undefined);

/** The state with values and seconds that somebody told from outside of the player, at revision `rev` of the instance. */
export function tellFromOutside(state: RuntimeState, activityId: string, word: { cmi: Cmi; seconds: number }, rev: number): RuntimeState {
  const before = activityIn(state, activityId) ?? untouched();
  const told = before.outside?.values ?? {};
  const fresh = Object.entries(word.cmi).filter(([element, value]) => before.cmi[element] !== value);
  const values = { ...told, ...Object.fromEntries(fresh.map(([element, is]) => [element, { is, steps: newSteps([...(told[element]?.steps ?? []), { rev, was: before.cmi[element] }]) }])) };
  const seconds = (before.outside?.seconds ?? 0) + word.seconds;
  const outside = { ...(seconds > 0 ? { seconds } : {}), ...(Object.keys(values).length ? { values } : {}) };
  const activity: ActivityState = { ...before, cmi: { ...before.cmi, ...Object.fromEntries(fresh) }, ...(Object.keys(outside).length ? { outside } : {}) };
  return { ...state, activities: { ...state.activities, [activityId]: activity } };
}
