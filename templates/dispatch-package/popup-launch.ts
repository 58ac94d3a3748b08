import type { PackageConfig } from './config';
import { post } from './gateway-relay';
import type { Page } from './page';
import { type Hello, type LmsWord, readWelcome, type Welcome } from './relay-messages.rules';

/** A browser says only after the refused call that a policy was the reason. */
const violationTakesMs = 100;

type Fields = Record<string, unknown>;
const textIn = (fields: unknown, key: string, most = 1000): string => {
  const value = (fields as Fields | undefined)?.[key];
  return typeof value === 'string' ? value.slice(0, most) : '';
};

interface Attached {
  pointerStored: boolean;
  prior?: LmsWord;
}

/** The launch a window is opened for. */
interface Owner {
  readonly page: Page;
  readonly config: PackageConfig;
  readonly isForbiddenToConnect: boolean;
  hello(nonce: string): Hello;
  welcomed(welcome: Welcome): Attached;
  followByRelay(attached: Attached): void;
  openWindowByMessages(): boolean;
  explain(code: 'blocked' | 'unreachable'): void;
  describe(extra: string): string;
  end(): void;
}

/** The course in a window of its own, while this page stays the LMS's ear. No handle and no opener is relied on (RELAY 1.10). */
export class PopupLaunch {
  private asking = false;

  constructor(private readonly launch: Owner) {}

  offer(): void {
    const { page } = this.launch;
    page.show({ heading: page.say('popup.heading'), lines: [page.say('popup.text')], actions: [{ text: page.say('popup.open'), primary: true, run: () => this.open() }], details: () => this.launch.describe('popup') });
  }

  private open(): void {
    if (this.asking) return;
    this.asking = true;
    const { config } = this.launch;
    const { kind: _, n: __, ...hello } = this.launch.hello('');
    post(`${config.gw}/api/d/${encodeURIComponent(config.d)}/launch`, { ...hello, via: 'popup' }, (status, answer) => {
      this.asking = false;
      if (answer['result'] === 'ticket') return this.opened(answer);
      if (answer['result'] === 'refused') return this.refused(answer);
      if (status !== 0) return this.launch.explain('unreachable');
      window.setTimeout(() => (this.launch.isForbiddenToConnect ? this.openByMessages() : this.launch.explain('unreachable')), violationTakesMs);
    });
  }

  /** The LMS lets this page connect to nobody, so the new window itself has to talk to us. */
  private openByMessages(): void {
    if (this.launch.openWindowByMessages()) this.running();
    else this.launch.explain('blocked');
  }

  private running(link?: string): void {
    const { page, config } = this.launch;
    page.show({
      heading: config.title, lines: [page.say('popup.running'), page.say('popup.text'), link ? page.say('popup.blocked') : ''], ...(link ? { link: { text: page.say('popup.open'), href: link } } : {}),
      actions: [{ text: page.say('popup.again'), run: () => this.open() }, { text: page.say('popup.done'), primary: !link, run: () => this.launch.end() }], details: () => this.launch.describe('popup'),
    });
  }

  private opened(answer: Fields): void {
    const welcome = readWelcome(answer);
    const { config } = this.launch;
    const href = `${config.gw}/d/${encodeURIComponent(config.d)}/popup#t=${encodeURIComponent(textIn(answer, 'ticket', 8192))}`;
    if (!welcome) return this.launch.explain('unreachable');
    this.launch.followByRelay(this.launch.welcomed(welcome));
    this.running(openAlone(href) ? undefined : href);
  }

  private refused(answer: Fields): void {
    const { page } = this.launch;
    const texts = answer['texts'];
    const ref = textIn(answer, 'ref');
    page.show({
      heading: textIn(texts, 'heading'), fault: true, lines: ['sentence', 'todo', 'ask'].map((key) => textIn(texts, key)), details: () => this.launch.describe(`${textIn(answer, 'code')} ${ref}`),
      ...(answer['retry'] === true ? { actions: [{ text: page.say('tryAgain'), primary: true, run: () => this.open() }] } : {}),
    });
  }
}

/** A window that cannot reach back to this one; false when the browser gave none. */
function openAlone(href: string): boolean {
  const opened = window.open(href, '_blank');
  try {
    if (opened) opened.opener = null;
  } catch {
    // cut off already
  }
  return opened !== null;
}
