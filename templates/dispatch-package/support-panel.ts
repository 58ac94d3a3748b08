import { make } from './make';
import type { Page } from './page';

interface Support {
  reference: string;
  /** Where the timeline of this launch is shown. */
  link: string;
  describe(): string;
  test?: () => void;
}

/** Puts a text into the clipboard, or at least selects it: pages on http have no clipboard. */
function copyText(from: HTMLElement, done: () => void): void {
  const select = (): void => {
    const range = document.createRange();
    range.selectNodeContents(from);
    const selection = window.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    try {
      if (document.execCommand('copy')) done();
    } catch {
      // it stays selected
    }
  };
  if (navigator.clipboard) navigator.clipboard.writeText(from.textContent || '').then(done, select);
  else select();
}

export function button(text: string, run: () => void, primary = false): HTMLButtonElement {
  const made = make('button', primary ? 'rd1-primary' : 'rd1-plain', text) as HTMLButtonElement;
  made.type = 'button';
  made.addEventListener('click', run);
  return made;
}

/** A button that copies, and says so. */
export function copyButton(text: string, copied: string, from: HTMLElement): HTMLElement {
  const row = make('span', 'rd1-copy');
  const said = make('span', 'rd1-said');
  said.setAttribute('role', 'status');
  row.appendChild(button(text, () => copyText(from, () => (said.textContent = copied))));
  row.appendChild(said);
  return row;
}

/** What whoever supports a learner asks for, above whatever is shown; by the key `?`, or three clicks on the reference (RELAY 1.16). */
export class SupportPanel {
  private panel: HTMLElement | undefined;
  private before: Element | null = null;

  constructor(private readonly page: Page, private readonly support: () => Support) {
    document.addEventListener('keydown', ({ key }) => {
      if (key === '?') this.toggle();
      if (key === 'Escape') this.close();
    });
  }

  toggle(): void {
    if (this.panel) this.close();
    else this.open();
  }

  private open(): void {
    const { say } = this.page;
    const { reference, link, describe, test } = this.support();
    const heading = make('h2', '', say('support.heading'));
    heading.id = 'rd1-support';
    heading.tabIndex = -1;
    const text = make('pre', '', describe());
    text.dir = 'ltr';
    text.tabIndex = 0;
    const panel = make('section', 'rd1-support');
    panel.setAttribute('aria-labelledby', 'rd1-support');
    const parts: HTMLElement[] = [heading];
    if (reference) parts.push(make('p', '', say('support.reference', { reference })));
    if (reference && link) parts.push(this.linkTo(link));
    const row = make('p', 'rd1-actions');
    row.appendChild(copyButton(say('support.copy'), say('support.copied'), text));
    if (test) row.appendChild(button(say('selftest'), () => [this.close(), test()]));
    row.appendChild(button(say('support.close'), () => this.close()));
    [...parts, row, text].forEach((part) => panel.appendChild(part));
    this.before = document.activeElement;
    this.panel = panel;
    document.body.insertBefore(panel, document.body.firstChild);
    heading.focus();
  }

  private linkTo(href: string): HTMLElement {
    const line = make('p', '');
    const link = make('a', '', this.page.say('support.link')) as HTMLAnchorElement;
    link.href = href;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    line.appendChild(link);
    return line;
  }

  private close(): void {
    if (!this.panel) return;
    document.body.removeChild(this.panel);
    this.panel = undefined;
    if (this.before instanceof HTMLElement) this.before.focus();
  }
}
