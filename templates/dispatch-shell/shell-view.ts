import type { Say } from './boot';

export interface Panel {
  heading: string;
  lines: string[];
  actions?: { text: string; run(): void; primary?: boolean }[];
  fault?: boolean;
  /** What to quote to support. */
  reference?: string;
  done?: boolean;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * The shell's page. The player has a bar of its own with title, saved state and Exit, so ours is only there while the player is not;
 * one strip above the course says what is not as usual.
 */
export class ShellView {
  private readonly title = make('bdi');
  private readonly exitButton: HTMLButtonElement;
  private readonly bar: HTMLElement;
  private readonly strip = make('div', { class: 'strip', role: 'status' });
  private readonly main = make('main', { class: 'stage' });
  private panel: HTMLElement | undefined;

  constructor(private readonly say: Say, exit: () => void) {
    this.exitButton = make('button', { type: 'button', class: 'plain', hidden: '' }, say('exit'));
    this.exitButton.addEventListener('click', exit);
    this.bar = make('header', { class: 'bar' }, make('p', { class: 'title' }, this.title), this.exitButton);
    document.body.prepend(this.bar, this.strip, this.main);
    this.wait();
  }

  speak(lang: string, dir: string): void {
    document.documentElement.lang = lang;
    document.documentElement.dir = dir;
    this.exitButton.textContent = this.say('exit');
  }

  name(title: string): void {
    this.title.textContent = title;
    document.title = title;
  }

  wait(text = this.say('opening')): void {
    this.put(make('div', { class: 'panel waiting' }, make('div', { class: 'spinner', 'aria-hidden': 'true' }), make('p', { role: 'status' }, text)));
  }

  showCourse(frame: HTMLIFrameElement): void {
    this.main.append(frame);
    this.exitButton.hidden = false;
  }

  /** The player has a bar of its own: ours goes, and so does the waiting panel. */
  hidePanel(ownBar: boolean): void {
    this.panel?.remove();
    this.panel = undefined;
    this.bar.hidden = ownBar;
  }

  show({ heading, lines, actions = [], fault, reference, done }: Panel): void {
    const title = make('h1', { tabindex: '-1' }, heading);
    const words = make('div', fault ? { role: 'alert' } : {}, title, ...lines.filter(Boolean).map((line) => make('p', {}, line)));
    const panel = make('div', { class: done ? 'panel done' : 'panel' }, words);
    if (actions.length) panel.append(make('p', { class: 'actions' }, ...actions.map((action) => this.button(action))));
    if (reference) panel.append(make('p', { class: 'reference' }, `${this.say('reference')} `, make('code', {}, reference)));
    this.bar.hidden = this.title.textContent === '';
    this.exitButton.hidden = true;
    this.put(panel);
    title.focus();
  }

  /** The line above the course; '' takes it away. */
  tell(text: string, action?: { text: string; run(): void }): void {
    if ((this.strip.firstChild?.textContent ?? '') === text) return;
    this.strip.replaceChildren(...(text ? [make('p', {}, text)] : []), ...(text && action ? [this.button(action)] : []));
  }

  private button({ text, run, primary }: { text: string; run(): void; primary?: boolean }): HTMLButtonElement {
    const button = make('button', { type: 'button', class: primary ? 'primary' : 'plain' }, text);
    button.addEventListener('click', run);
    return button;
  }

  private put(panel: HTMLElement): void {
    this.panel?.remove();
    this.panel = panel;
    this.main.append(panel);
  }
}
