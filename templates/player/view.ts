import type { Say } from './boot-data';
import { button, icon, icons, make } from './dom';
import type { SaveState } from './saver';

export interface ViewActions {
  next(): void;
  closeUnit(): void;
  previous(): void;
  exit(): void;
  toggleContents(): void;
}

export interface PanelAction {
  text: string;
  primary?: boolean;
  run(): void;
}

/** The page around the course: one bar, the table of contents beside, and calm panels in place of the course. */
export class View {
  readonly stage = make('main', { class: 'stage', id: 'stage' });
  private readonly bar: HTMLElement;
  private readonly status: HTMLElement;
  private readonly contentsButton: HTMLButtonElement;
  private readonly nextButton: HTMLButtonElement;
  private readonly previousButton: HTMLButtonElement;
  private readonly exitButton: HTMLButtonElement;
  private readonly closeUnitButton: HTMLButtonElement;
  private panel: HTMLElement | undefined;
  private lastKind = '';

  constructor(
    private readonly root: HTMLElement,
    title: string,
    private readonly lang: string,
    private readonly say: Say,
    actions: ViewActions,
  ) {
    this.status = make('p', { class: 'save', role: 'status', 'aria-live': 'polite' });
    this.contentsButton = iconButton('menu', say('contents'), actions.toggleContents, { 'aria-controls': 'contents', 'aria-expanded': 'false', class: 'quiet', hidden: '' });
    this.previousButton = iconButton('back', say('previous'), actions.previous, { class: 'quiet flip', hidden: '' });
    this.nextButton = iconButton('forward', say('next'), actions.next, { class: 'quiet flip trailing', hidden: '' });
    this.exitButton = iconButton('exit', say('exit'), actions.exit, { class: 'exit flip' });
    this.closeUnitButton = iconButton('failed', say('closeUnit'), actions.closeUnit, { class: 'quiet', hidden: '' });
    const steps = make('div', { class: 'steps', role: 'group', 'aria-label': say('navigation') }, this.previousButton, this.nextButton);
    this.bar = make('header', { class: 'bar' }, this.contentsButton, make('h1', { class: 'title' }, make('bdi', {}, title)), this.status, steps, this.closeUnitButton, this.exitButton);
    root.replaceChildren(this.bar, make('div', { class: 'body' }, this.stage));
  }

  addContents(element: HTMLElement): void {
    this.stage.before(element);
    this.contentsButton.hidden = false;
  }

  showContents(open: boolean): void {
    this.root.classList.toggle('contents-open', open);
    this.contentsButton.setAttribute('aria-expanded', String(open));
  }

  focusContentsButton(): void {
    this.contentsButton.focus();
  }

  /** Undefined takes a button away; false shows it as not usable now. */
  showSteps(previous: boolean | undefined, next: boolean | undefined): void {
    for (const [element, usable] of [[this.previousButton, previous], [this.nextButton, next]] as const) {
      element.hidden = usable === undefined;
      if (usable) element.removeAttribute('aria-disabled');
      else element.setAttribute('aria-disabled', 'true');
    }
  }

  /** Without the bar only trouble with saving is still told; without the title its place stays free. */
  hideParts({ bar, title }: { bar: boolean; title: boolean }): void {
    this.root.classList.toggle('no-bar', bar);
    this.root.classList.toggle('no-title', title);
  }

  showCloseUnit(visible: boolean): void {
    this.closeUnitButton.hidden = !visible;
  }

  showExit(visible: boolean): void {
    this.exitButton.hidden = !visible;
  }

  /** Says aloud when the kind of news changes; the minutes of further saves change silently. */
  showSaveState(state: SaveState | 'notTracked' | 'review', at?: Date): void {
    if (state === 'saving' && this.lastKind === 'saved') return;
    const time = (at ?? new Date()).toLocaleTimeString(this.lang, { hour: '2-digit', minute: '2-digit' });
    const text = state === 'closed' || state === 'refused' ? '' : this.say(state, { time });
    if (text === this.status.textContent) return;
    this.status.setAttribute('aria-live', state === this.lastKind ? 'off' : 'polite');
    this.status.dataset['state'] = state;
    this.status.textContent = text;
    this.lastKind = state;
  }

  showPanel(heading: string, text: string, actions: PanelAction[], alert = false): void {
    this.hidePanel();
    const title = make('h2', { tabindex: '-1' }, heading);
    const buttons = actions.map((action) => button(action.text, action.run, { class: action.primary ? 'primary' : 'plain' }));
    this.panel = make('section', { class: 'panel', role: alert ? 'alert' : undefined }, title, make('p', {}, text), buttons.length > 0 ? make('div', { class: 'panel-actions' }, ...buttons) : undefined);
    this.stage.append(this.panel);
    title.focus();
  }

  hidePanel(): void {
    this.panel?.remove();
    this.panel = undefined;
  }
}

function iconButton(name: 'menu' | 'back' | 'forward' | 'exit' | 'failed', text: string, onClick: () => void, attributes: Record<string, string>): HTMLButtonElement {
  const element = make('button', { type: 'button', ...attributes }, icon(icons[name], name), make('span', { class: 'label' }, text));
  element.addEventListener('click', () => {
    if (element.getAttribute('aria-disabled') !== 'true') onClick();
  });
  return element;
}
