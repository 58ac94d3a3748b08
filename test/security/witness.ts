import type { BrowserContext, Frame, Page } from 'playwright-core';

interface Seen {
  text: string;
  built: string[];
}

/**
 * What a document shows, and what in it stored words must have built: an element or an attribute of theirs, an address that runs. Read by the browser's
 * own idea of the document, so that neither a policy nor luck stands between a fault and its being seen.
 */
const scan = `(() => {
  const built = [], text = [document.title];
  const told = (element, why) => built.push(why + ': ' + element.outerHTML.slice(0, 200));
  const marked = /__hit\\(|\\/\\/beacon\\//;
  for (const element of document.querySelectorAll('*')) {
    if (!/xhtml|svg|MathML/.test(element.namespaceURI || '')) {
      text.push(...[...element.attributes].map(({ value }) => value)); // data, which means nothing to a browser
      continue;
    }
    const name = element.localName;
    if (/^(script|style)$/.test(name)) {
      if (marked.test(element.textContent) && element.type !== 'application/json') told(element, 'code');
      if (name === 'script' && element.type === 'application/json') {
        try {
          JSON.parse(element.textContent);
        } catch {
          told(element, 'broken data');
        }
      }
    }
    if (/^(math|mtext|mglyph|object|embed|applet|base)$/.test(name) || (name === 'svg' && marked.test(element.outerHTML.split('>')[0]))) told(element, 'element');
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^srcdoc$|[^\\w:.-]/.test(attribute)) told(element, 'attribute ' + attribute);
      if (/^(href|src|action|formaction|data|poster|background|xlink:href|style|content|srcset|ping)$/.test(attribute)) {
        const plain = value.replace(/[\\0-\\x20]/g, '');
        if (/^(javascript|vbscript):/i.test(plain) || /^(https?:)?\\/\\/beacon\\//i.test(plain) || (attribute === 'style' && marked.test(value)) || (attribute === 'src' && value === 'x')) told(element, 'address');
      } else text.push(value);
    }
    if ('value' in element && typeof element.value === 'string') text.push(element.value);
    if (element.shadowRoot) built.push('a shadow root');
  }
  if (document.body || document.documentElement) text.push((document.body || document.documentElement).textContent);
  return { text: text.join('\\n'), built };
})()`;

const tidy = (text: string) => text.replace(/\s+/g, ' ').replace(/[\u2068\u2069]/g, '');

/** Stands by while pages are shown, and remembers what ran, what was held back at the last moment, and which words were seen. */
export class Witness {
  /** Code of a payload that ran, or loaded something. */
  readonly executions: string[] = [];
  /** A policy stopped something, so that something had been built. */
  readonly violations: string[] = [];
  /** Elements, attributes and addresses made of stored words. */
  readonly built: string[] = [];
  private readonly wanted = new Map<string, string>();

  static async standBy(context: BrowserContext): Promise<Witness> {
    const witness = new Witness();
    await context.exposeBinding('__hit', ({ frame }, n) => void witness.executions.push(`${n} in ${frame.url()}`));
    await context.exposeBinding('__violated', (_, what) => void witness.violations.push(String(what)));
    await context.addInitScript("document.addEventListener('securitypolicyviolation', (e) => __violated([e.effectiveDirective, e.blockedURI, e.sample, location.href].join(' ')))");
    await context.route(/^https?:\/\/beacon\//, (route) => {
      witness.executions.push(route.request().url());
      return route.abort();
    });
    context.on('dialog', (dialog) => {
      witness.executions.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('console', (message) => {
      if (/Content Security Policy|Blocked script execution|Refused to/.test(message.text())) witness.violations.push(`${message.text()} (${message.location().url})`);
    });
    return witness;
  }

  /** These words are to be seen; `key` says what they are. */
  expects(key: string, text: string): void {
    this.wanted.set(key, tidy(text));
  }

  /** What has come up since it was asked last. */
  account(): { executions: string[]; violations: string[]; built: string[] } {
    return { executions: this.executions.splice(0), violations: this.violations.splice(0), built: this.built.splice(0) };
  }

  get unseen(): string[] {
    return [...this.wanted.keys()];
  }

  /** Looks at a page and at all frames in it. */
  async look(page: Page): Promise<string> {
    const texts = await Promise.all(page.frames().map((frame) => this.lookInto(frame)));
    return texts.join('\n');
  }

  private async lookInto(frame: Frame): Promise<string> {
    if (!frame.url() || frame.isDetached()) return '';
    const seen = (await frame.evaluate(scan)) as Seen;
    this.built.push(...seen.built.map((one) => `${one} (${frame.url()})`));
    return this.hears(seen.text);
  }

  /** Words that a person or a program gets by another way than a page. */
  hears(text: string): string {
    const shown = tidy(text);
    for (const [key, words] of this.wanted) if (shown.includes(words)) this.wanted.delete(key);
    return shown;
  }
}
