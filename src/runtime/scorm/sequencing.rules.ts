import type { CourseStructure } from '../../courses/manifests/course-structure.rules';
import type { RuntimeState } from './runtime-state.rules';
import { actionOf, hasAction, limitReached } from './sequencing-conditions.rules';
import { type TrackedActivity, type TrackedCourse, trackActivities } from './track-activities.rules';

type ItemState = 'open' | 'blocked' | 'hidden';

/** What the learner may do now. */
export interface Menu {
  items: Record<string, ItemState>;
  next?: string;
  previous?: string;
}

export type Request = { kind: 'continue' | 'previous' | 'exit' | 'exitAll' | 'suspendAll' | 'abandon' | 'abandonAll' | 'none' } | { kind: 'choice' | 'jump'; target: string };

/** Where a request leads: to an activity (perhaps afresh), out of the course, or nowhere. */
export type Outcome = { deliver: string; afresh?: boolean } | { leave: 'exit' | 'suspend' } | { stay: true };

const isLeaf = (tracked: TrackedActivity) => tracked.children.length === 0 && tracked.activity.kind !== 'AGGREGATION';

/** Which units the learner may choose, and where "next" and "previous" lead from the open one. */
export function menuOf(structure: CourseStructure, state: RuntimeState, current: string | undefined): Menu {
  const course = trackActivities(structure, state);
  const from = current === undefined ? undefined : course.byId.get(current);
  const items = Object.fromEntries([...course.byId].map(([id, tracked]) => [id, itemState(tracked, from)]));
  const next = from && flow(from, 1)?.activity.id;
  const previous = from && flow(from, -1)?.activity.id;
  return { items, ...(next ? { next } : {}), ...(previous ? { previous } : {}) };
}

/** What to open when the course is opened: the asked one, else the one opened last, else the first that may be opened. */
export function firstActivity(structure: CourseStructure, state: RuntimeState, asked?: string): string | undefined {
  const course = trackActivities(structure, state);
  const leaves = [...course.byId.values()].filter(isLeaf);
  const known = (id: string | undefined) => leaves.find(({ activity }) => activity.id === id);
  const resumed = known(asked) ?? known(state.current);
  if (resumed && (resumed.suspended || !isBlocked(resumed))) return resumed.activity.id;
  const first = flowInto(course.root, 1) ?? leaves.find((leaf) => itemState(leaf, undefined) === 'open');
  return first?.activity.id;
}

/** Where to go after a unit was left: its exit and post-condition rules speak before the request does (SN TB.2.3, SB.2.12). */
export function outcomeOf(structure: CourseStructure, state: RuntimeState, current: string, request: Request): Outcome {
  const course = trackActivities(structure, state);
  const from = course.byId.get(current);
  if (!from || request.kind === 'suspendAll' || request.kind === 'abandonAll') return { leave: 'suspend' };
  if (request.kind === 'exitAll') return { leave: 'exit' };
  const ordered = request.kind === 'abandon' || request.kind === 'jump' || from.suspended ? undefined : byPostConditions(course, exitedBy(from));
  return ordered ?? byRequest(course, from, request);
}

function byRequest(course: TrackedCourse, from: TrackedActivity, request: Request): Outcome {
  switch (request.kind) {
    case 'continue': return deliverOr(flow(from, 1), { leave: 'exit' });
    case 'previous': return deliverOr(flow(from, -1), { stay: true });
    case 'choice':
    case 'jump': return deliverOr(targetOf(course, from, request), { stay: true });
    default: return { stay: true };
  }
}

/** A choice needs an open way; a jump only a target that is not disabled (SN SB.2.9, SB.2.13). */
function targetOf(course: TrackedCourse, from: TrackedActivity, { kind, target: id }: { kind: string; target: string }): TrackedActivity | undefined {
  const target = course.byId.get(id);
  if (!target || (kind === 'choice' ? itemState(target, from) !== 'open' : isBlocked(target))) return undefined;
  return flowInto(target, 1);
}

/** The highest cluster above the unit whose exit rule holds, else the unit itself (SN TB.2.1). */
function exitedBy(from: TrackedActivity): TrackedActivity {
  return ancestorsOf(from).find((cluster) => hasAction(cluster.rules.exit, 'exit', cluster)) ?? from;
}

function byPostConditions(course: TrackedCourse, from: TrackedActivity): Outcome | undefined {
  switch (actionOf(from.rules.post, from)) {
    case 'exitParent': return from.parent ? byPostConditions(course, from.parent) : { leave: 'exit' };
    case 'exitAll': return { leave: 'exit' };
    case 'retry': return again(from);
    case 'retryAll': return again(course.root);
    case 'continue': return deliverOr(flow(from, 1), { leave: 'exit' });
    case 'previous': return deliverOr(flow(from, -1), { stay: true });
    default: return undefined;
  }
}

function again(tracked: TrackedActivity): Outcome {
  const found = isLeaf(tracked) ? tracked : flowInto(tracked, 1);
  return found ? { deliver: found.activity.id, afresh: true } : { stay: true };
}

const deliverOr = (found: TrackedActivity | undefined, other: Outcome): Outcome => (found ? { deliver: found.activity.id } : other);

/** The next or previous unit by flow (SN SB.2.1..2.3): only through clusters that flow, past skipped units, never onto a disabled one. */
function flow(from: TrackedActivity, direction: 1 | -1): TrackedActivity | undefined {
  const { parent } = from;
  if (!parent?.rules.flow || (direction === -1 && parent.rules.forwardOnly)) return undefined;
  const siblings = parent.children;
  for (let at = siblings.indexOf(from) + direction; at >= 0 && at < siblings.length; at += direction) {
    const sibling = siblings[at] as TrackedActivity;
    if (hasAction(sibling.rules.pre, 'skip', sibling)) continue;
    if (isForbidden(sibling)) return undefined;
    const found = isLeaf(sibling) ? sibling : flowInto(sibling, direction);
    if (found) return found;
  }
  return flow(parent, direction);
}

/** The first unit inside a cluster; backwards the last, unless the cluster only goes forward. */
function flowInto(cluster: TrackedActivity, direction: 1 | -1): TrackedActivity | undefined {
  if (isLeaf(cluster)) return cluster;
  if (!cluster.rules.flow) return undefined;
  const children = direction === -1 && !cluster.rules.forwardOnly ? [...cluster.children].reverse() : cluster.children;
  for (const child of children) {
    if (hasAction(child.rules.pre, 'skip', child)) continue;
    if (isForbidden(child)) return undefined;
    const found = flowInto(child, direction);
    if (found) return found;
  }
  return undefined;
}

/** Whether a choice from the open unit may lead here (SN SB.2.9). */
function itemState(target: TrackedActivity, from: TrackedActivity | undefined): ItemState {
  const path = [...ancestorsOf(target), target];
  if (path.some((step) => !step.activity.visible && step.parent) || path.some((step) => hasAction(step.rules.pre, 'hiddenFromChoice', step))) return 'hidden';
  if (isBlocked(target) || (target.parent && !target.parent.rules.choice)) return 'blocked';
  if (!isLeaf(target) && !flowInto(target, 1)) return 'blocked';
  return from && from !== target && !reachable(from, target) ? 'blocked' : 'open';
}

function reachable(from: TrackedActivity, target: TrackedActivity): boolean {
  const targetPath = [...ancestorsOf(target), target];
  const fromPath = [...ancestorsOf(from), from];
  const common = fromPath.filter((step) => targetPath.includes(step)).at(-1);
  if (!common) return false;
  const left = fromPath.slice(fromPath.indexOf(common) + 1);
  const entered = targetPath.slice(targetPath.indexOf(common) + 1);
  if (left.some((step) => step.children.length > 0 && !step.rules.choiceExit)) return false;
  if (entered.some((step) => step !== target && step.rules.preventActivation && !step.attempted)) return false;
  const [leaving, entering] = [left[0], entered[0]];
  if (!leaving || !entering) return true;
  const [start, end] = [common.children.indexOf(leaving), common.children.indexOf(entering)];
  if (end < start && common.rules.forwardOnly) return false;
  if (left.some((step) => step.rules.constrainChoice) && Math.abs(end - start) > 1) return false;
  return !common.children.slice(start, Math.max(start, end)).some((step) => hasAction(step.rules.pre, 'stopForwardTraversal', step));
}

/** Root first. */
function ancestorsOf(tracked: TrackedActivity): TrackedActivity[] {
  return tracked.parent ? [...ancestorsOf(tracked.parent), tracked.parent] : [];
}

const isForbidden = (tracked: TrackedActivity) => hasAction(tracked.rules.pre, 'disabled', tracked) || limitReached(tracked);
const isBlocked = (tracked: TrackedActivity) => [...ancestorsOf(tracked), tracked].some(isForbidden);
