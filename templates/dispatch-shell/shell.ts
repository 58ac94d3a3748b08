import { type Hello, type PackageMessage, type RelayState, readPolicy, readState } from '../dispatch-package/relay-messages.rules';
import { inFragment, readBoot, type ShellBoot, ShellTexts } from './boot';
import { CourseFrame, type PlayerMessage } from './course-frame';
import { type Accepted, Gateway, type Refused, type Told } from './gateway';
import { SupportLog } from './support-log';
import { PackageLine } from './package-line';
import { ShellView } from './shell-view';

const attachedWithinMs = 30_000;
const flushWithinMs = 3000;
const doneWithinMs = 5000;
/** Keeps the relay token alive and notices a launch elsewhere. */
const lookEveryMs = 60_000;
/** The last commits of a player that went come by beacon, on their own way. */
const afterLeavingMs = [300, 1500, 5000];
const ownBarAfterMs = 8000;
const listenSeconds = 25;
const afterSilenceMs = 5000;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The gateway's page between the package and the player: lets the learner in, shows the course, and passes the gateway's word on. */
class Shell {
  private readonly texts: ShellTexts;
  private readonly view: ShellView;
  private readonly gateway: Gateway;
  private readonly line: PackageLine | undefined;
  private readonly course: CourseFrame;
  private request: object | undefined;
  private accepted: Accepted | undefined;
  private rev = -1;
  private told: Told[] = [];
  private readonly log = new SupportLog();
  private asking = false;
  private askAgain = false;
  private failures = 0;
  private onAttached: (() => void) | undefined;
  private onDone: ((confirmed: boolean) => void) | undefined;
  private over = false;
  private readonly troubles = new Map<string, { text: string; action?: { text: string; run(): void } }>();

  constructor(private readonly boot: ShellBoot) {
    this.texts = new ShellTexts(boot.texts);
    const { say } = this.texts;
    this.view = new ShellView(say, () => void this.exit());
    this.gateway = new Gateway(boot.launchUrl, boot.relayUrl);
    this.course = new CourseFrame(boot.contentOrigin, { connected: () => this.view.hidePanel(true), message: (message) => this.fromPlayer(message) });
    const host = boot.popup ? (window.opener as Window | null) : window.parent;
    window.opener = null; // the course must not reach the LMS's page through us
    if (inFragment('t')) this.open({ v: 1, ticket: inFragment('t') });
    else if (!host || host === window || !inFragment('n')) this.view.show({ heading: say('alone.heading'), lines: [say('alone.text')] });
    else this.line = new PackageLine(host, inFragment('n'), { hello: (hello, origin) => this.hello(hello, origin), message: (message) => this.fromPackage(message), silent: (is) => this.trouble('quiet', is) });
    window.addEventListener('pagehide', () => this.leave());
    document.addEventListener('keydown', ({ key }) => key === '?' && this.line?.send({ kind: 'SUPPORT' }));
    document.addEventListener('click', ({ target, detail }) => detail === 3 && target instanceof Element && target.closest('.reference') && this.line?.send({ kind: 'SUPPORT' }));
  }

  private hello({ kind: _, n: __, ...hello }: Hello, origin: string): void {
    const ancestors = location.ancestorOrigins ? [...location.ancestorOrigins] : [origin];
    this.open({ ...hello, pkg: { ...hello.pkg, origin }, ancestors });
  }

  private open(request: object): void {
    this.request = request;
    void this.launch(request);
  }

  private async launch(request: object): Promise<void> {
    this.view.wait();
    const answer = await this.gateway.launch(request);
    if (answer.result === 'welcome') return this.welcome(answer);
    if (answer.result === 'refused') return this.refuse(answer);
    const { say } = this.texts;
    this.line?.send({ kind: 'REFUSED', code: answer.result, ref: answer.ref });
    if (answer.result === 'gone') return this.view.show({ heading: say('ticket.heading'), lines: [say('ticket.text')], reference: answer.ref });
    this.view.show({ heading: say('unreachable.heading'), lines: [say('unreachable.text')], fault: true, reference: answer.ref, actions: [this.again()] });
  }

  private again() {
    return { text: this.texts.say('tryAgain'), primary: true, run: () => this.request && void this.launch(this.request) };
  }

  private refuse({ code, ref, retry, texts, words, lang, dir }: Refused): void {
    this.texts.renew(words);
    this.view.speak(lang, dir);
    this.line?.send({ kind: 'REFUSED', code, ref });
    this.view.show({ heading: texts.heading, lines: [texts.sentence, texts.todo, texts.ask], fault: true, reference: ref, ...(retry ? { actions: [this.again()] } : {}) });
  }

  private async welcome(accepted: Accepted): Promise<void> {
    this.accepted = accepted;
    this.texts.renew(accepted.texts);
    this.view.speak(accepted.lang, accepted.dir);
    this.view.name(accepted.courseTitle);
    this.view.wait();
    const state = readState(accepted.state);
    this.rev = state?.rev ?? 0;
    if (state && this.line) {
      const { pointer, epoch, policy, tracking, lmsComplete = false } = accepted;
      const attached = new Promise<void>((resolve) => (this.onAttached = resolve));
      this.line.send({ kind: 'WELCOME', pointer, token: this.gateway.relayToken, epoch, state, policy: readPolicy(policy), tracking, lmsComplete, texts: this.texts.forPackage(), ref: accepted.ref });
      if (policy.launchMode === 'popup' && !this.boot.popup) return; // the package takes this frame away and opens a window
      await Promise.race([attached, delay(attachedWithinMs)]);
    }
    this.showCourse(accepted);
  }

  private showCourse({ playUrl, courseTitle, listens }: Accepted): void {
    this.view.showCourse(this.course.element);
    this.course.open(playUrl, courseTitle);
    setTimeout(() => !this.over && this.view.hidePanel(this.course.isConnected), ownBarAfterMs);
    if (this.gateway.isTracked) setInterval(() => this.ask(), lookEveryMs);
    window.addEventListener('online', () => this.ask());
    if (listens && this.gateway.isTracked) void this.listen();
  }

  private fromPlayer(message: PlayerMessage): void {
    if (message.kind === 'changed') this.ask();
    if (message.kind === 'offline') this.trouble('offline', true);
    if (message.kind === 'saved') this.trouble('offline', false);
    if (message.kind === 'left') for (const ms of afterLeavingMs) setTimeout(() => this.ask(), ms);
    if (message.kind === 'exit') void this.finish(true);
  }

  private fromPackage(message: PackageMessage): void {
    if (message.kind === 'ATTACHED') {
      this.onAttached?.();
      this.tell({ commit: false, pointerStored: message.pointerStored, ...(message.prior ? { prior: message.prior } : {}) });
    }
    if (message.kind === 'LOG') this.log.add(message);
    if (message.kind === 'ACK') this.confirm(message);
    if (message.kind === 'DONE') this.onDone?.(message.commit);
  }

  private confirm({ kind: _, ...ack }: Extract<PackageMessage, { kind: 'ACK' }>): void {
    if (ack.error !== 'duplicate' || ack.commit) this.tell(ack);
  }

  private tell(told: Told): void {
    if (!this.gateway.isTracked) return;
    this.told.push(told);
    this.ask();
  }

  /** Asks the gateway for its word, one question at a time; with it goes what the LMS confirmed. */
  private ask(): void {
    if (!this.gateway.isTracked || this.troubles.has('ended')) return;
    if (this.asking) this.askAgain = true;
    else void this.askNow();
  }

  private async askNow(): Promise<void> {
    this.asking = true;
    this.askAgain = false;
    const told = this.told.shift();
    const log = this.log.take();
    const answer = await this.gateway.relay(this.rev, told, log);
    this.asking = false;
    if (answer === 'gone') return this.gone();
    if (answer === 'unreachable') {
      if (told) this.told.unshift(told);
      this.log.putBack(log);
      this.trouble('relay', true);
      setTimeout(() => this.ask(), Math.min(30_000, 1000 * 2 ** this.failures++));
      return;
    }
    this.failures = 0;
    this.trouble('relay', false);
    if (answer !== 'rejected') this.take(answer.state);
    if (this.askAgain || this.told.length) void this.askNow();
  }

  /** Hears what the course told the gateway by itself (RELAY 1.10). */
  private async listen(): Promise<void> {
    while (!this.over && !this.troubles.has('ended')) {
      const answer = await this.gateway.relay(this.rev, undefined, undefined, listenSeconds);
      if (answer === 'gone') return this.gone();
      if (typeof answer === 'object' && !this.over) this.take(answer.state);
      else await delay(afterSilenceMs);
    }
  }

  private take(state: RelayState): void {
    if (!state.active) return this.elsewhere(state);
    if (state.rev <= this.rev) return;
    this.rev = state.rev;
    this.line?.sendState(state);
  }

  private elsewhere(state: RelayState): void {
    if (this.over) return;
    this.over = true;
    this.line?.send({ kind: 'STATE', state });
    this.course.stop('opened-elsewhere');
    this.trouble('elsewhere', true);
  }

  /** The relay's token ran out (a lid closed for long) or the registration is gone; what the player saves is not touched by that. */
  private gone(): void {
    const { say } = this.texts;
    const reload = () => void this.course.flush(flushWithinMs).then(() => location.reload());
    this.troubles.set('ended', { text: say('ended'), ...(this.line ? { action: { text: say('reconnect'), run: reload } } : {}) });
    this.showTrouble();
  }

  /** Our own Exit, for a player that shows none. */
  private async exit(): Promise<void> {
    this.view.wait(this.texts.say('saving'));
    const saved = !this.course.isConnected || (await this.course.flush(flushWithinMs));
    await this.finish(saved);
  }

  /** Everything is with the gateway: the LMS gets the last word, then its session ends (RELAY 1.9). */
  private async finish(saved: boolean): Promise<void> {
    if (this.over || !this.accepted) return;
    this.over = true;
    this.view.wait(this.texts.say('saving'));
    const answer = this.gateway.isTracked ? await this.gateway.relay(this.rev, this.told.shift()) : undefined;
    const state = typeof answer === 'object' ? answer.state : undefined;
    const confirmed = !this.line || (await this.endLms(state));
    this.course.close();
    this.log.happened('exit');
    this.gateway.beacon(undefined, this.log.take());
    this.line?.stop();
    this.troubles.clear();
    this.showTrouble();
    const { say } = this.texts;
    const untracked = !this.gateway.isTracked;
    const text = untracked ? 'done.untracked' : !saved || answer === 'unreachable' ? 'done.unsaved' : confirmed ? 'done.text' : 'done.unconfirmed';
    this.view.show({ heading: say('done.heading'), lines: [say(text), this.boot.popup ? say('done.popup') : ''], done: true });
    if (this.boot.popup) window.close();
  }

  private async endLms(state: RelayState | undefined): Promise<boolean> {
    const done = new Promise<boolean>((resolve) => (this.onDone = resolve));
    this.line?.send(state ? { kind: 'EXIT', state } : { kind: 'EXIT' });
    return Promise.race([done, delay(doneWithinMs).then(() => false)]);
  }

  private trouble(key: 'quiet' | 'offline' | 'relay' | 'elsewhere', is: boolean): void {
    if (is !== this.troubles.has(key)) this.log.happened(key === 'relay' ? 'unreachable' : is ? key : key === 'offline' ? 'online' : '');
    if (is) this.troubles.set(key, { text: this.texts.say(key) });
    else this.troubles.delete(key);
    this.showTrouble();
  }

  private showTrouble(): void {
    const first = ['elsewhere', 'ended', 'offline', 'relay', 'quiet'].map((key) => this.troubles.get(key)).find(Boolean);
    this.view.tell(first?.text ?? '', first?.action);
  }

  private leave(): void {
    this.line?.sendUnheard();
    if (!this.over) this.log.happened('left');
    this.gateway.beacon(this.told.shift(), this.log.take());
  }
}

new Shell(readBoot());
