import { Banner } from './banner';
import { originOf, type PackageConfig, randomWord } from './config';
import type { FoundApi } from './find-api';
import { canGoWithoutCredentials, GatewayLine, makeFrame } from './gateway-frame';
import { GatewayRelay } from './gateway-relay';
import { LaunchLog } from './launch-log';
import type { Lms } from './lms';
import { shownCall } from './lms-call.rules';
import { LmsMirror } from './lms-mirror';
import { canSelfTest, runSelfTest } from './load-selftest';
import { packageVersion } from './package-version.rules';
import type { Page } from './page';
import { PopupLaunch } from './popup-launch';
import type { Ack, Hello, ShellMessage, Welcome } from './relay-messages.rules';
import { SupportPanel } from './support-panel';

const readyWithinMs = 20_000;
const slowAfterMs = 6000;
/** A shell speaks before its page is loaded; a frame that is loaded and silent for so long holds something else, such as the browser's word that it may not be shown. */
const silentAfterLoadMs = 5000;
const pingMs = 15_000;
const silentAfterMs = 45_000;
const openerCheckMs = 5000;

/** One launch: the LMS on one side, the gateway on the other, by its frame or by a window of its own. */
export class Launch {
  readonly launchId = randomWord(16);
  readonly origin: string;
  readonly mirror: LmsMirror;
  readonly banner: Banner;
  private readonly support: SupportPanel;
  private reference = '';
  private lastAck = '';
  private readonly log: LaunchLog;
  private line: GatewayLine | undefined;
  private relay: GatewayRelay | undefined;
  private popup: PopupLaunch | undefined;
  private waiting: number[] = [];
  private violation = '';
  private keepAlive: number | undefined;
  private leaving = false;
  private gone = false;
  private wasUnconfirmed = false;

  constructor(readonly config: PackageConfig, readonly page: Page, private readonly lms: Lms, private readonly found: FoundApi) {
    this.origin = originOf(config.gw);
    this.log = new LaunchLog(lms);
    this.support = new SupportPanel(page, () => ({
      reference: this.reference, link: `${this.origin}/diagnosis?code=${this.reference}`, describe: () => this.describe(), ...(canSelfTest ? { test: () => this.selfTest() } : {}),
    }));
    this.banner = new Banner(page, () => this.support.toggle());
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
    const giveUp = (): void => (!second && !this.violation && canGoWithoutCredentials() ? this.openFrame(true) : this.diagnose());
    this.waiting = [window.setTimeout(() => this.page.wait(this.page.say('slow')), slowAfterMs), window.setTimeout(giveUp, second ? readyWithinMs / 2 : readyWithinMs)];
    frame.addEventListener('load', () => {
      if (this.line === line && !line.isOpen) this.waiting.push(window.setTimeout(giveUp, silentAfterLoadMs));
    });
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
      lms: { status, score, entry, mode, credit, location, lang, pointer: this.mirror.currentPointer }, pkg: { ver: packageVersion, origin: originOf(window.location.href) }, calls: this.lms.takeFresh(),
    };
  }

  /** A launch was let in: the pointer and the gateway's word go into the LMS. */
  welcomed(welcome: Welcome): { pointerStored: boolean; prior?: Ack['prior'] } {
    this.page.texts.renew(welcome.texts);
    this.reference = welcome.ref;
    const { token, tracking, policy, lmsComplete } = welcome;
    const tracked = tracking && token !== '';
    if (!this.relay && tracked) {
      this.relay = new GatewayRelay(`${this.config.gw}/api/d/${encodeURIComponent(this.config.d)}/relay`, token, {
        log: () => this.log.take(), state: (state) => this.state(state), ended: () => this.banner.raise('ended.sentence'),
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
      this.reference, `package ${packageVersion}, dispatch ${config.d}, launch ${this.launchId.slice(0, 8)}`, `course from ${this.origin}, page at ${originOf(window.location.href)}`,
      `LMS API ${found.depth} windows away${found.opener ? ' (opener)' : ''}; ${this.mirror.describe()}`, `isolated ${String(window.crossOriginIsolated)}; ${this.violation || 'no policy violation seen'}`, this.lastAck, extra,
      ...this.lms.log.map(shownCall),
    ].filter(Boolean).join('\n');
  }

  /** What is in the way, in place of what is shown; the course's own session stays open. */
  selfTest(): void {
    this.closeLine();
    this.page.unmount();
    runSelfTest({ config: this.config, page: this.page, found: this.found, lms: this.lms, again: () => this.retryFrame() });
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
    if (message.kind === 'SUPPORT') return this.support.toggle();
    if (message.kind === 'REFUSED') this.reference = message.ref;
    if (message.kind !== 'EXIT') return;
    if (message.state) this.state(message.state);
    const commit = this.mirror.finish();
    this.tellLog();
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

  private tellLog(): void {
    if (this.line?.isOpen) this.line.send({ kind: 'LOG', ...this.log.take() });
  }

  private acknowledge(ack: Ack): void {
    this.lastAck = `last ack: rev ${ack.rev}, commit ${String(ack.commit)} ${ack.error}`.trim();
    this.tellLog();
    this.line?.send(ack);
    if (!this.line || performance.now() - this.line.lastHeard > silentAfterMs) this.relay?.tell(ack);
  }

  private unconfirmed(is: boolean): void {
    if (is || this.wasUnconfirmed) this.log.happened(is ? 'unconfirmed' : 'confirmed');
    this.wasUnconfirmed = is;
    this.banner.raise('unconfirmed', is);
    if (is || !this.gone || this.found.opener?.closed) return;
    this.gone = false; // it answers again
    this.banner.raise('lms-gone.sentence', false);
  }

  private lmsGone(why: string): void {
    if (this.gone) return;
    this.gone = true;
    this.log.happened('lms-gone');
    this.tellLog();
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
    const tell = page.show({
      heading: page.say(`${code}.heading`), fault: true, details: () => this.describe(code),
      lines: [page.say(`${code}.sentence`, places), page.say(`${code}.todo`, places), config.support ? page.say('ask', places) : page.say('askAdmin')],
      actions: [{ text: page.say('new-window'), primary: code === 'blocked', run: () => this.openWindow() }, { text: page.say('tryAgain'), primary: code !== 'blocked', run: () => this.retryFrame() }, ...(canSelfTest ? [{ text: page.say('selftest'), run: () => this.selfTest() }] : [])],
    });
    if (canSelfTest) runSelfTest({ config, page, found: this.found, lms: this.lms, quietly: { tell, asksGateway: true } });
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
