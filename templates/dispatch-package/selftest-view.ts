import { originOf } from './config';
import type { SelfTestCall } from './load-selftest';
import { make } from './make';
import { checks, type Check, type State, type Verdict } from './selftest-code.rules';
import { type SelfTestKey, selfTestText } from './selftest-texts';
import type { Side } from './selftest-verdict.rules';
import { button, copyButton } from './support-panel';

interface Shown {
  verdict: Verdict;
  side: Side;
  code: string;
  results: Readonly<Record<Check, State>>;
  details: Readonly<Partial<Record<Check, string>>>;
  directive: string;
  forbidden: { frame: string; connect: string };
  minutes: number;
  /** The gateway's words for a refusal. */
  texts: Record<string, string>;
  /** Where the course itself comes from; '' while that is not known. */
  content: string;
  report(code: string): string;
}

/** Texts that the package has already. */
const known: Partial<Record<Verdict, 'no-api' | 'init-failed' | 'unreachable'>> = { 'no-api': 'no-api', init: 'init-failed', unreachable: 'unreachable' };
const own: readonly Verdict[] = ['fine', 'sandbox', 'write', 'csp-frame', 'frame', 'coep', 'csp-connect', 'popup', 'clock', 'storage'];
const marks: Readonly<Record<State, string>> = { ok: '✓', note: '!', problem: '✕', unknown: '?' };

/** The page of the self-test: one verdict, then everything behind it. */
export class SelfTestView {
  constructor(private readonly call: SelfTestCall, private readonly on: { again(): void; popup(): void }) {}

  private say(key: SelfTestKey, places?: Record<string, string>): string {
    return selfTestText(this.call.page.texts.lang, key, places);
  }

  wait(): void {
    this.call.page.wait(this.say('running'));
  }

  show(shown: Shown): void {
    const { page } = this.call;
    const report = make('pre', '', shown.report(shown.code));
    report.dir = 'ltr';
    report.tabIndex = 0;
    page.put([this.headOf(shown), this.actionsOf(shown, report), ...this.adminOf(shown), this.resultsOf(shown), this.detailsOf(report)]);
  }

  /** All of it in a line, for a page that says something else. */
  lineOf(shown: Shown): string {
    return `${this.say('title')}: ${this.words(shown)[0]} · ${this.say('code')} ${shown.code}`;
  }

  private words({ verdict, texts, directive, minutes }: Shown): [heading: string, todo: string] {
    const { page, config } = this.call;
    const places = { host: originOf(config.gw), directive, minutes: String(minutes) };
    const shared = known[verdict];
    if (shared) return [page.say(`${shared}.heading`), `${page.say(`${shared}.sentence`, places)} ${page.say(`${shared}.todo`, places)}`];
    if (own.indexOf(verdict) >= 0) return [this.say(`${verdict}.heading` as SelfTestKey), this.say(`${verdict}.todo` as SelfTestKey, places)];
    return [texts['heading'] || verdict, `${texts['sentence'] || ''} ${texts['todo'] || ''}`.trim()];
  }

  private headOf(shown: Shown): HTMLElement {
    const { verdict, side, code } = shown;
    const [heading, todo] = this.words(shown);
    const block = make('div', 'rd1-verdict');
    block.setAttribute('role', 'alert');
    block.setAttribute('data-verdict', verdict);
    block.setAttribute('data-side', side);
    block.appendChild(make('p', 'rd1-eyebrow', this.say('title')));
    const title = make('h1', '', heading);
    title.tabIndex = -1;
    block.appendChild(title);
    block.appendChild(make('p', '', todo));
    if (side !== 'nobody') block.appendChild(make('p', 'rd1-side', this.say(`side.${side}`, { host: originOf(this.call.config.gw) })));
    const line = make('p', 'rd1-code', `${this.say('code')} `);
    line.appendChild(make('code', '', code));
    block.appendChild(line);
    return block;
  }

  private actionsOf({ results }: Shown, report: HTMLElement): HTMLElement {
    const { again } = this.call;
    const row = make('p', 'rd1-actions');
    if (again) row.appendChild(button(this.call.page.say('popup.open'), again, true));
    row.appendChild(button(this.say('again'), () => this.on.again(), !again));
    if (results.popup === 'unknown') row.appendChild(button(this.say('popup.test'), () => this.on.popup()));
    row.appendChild(copyButton(this.say('copy.report'), this.say('copied'), report));
    return row;
  }

  /** The lines an administrator has to paste. */
  private adminOf({ verdict, forbidden, content }: Shown): HTMLElement[] {
    const gateway = originOf(this.call.config.gw);
    const hosts = content ? `${gateway} ${content}` : gateway;
    const lines: [SelfTestKey, string][] = [];
    if (forbidden.frame || verdict === 'frame') lines.push(['admin.frame', `frame-src ${hosts};`]);
    if (forbidden.connect) lines.push(['admin.connect', `connect-src ${gateway};`]);
    if (verdict === 'sandbox' || verdict === 'popup') lines.push(['admin.popups', 'sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"']);
    if (verdict === 'wrong-site') lines.push(['admin.sites', [originOf(window.location.href), ...Array.prototype.slice.call(window.location.ancestorOrigins || [])].filter((one, i, all) => all.indexOf(one) === i).join(' ')]);
    if (lines.length === 0) return [];
    const section = make('section', 'rd1-admin');
    section.appendChild(make('h2', '', this.say('admin')));
    lines.forEach(([key, text]) => {
      section.appendChild(make('p', '', this.say(key)));
      const code = make('pre', '', text);
      code.dir = 'ltr';
      code.tabIndex = 0;
      section.appendChild(code);
      section.appendChild(copyButton(this.say('copy'), this.say('copied'), code));
    });
    return [section];
  }

  private resultsOf({ results, details }: Shown): HTMLElement {
    const section = make('section', 'rd1-results');
    section.appendChild(make('h2', '', this.say('results')));
    const list = make('ul', '');
    checks.forEach((check) => {
      const state = results[check];
      const item = make('li', `rd1-${state}`);
      item.setAttribute('data-check', check);
      const mark = make('span', 'rd1-mark', marks[state]);
      mark.setAttribute('aria-hidden', 'true');
      item.appendChild(mark);
      item.appendChild(make('span', 'rd1-what', this.say(`check.${check}`)));
      item.appendChild(make('span', 'rd1-state', this.say(state)));
      if (details[check]) {
        const detail = make('span', 'rd1-detail');
        const words = make('bdi', '', details[check]);
        words.dir = 'ltr';
        detail.appendChild(words);
        item.appendChild(detail);
      }
      list.appendChild(item);
    });
    section.appendChild(list);
    if (results.popup === 'unknown') section.appendChild(make('p', 'rd1-hint', this.say('popup.hint')));
    return section;
  }

  private detailsOf(report: HTMLElement): HTMLElement {
    const details = make('details', 'rd1-details');
    details.appendChild(make('summary', '', this.call.page.say('details')));
    details.appendChild(report);
    return details;
  }
}
