import { make } from './make';
import type { Say, Texts } from './texts';

export interface Action {
  text: string;
  run(): void;
  primary?: boolean;
}

export interface Notice {
  heading: string;
  lines: string[];
  actions?: Action[];
  /** A fault is read out at once; anything else politely. */
  fault?: boolean;
  /** Shown folded, for whoever supports the learner. */
  details?: () => string;
  link?: { text: string; href: string };
}

/** The package's own page: a waiting line, notices, one banner, and the frame of the gateway. */
export class Page {
  private readonly banner = make('p', 'rd1-banner');
  private readonly main = make('main', 'rd1-page');
  private readonly stage = make('div', 'rd1-stage');
  readonly say: Say;

  constructor(readonly texts: Texts, private readonly title: string) {
    this.say = texts.say;
    this.speak();
    this.banner.setAttribute('role', 'status');
    const body = document.body;
    while (body.firstChild) body.removeChild(body.firstChild);
    [this.banner, this.main, this.stage].forEach((part) => body.appendChild(part));
  }

  /** Says in which language the page is. */
  speak(): void {
    document.documentElement.lang = this.texts.lang;
    document.documentElement.dir = this.texts.dir;
  }

  /** The quiet line while something is on its way. */
  wait(text: string): void {
    this.main.className = 'rd1-page rd1-waiting';
    this.fill([this.heading(this.title), this.paragraph(text, 'status')]);
  }

  /** Answers how to add a line to this notice later; it goes nowhere once something else is shown. */
  show(notice: Notice): (line: string) => void {
    const heading = this.heading(notice.heading);
    const block = make('div', '');
    if (notice.fault) block.setAttribute('role', 'alert');
    [heading, ...notice.lines.filter(Boolean).map((line) => make('p', '', line))].forEach((part) => block.appendChild(part));
    const parts = [block];
    if (notice.link) parts.push(this.linkOf(notice.link));
    if (notice.actions?.length) parts.push(this.actionsOf(notice.actions));
    if (notice.details) parts.push(this.detailsOf(notice.details));
    this.put(parts);
    return (line) => this.add(block, line);
  }

  private add(block: HTMLElement, line: string): void {
    if (!block.parentNode) return;
    const added = this.paragraph(line, 'status');
    added.className = 'rd1-found';
    block.parentNode.insertBefore(added, block.nextSibling);
  }

  /** Puts parts into the page, with the heading of the first focused. */
  put(parts: HTMLElement[]): void {
    this.stage.hidden = true;
    this.main.className = 'rd1-page';
    this.fill(parts);
    this.main.querySelector('h1')?.focus();
  }

  /** Puts the gateway's frame into the page, unseen until it speaks. */
  mount(frame: HTMLIFrameElement): void {
    while (this.stage.firstChild) this.stage.removeChild(this.stage.firstChild);
    frame.title = this.title;
    this.stage.hidden = false;
    this.stage.className = 'rd1-stage rd1-unseen';
    this.stage.appendChild(frame);
  }

  unmount(): void {
    while (this.stage.firstChild) this.stage.removeChild(this.stage.firstChild);
    this.stage.hidden = true;
  }

  reveal(): void {
    this.main.hidden = true;
    this.stage.hidden = false;
    this.stage.className = 'rd1-stage';
  }

  /** The line above the course; `more` opens what stands behind it. */
  tell(text: string, more?: () => void): void {
    if ((this.banner.firstChild?.textContent || '') === text) return;
    while (this.banner.firstChild) this.banner.removeChild(this.banner.firstChild);
    if (!text) return;
    this.banner.appendChild(make('span', '', text));
    if (!more) return;
    const button = make('button', 'rd1-more', this.say('details')) as HTMLButtonElement;
    button.type = 'button';
    button.addEventListener('click', more);
    this.banner.appendChild(button);
  }

  private fill(parts: HTMLElement[]): void {
    this.main.hidden = false;
    while (this.main.firstChild) this.main.removeChild(this.main.firstChild);
    parts.forEach((part) => this.main.appendChild(part));
  }

  private heading(text: string): HTMLElement {
    const heading = make('h1', '', text);
    heading.tabIndex = -1;
    return heading;
  }

  private paragraph(text: string, role: string): HTMLElement {
    const paragraph = make('p', '', text);
    paragraph.setAttribute('role', role);
    return paragraph;
  }

  private linkOf({ text, href }: { text: string; href: string }): HTMLElement {
    const paragraph = make('p', 'rd1-actions');
    const link = make('a', 'rd1-primary', text) as HTMLAnchorElement;
    link.href = href;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    paragraph.appendChild(link);
    return paragraph;
  }

  private actionsOf(actions: readonly Action[]): HTMLElement {
    const row = make('p', 'rd1-actions');
    actions.forEach(({ text, run, primary }) => {
      const button = make('button', primary ? 'rd1-primary' : 'rd1-plain', text) as HTMLButtonElement;
      button.type = 'button';
      button.addEventListener('click', run);
      row.appendChild(button);
    });
    return row;
  }

  private detailsOf(describe: () => string): HTMLElement {
    const details = make('details', 'rd1-details');
    const text = make('pre', '', describe());
    text.dir = 'ltr';
    details.appendChild(make('summary', '', this.say('details')));
    details.appendChild(text);
    details.addEventListener('toggle', () => {
      text.textContent = describe();
    });
    return details;
  }
}
