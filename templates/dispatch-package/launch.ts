import { Banner } from './banner';
import { originOf, type PackageConfig, packageVersion, randomWord } from './config';
import type { FoundApi } from './find-api';
import { canGoWithoutCredentials, GatewayLine, makeFrame } from './gateway-frame';
import { GatewayRelay } from './gateway-relay';
import type { Lms } from './lms';
import { LmsMirror } from './lms-mirror';
import type { Page } from './page';
import { PopupLaunch } from './popup-launch';
import type { Ack, Hello, ShellMessage, Welcome } from './relay-messages.rules';

const readyWithinMs = 20_000;
const slowAfterMs = 6000;
const pingMs = 15_000;
const silentAfterMs = 45_000;
const openerCheckMs = 5000;

/** One launch: the LMS on one side, the gateway on the other, by its frame or by a window of its own. */
export class Launch {
  readonly launchId = randomWord(16);
  readonly origin: string;
  readonly mirror: LmsMirror;
  readonly banner: Banner;
  private line: GatewayLine | undefined;
  private relay: GatewayRelay | undefined;
  private popup: PopupLaunch | undefined;
  private waiting: number[] = [];
  private violation = '';
  private keepAlive: number | undefined;
  private leaving = false;
  private gone = false;

  constructor(readonly config: PackageConfig, readonly page: Page, private readonly lms: Lms, private readonly found: FoundApi) {
    this.origin = originOf(config.gw);
    this.banner = new Banner(page);
    this.mirror = new LmsMirror(lms, {
      ack: (ack) => this.acknowledge(ack), unconfirmed: (is) => this.unconfirmed(is), gone: (why) => this.lmsGone(why), finishedEarly: () => this.banner.raise('finished'),
    });
    page.texts.choose(this.mirror.entry.lang);
    page.speak();
    this.watchPage();
  }

  /** Shows the course in this page (RELAY 1.4), without credentials at the second attempt. */
  openFrame(second = false): void {
    this.closeLine();
    this.page.wait(this.page.say('opening'));
    const line = this.openLine(() => frame.contentWindow);
    const frame = makeFrame(`${this.shellAddress}#n=${line.nonce}`, second);
    this.page.mount(frame);
    this.waiting = [
      window.setTimeout(() => this.page.wait(this.page.say('slow')), slowAfterMs),
      window.setTimeout(() => (!second && !this.violation && canGoWithoutCredentials() ? this.openFrame(true) : this.diagnose()), second ? readyWithinMs / 2 : readyWithinMs),
    ];
    if (this.violation) this.diagnose();
  }

  /** A window of its own that talks by messages, for a page that may not connect to the gateway. False when the browser gave no window. */
  openWindowByMessages(): boolean {
    this.closeLine();
    const line = this.openLine(() => shell);
    const shell: Window | null = window.open(`${this.shellAddress}/popup#n=${line.nonce}`, '_blank');
    return shell !== null;
  }

  private get shellAddress(): string {
    return `${this.config.gw}/d/${encodeURIComponent(this.config.d)}`;
  }

  private openLine(shell: () => Window | null): GatewayLine {
    const line = new GatewayLine(this.origin, shell, { hello: (nonce) => this.hello(nonce), open: () => this.opened(), message: (message) => this.receive(message) });
    this.line = line;
    return line;
  }

  private closeLine(): void {
    this.clearWaiting();
    this.line?.close();
    this.line = undefined;
  }

  hello(nonce: string): Hello {
    const { id, name, status, score, entry, mode, credit, location, lang } = this.mirror.entry;
    return {
      kind: 'HELLO', v: 1, n: nonce, k: this.config.k, launchId: this.launchId, learner: { id, name },
      lms: { status, score, entry, mode, credit, location, lang, pointer: this.mirror.currentPointer }, pkg: { ver: packageVersion, origin: originOf(window.location.href) },
    };
  }

  /** A launch was let in: the pointer and the gateway's word go into the LMS. */
  welcomed(welcome: Welcome): { pointerStored: boolean; prior?: Ack['prior'] } {
    this.page.texts.renew(welcome.texts);
    const { token, tracking, policy, lmsComplete } = welcome;
    const tracked = tracking && token !== '';
    if (!this.relay && tracked) {
      this.relay = new GatewayRelay(`${this.config.gw}/api/d/${encodeURIComponent(this.config.d)}/relay`, token, {
        state: (state) => this.state(state), ended: () => this.banner.raise('ended.sentence'),
      });
    }
    this.relay?.renew(token, welcome.state.rev);
    const attached = this.mirror.welcome(welcome);
    this.banner.raise('elsewhere', !welcome.state.active);
    this.banner.raise('already', (lmsComplete || attached.prior !== undefined) && this.mirror.isComplete);
    window.clearTimeout(this.keepAlive);
    this.keepAliveIn(policy.keepAliveSec);
    return attached;
  }

  /** Polls the gateway, for a course that runs in a window of its own. */
  followByRelay(attached: { pointerStored: boolean; prior?: Ack['prior'] }): void {
    if (!this.mirror.isReadOnly) this.relay?.tell({ commit: false, ...attached });
    this.relay?.start();
  }

  /** The learner is done here: the LMS session ends. */
  end(): void {
    this.mirror.finish();
    this.relay?.stop();
    this.page.show({ heading: this.page.say('done.heading'), lines: [this.page.say('done.sentence')] });
  }

  openWindow(): void {
    this.closeLine();
    this.page.unmount();
    this.popup = this.popup || new PopupLaunch(this);
    this.popup.offer();
  }

  /** What support needs to know; no key, no name. */
  describe(extra = ''): string {
    const { found, config } = this;
    return [
      `package ${packageVersion}, dispatch ${config.d}, launch ${this.launchId.slice(0, 8)}`, `course from ${this.origin}, page at ${originOf(window.location.href)}`,
      `LMS API ${found.depth} windows away${found.opener ? ' (opener)' : ''}; ${this.mirror.describe()}`, `isolated ${String(window.crossOriginIsolated)}; ${this.violation || 'no policy violation seen'}`, extra,
      ...this.lms.log.map((line) => line.replace(/(student_name|student_id|suspend_data)(.*) -> .*/, '$1 -> (kept private)')),
    ].filter(Boolean).join('\n');
  }

  private opened(): void {
    this.clearWaiting();
    if (!this.popup) this.page.reveal();
  }

  private clearWaiting(): void {
    this.waiting.forEach((timer) => window.clearTimeout(timer));
    this.waiting = [];
  }

  private receive(message: ShellMessage): void {
    this.banner.raise('quiet', false);
    this.relay?.stop();
    this.mirror.tick();
    if (message.kind === 'WELCOME') return this.receiveWelcome(message);
    if (message.kind === 'STATE') return this.state(message.state);
    if (message.kind !== 'EXIT') return;
    if (message.state) this.state(message.state);
    const commit = this.mirror.finish();
    this.line?.send({ kind: 'DONE', rev: this.mirror.rev, commit });
    if (this.popup) this.end();
  }

  private receiveWelcome(welcome: Welcome): void {
    const attached = this.welcomed(welcome);
    if (welcome.policy.launchMode === 'popup' && !this.popup) return this.openWindow();
    this.line?.send({ kind: 'ATTACHED', ...attached });
  }

  private state(state: Welcome['state']): void {
    if (!state.active) this.banner.raise('elsewhere');
    this.mirror.take(state);
  }

  private acknowledge(ack: Ack): void {
    this.line?.send(ack);
    if (!this.line || performance.now() - this.line.lastHeard > silentAfterMs) this.relay?.tell(ack);
  }

  private unconfirmed(is: boolean): void {
    this.banner.raise('unconfirmed', is);
    if (is || !this.gone || this.found.opener?.closed) return;
    this.gone = false; // it answers again
    this.banner.raise('lms-gone.sentence', false);
  }

  private lmsGone(why: string): void {
    if (this.gone) return;
    this.gone = true;
    this.banner.raise('lms-gone.sentence');
    this.line?.send({ kind: 'LMSGONE', why });
  }

  /** READY never came: finds out why as far as a browser tells, and offers a window of its own (RELAY 1.10). */
  private diagnose(): void {
    this.clearWaiting();
    const violated = this.violation !== '';
    if (violated) return this.explain('blocked');
    fetch(this.shellAddress, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' })
      .then(() => this.explain('blocked'), () => this.explain(this.violation ? 'blocked' : 'unreachable'));
  }

  explain(code: 'blocked' | 'unreachable'): void {
    if (this.line?.isOpen) return;
    const { page, config } = this;
    const places = { host: this.origin, support: config.support };
    page.show({
      heading: page.say(`${code}.heading`), fault: true, details: () => this.describe(code),
      lines: [page.say(`${code}.sentence`, places), page.say(`${code}.todo`, places), config.support ? page.say('ask', places) : page.say('askAdmin')],
      actions: [{ text: page.say('new-window'), primary: code === 'blocked', run: () => this.openWindow() }, { text: page.say('tryAgain'), primary: code !== 'blocked', run: () => this.retryFrame() }],
    });
  }

  private retryFrame(): void {
    this.violation = '';
    this.popup = undefined;
    this.openFrame();
  }

  private keepAliveIn(seconds: number): void {
    this.keepAlive = window.setTimeout(() => {
      this.mirror.keepAlive();
      this.keepAliveIn(seconds);
    }, seconds * (900 + Math.random() * 200));
  }

  /** The policy of the LMS keeps this page from connecting to the gateway. */
  get isForbiddenToConnect(): boolean {
    return /^connect|^default/.test(this.violation);
  }

  private watchPage(): void {
    document.addEventListener('securitypolicyviolation', (event) => {
      if (!/^(frame|child|default|connect)-src/.test(event.effectiveDirective || event.violatedDirective) || originOf(event.blockedURI) !== this.origin) return;
      this.violation = `${event.effectiveDirective} forbids ${this.origin}`;
      if (!/^connect/.test(event.effectiveDirective) && this.waiting.length) this.diagnose();
    });
    window.addEventListener('pagehide', () => this.leave());
    window.addEventListener('pageshow', ({ persisted }) => persisted && window.location.reload());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && !this.leaving && this.mirror.keepAlive());
    window.setInterval(() => this.ping(), pingMs);
    const { opener } = this.found;
    if (opener) window.setInterval(() => opener.closed && !this.lms.finished && this.lmsGone('opener closed'), openerCheckMs);
  }

  private ping(): void {
    this.mirror.tick();
    if (!this.line?.isOpen) return;
    this.line.send({ kind: 'PING' });
    const silent = document.visibilityState === 'visible' && performance.now() - this.line.lastHeard > silentAfterMs;
    if (!silent || this.lms.finished) return;
    this.banner.raise('quiet');
    this.relay?.start();
  }

  private leave(): void {
    if (this.leaving) return;
    this.leaving = true;
    this.mirror.finish();
  }
}
