import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import type { Progress } from '../../src/runtime/scorm/runtime-state.rules';
import type { Menu } from '../../src/runtime/scorm/sequencing.rules';
import { statusOf } from './activity-status.rules';
import type { Say } from './boot-data';
import { icon, icons, make } from './dom';

export interface ContentsView {
  menu: Menu;
  progress: Progress;
  current: string | undefined;
  /** SCORM 1.2 prerequisites not met yet: a hint, never a lock. */
  later: Set<string>;
}

/** The table of contents: nested lists of buttons, so every keyboard and screen reader knows how to use it. */
export class Contents {
  readonly element: HTMLElement;
  private readonly list: HTMLUListElement;
  private readonly summary: HTMLElement;
  private readonly closed = new Set<string>();
  private shown = '';

  constructor(
    private readonly root: Activity,
    private readonly say: Say,
    private readonly onChoose: (activityId: string) => void,
  ) {
    this.summary = make('p', { class: 'contents-progress' });
    this.list = make('ul', { class: 'contents-list' });
    this.element = make('nav', { class: 'contents', id: 'contents', 'aria-label': say('contents') }, make('h2', { class: 'contents-heading' }, say('contents')), this.summary, this.list);
  }

  /** Draws anew only what looks different, so that nobody's reading place jumps with every save. */
  show(view: ContentsView): void {
    const news = JSON.stringify([view.menu.items, view.current, [...view.later], unitsOf(this.root).map(({ id }) => statusOf(view.progress, id))]);
    if (news === this.shown) return;
    this.shown = news;
    const focused = (document.activeElement as HTMLElement | null)?.dataset?.['activity'];
    const visible = this.root.children.filter(({ id }) => view.menu.items[id] !== 'hidden');
    this.list.replaceChildren(...visible.map((activity) => this.item(activity, view)));
    const units = unitsOf(this.root);
    const done = units.filter(({ id }) => ['completed', 'passed'].includes(statusOf(view.progress, id))).length;
    this.summary.textContent = this.say('progress', { done: String(done), all: String(units.length) });
    if (focused) this.element.querySelector<HTMLElement>(`[data-activity="${CSS.escape(focused)}"]`)?.focus();
  }

  focusCurrent(): void {
    (this.element.querySelector<HTMLElement>('[aria-current]') ?? this.element.querySelector<HTMLElement>('button'))?.focus();
  }

  private item(activity: Activity, view: ContentsView): HTMLLIElement {
    return activity.children.length > 0 ? this.cluster(activity, view) : this.unit(activity, view);
  }

  private cluster(activity: Activity, view: ContentsView): HTMLLIElement {
    const open = !this.closed.has(activity.id);
    const list = make('ul', { hidden: open ? undefined : '' }, ...activity.children.filter(({ id }) => view.menu.items[id] !== 'hidden').map((child) => this.item(child, view)));
    const toggle = make('button', { type: 'button', class: 'contents-cluster', 'aria-expanded': String(open), 'data-activity': activity.id }, icon(icons.forward, 'fold'), make('span', { class: 'contents-title' }, make('bdi', {}, activity.title)), this.mark(activity.id, view));
    toggle.addEventListener('click', () => {
      const nowOpen = list.hidden;
      list.hidden = !nowOpen;
      toggle.setAttribute('aria-expanded', String(nowOpen));
      if (nowOpen) this.closed.delete(activity.id);
      else this.closed.add(activity.id);
    });
    return make('li', {}, toggle, list);
  }

  private unit(activity: Activity, view: ContentsView): HTMLLIElement {
    const isCurrent = activity.id === view.current;
    const blocked = !isCurrent && view.menu.items[activity.id] !== 'open';
    const entry = make('button', { type: 'button', class: 'contents-unit', 'data-activity': activity.id, 'aria-current': isCurrent ? 'true' : undefined, 'aria-disabled': blocked ? 'true' : undefined },
      make('span', { class: 'contents-title' }, make('bdi', {}, activity.title)), this.mark(activity.id, view, blocked));
    entry.addEventListener('click', () => {
      if (!blocked) this.onChoose(activity.id);
    });
    return make('li', {}, entry);
  }

  private mark(activityId: string, view: ContentsView, blocked = false): HTMLElement {
    const status = statusOf(view.progress, activityId);
    const shown = blocked && status === 'open' ? 'blocked' : status;
    const words = [this.say(`status.${shown}`), shown === 'open' && view.later.has(activityId) ? this.say('status.later') : ''].filter(Boolean).join(', ');
    return make('span', { class: `mark mark-${shown}` }, icon(icons[shown], shown), make('span', { class: 'mark-words' }, words));
  }
}

export const unitsOf = (activity: Activity): Activity[] => (activity.children.length > 0 ? activity.children.flatMap(unitsOf) : activity.kind === 'AGGREGATION' ? [] : [activity]);
