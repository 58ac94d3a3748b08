import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import type { PlayerSettings } from '../../src/runtime/player/player-settings.rules';
import { prerequisitesMet } from '../../src/runtime/scorm/prerequisites.rules';
import { firstActivity, menuOf, type Menu, outcomeOf, type Request } from '../../src/runtime/scorm/sequencing.rules';
import type { ProgressNews } from '../../src/runtime/scorm/runtime-state.rules';
import { isSuspended } from '../../src/runtime/scorm/track-activities.rules';
import { afterEnd, type EndedUnit, resultsOf } from './after-end';
import { type BootData, readBootData, type Say, textsOf } from './boot-data';
import { Contents, unitsOf } from './contents';
import { connectShell, endOfTheWalk, isInShell, type ShellPort, shellOrigin } from './dispatch-port';
import type { Launch } from './given-values';
import { LearnerSession } from './learner-session';
import { leaveToNewest } from './newest-tab';
import type { SaveState } from './saver';
import { Questions } from './questions';
import { ReportedContent } from './reported-content';
import { removeScormApi, type ScormApi } from './scorm-api';
import { installUnitApi } from './unit-api';
import { UnitPages } from './unit-pages';
import { View } from './view';
import { isOwnWindow, leadOn, waitForOwnWindow } from './window-door';

/** Content may still run a few lines after it said Terminate. */
const afterTerminateMs = 250;
const flushMs = 4000;
/** Content that is loaded this long without Initialize will not speak at all. */
const silentAfterMs = 3000;
/** Long enough to read that the work is saved. */
const farewellMs = 900;
/** How long a page that is asked to go may take to do so. */
const unloadGraceMs = 5000;
const oneDayMs = 24 * 3600 * 1000;
const wideScreen = window.matchMedia('(min-width: 60rem)');

/** Runs one course for one learner: opens its units one after the other and sees to it that nothing they say is lost. */
class Player {
  private readonly say: Say;
  private readonly units: Activity[];
  private readonly session: LearnerSession;
  private readonly view: View;
  private readonly ask: Questions;
  private readonly contents: Contents | undefined;
  private readonly pages: UnitPages;
  private readonly reported: ReportedContent | undefined;
  private readonly shell: ShellPort | undefined;
  /** The unit the learner is at; its page may be closed already. */
  private current: Activity | undefined;
  private isOpen = false;
  /** The learner ended the open unit for good. */
  private isEnded = false;
  private api: ScormApi | undefined;
  private rev: number;
  private told = '';
  private contentsOpen = false;
  /** While a unit is being left or the course is over, what it says is saved but leads nowhere. */
  private busy = false;
  private over = false;
  private pageIsLeaving = false;

  constructor(private readonly boot: BootData) {
    this.say = textsOf(boot.texts);
    this.rev = boot.rev;
    this.units = unitsOf(boot.course.root);
    this.view = new View(document.getElementById('player') as HTMLElement, boot.course.title, boot.lang, this.say, {
      next: () => this.request({ kind: 'continue' }), previous: () => this.request({ kind: 'previous' }), exit: () => this.exit(), closeUnit: () => this.request({ kind: 'exit' }, true),
      toggleContents: () => this.toggleContents(!this.contentsOpen),
    });
    this.ask = new Questions(this.view, this.say);
    this.view.hideParts({ bar: !boot.settings.bar, title: !boot.settings.title });
    this.session = new LearnerSession(boot, { onState: (state) => this.showSaveState(state), onAcknowledged: (answer) => this.heard(answer), onStateChanged: () => this.refresh() });
    this.reported = ReportedContent.of(boot, this.session.isSilent, {
      onNews: (news) => this.heard(news), onEnded: (id) => this.ended(id), onTime: () => this.session.touch(true),
    });
    this.pages = new UnitPages(boot, this.view, this.say, this.reported, { onBack: () => this.ended(this.current?.id), onClosed: () => this.windowClosed() });
    this.contents = this.units.length > 1 && boot.settings.contents ? new Contents(boot.course.root, this.say, (id) => this.choose(id)) : undefined;
    if (this.contents) this.addContents(this.contents);
    if (this.session.isSilent) this.view.showSaveState(boot.session.mode === 'review' ? 'review' : 'notTracked');
    if (boot.session.mode === 'dispatch' || isInShell()) {
      this.shell = connectShell(shellOrigin(boot.shellOrigins), boot.rev, { flush: () => this.session.flush(flushMs - 1000).then(() => this.rev), stop: (reason) => void this.stop(reason) });
    } else endOfTheWalk();
  }

  start(): void {
    this.watchLeaving();
    leaveToNewest(this.boot.session.key, this.session, () => this.stop('opened-elsewhere'));
    const first = firstActivity(this.boot.course, this.session.state, this.boot.startActivityId);
    this.refresh();
    if (first) return this.deliver(first, false);
    if (this.contents) return this.view.showPanel(this.say('choose.heading'), this.say('unitClosed.text'), []);
    this.view.showPanel(this.say('nothing.heading'), this.say('nothing.text'), [], true);
  }

  private addContents(contents: Contents): void {
    this.view.addContents(contents.element);
    this.toggleContents(wideScreen.matches && this.boot.settings.contentsOpen);
    document.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && this.contentsOpen && !wideScreen.matches) this.toggleContents(false);
    });
  }

  private toggleContents(open: boolean): void {
    const focusIsInside = this.contents?.element.contains(document.activeElement) ?? false;
    this.contentsOpen = open;
    this.view.showContents(open);
    if (open && this.current && !wideScreen.matches) this.contents?.focusCurrent();
    if (!open && focusIsInside) this.view.focusContentsButton();
  }

  private choose(activityId: string): void {
    if (!wideScreen.matches) this.toggleContents(false);
    if (activityId !== this.current?.id || !this.isOpen || this.api?.isTerminated()) this.request({ kind: 'choice', target: activityId });
  }

  /** Follows a wish of the learner or of the content: leave the open unit, ask the rules, deliver what they name. */
  private request(request: Request, ended = false): void {
    if (this.busy || this.over) return;
    void this.follow(request, ended);
  }

  private async follow(request: Request, ended: boolean): Promise<void> {
    const left = this.current;
    await this.leaveUnit();
    if (!left) return request.kind === 'choice' ? this.deliver(request.target, false) : undefined;
    const outcome = outcomeOf(this.boot.course, this.session.state, left.id, request);
    if ('deliver' in outcome) return this.deliver(outcome.deliver, outcome.afresh ?? false);
    if ('leave' in outcome) return this.finish();
    if (!ended) return this.deliver(left.id, false);
    this.refresh();
    this.ask.goOn(this.menu().next ? () => this.request({ kind: 'continue' }) : undefined, () => void this.finish());
  }

  private deliver(activityId: string, afresh: boolean): void {
    const activity = this.units.find(({ id }) => id === activityId);
    if (!activity || this.over) return;
    this.view.hidePanel();
    const known = this.session.state.activities[activity.id];
    const isReset = this.boot.settings.resets && this.boot.session.mode !== 'review' && !isSuspended(known);
    const saved = afresh || isReset ? undefined : known;
    const launch: Launch = { activity, standard: this.boot.course.standard, saved, learner: this.boot.learner, review: this.boot.session.mode === 'review' };
    this.current = activity;
    this.isOpen = true;
    this.isEnded = false;
    this.api = installUnitApi(this.boot, this.session.state, launch, {
      isChoiceValid: (id) => this.menu().items[id] === 'open', onChange: (urgent) => this.session.touch(urgent), onCommit: () => this.session.touch(true), onTerminate: (wish) => this.terminated(wish),
    });
    const { api } = this;
    const isSilent = () => !api?.wasInitialized() && this.pages.place.loadedForMs() > silentAfterMs;
    this.session.open({
      activityId, snapshot: () => (this.reported && !api?.wasInitialized() ? undefined : (api?.snapshot() ?? {})), hasBegun: () => api === undefined || this.reported !== undefined || api.wasInitialized(), hasEnded: () => this.isEnded || (api?.isTerminated() ?? false), isSilent,
    }, !isSuspended(saved));
    void this.pages.open(activity, this.units.length === 1, () => this.current === activity && this.isOpen).then((isThere) => !isThere && this.ask.unreachable(() => this.deliver(activityId, false)));
    this.refresh();
  }

  /** Content that does not end by its API said that it ended, led back, or wanted to close its window. */
  private ended(activityId: string | undefined): void {
    if (this.reported && this.current?.id === activityId && this.isOpen && !this.busy && !this.over && !this.pageIsLeaving) this.goOnAfter(afterEnd(this.endedUnit(''), this.boot.settings.exits));
  }

  private terminated(wish: string): void {
    this.session.commit();
    if (this.busy || this.over) return;
    const left = this.current;
    const goOn = () => {
      if (this.current !== left || !this.api?.isTerminated() || this.api.isChatty()) return;
      if (this.pageIsLeaving || !this.pages.place.isSettled()) window.setTimeout(goOn, afterTerminateMs);
      else this.goOnAfter(afterEnd(this.endedUnit(wish), this.boot.settings.exits));
    };
    window.setTimeout(goOn, afterTerminateMs);
  }

  /** Content that ends because the whole page goes (reload, closed tab) must not lead it somewhere else. */
  private watchLeaving(): void {
    window.addEventListener('beforeunload', () => {
      this.pageIsLeaving = true;
      window.setTimeout(() => (this.pageIsLeaving = false), unloadGraceMs);
    });
    // Back from the browser's page cache: the content ended itself when it went, so it starts anew.
    window.addEventListener('pageshow', ({ persisted }) => persisted && window.location.reload());
  }

  private endedUnit(wish: string): EndedUnit {
    const results = resultsOf(this.session.progress(), this.current?.id ?? '');
    return { wish, exitWord: this.api?.exitWord() ?? '', isOnly: this.units.length === 1, hasNext: this.menu().next !== undefined, ...results };
  }

  private goOnAfter(next: Request | 'ask' | 'nothing'): void {
    if (next !== 'ask' && next !== 'nothing') return this.request(next, true);
    if (next === 'ask') void this.leaveUnit().then(() => this.ask.leave(() => void this.finish(), () => this.current && this.deliver(this.current.id, false)));
  }

  /** The learner closed the window of a unit; what its content said while it went is followed first. */
  private windowClosed(): void {
    const left = this.current;
    window.setTimeout(() => this.current === left && this.isOpen && !this.api?.isTerminated() && this.request({ kind: this.units.length === 1 ? 'exitAll' : 'exit' }, true), afterTerminateMs);
  }

  private async leaveUnit(how: PlayerSettings['onExit'] = 'as-content'): Promise<void> {
    if (!this.isOpen) return;
    this.busy = true;
    const wasSilent = this.session.isUnitSilent();
    this.reported?.leave();
    await this.pages.place.close();
    this.isEnded = how === 'end';
    if (how === 'end' || how === 'suspend') this.api?.endAs(how === 'end' ? '' : 'suspend');
    this.session.close(wasSilent);
    removeScormApi();
    this.api = undefined;
    this.isOpen = false;
    this.busy = false;
  }

  /** The Exit button: the settings say what becomes of the open unit, or leave it to the learner. */
  private exit(): void {
    const { onExit } = this.boot.settings;
    if (onExit !== 'ask' || !this.isOpen || this.session.isSilent || this.over) return void this.finish(onExit);
    this.ask.howToLeave((how) => void this.finish(how), () => {
      this.view.hidePanel();
      this.pages.place.focus();
    });
  }

  /** Ends the course here: everything is saved first, then the learner is led on. */
  private async finish(how?: PlayerSettings['onExit']): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.toggleContents(false);
    await this.leaveUnit(how);
    this.refresh();
    const { completion } = this.session.progress();
    const heading = this.say(completion === 'COMPLETED' ? 'finished.heading' : 'closed.heading');
    this.view.showPanel(heading, this.say('saving.text'), []);
    if (await this.session.flush(flushMs)) return this.leaveCourse(heading, true);
    this.ask.unsaved(heading, () => void this.session.flush(flushMs).then((saved) => saved && this.leaveCourse(heading, true)), () => this.leaveCourse(heading, false));
    if (await this.session.flush(oneDayMs)) this.leaveCourse(heading, true);
  }

  private leaveCourse(heading: string, saved: boolean): void {
    const text = this.say(this.session.isSilent ? 'notTracked' : saved ? 'saved.text' : 'unsaved.text');
    const leadsOn = !this.shell && this.boot.exitUrl !== '';
    this.view.showPanel(heading, text, leadsOn ? [] : [{ text: this.say('again'), run: () => window.location.reload() }]);
    this.shell?.tell({ kind: 'exit' });
    if (leadsOn) window.setTimeout(() => leadOn(this.boot.exitUrl), farewellMs);
  }

  /** The shell or the server says that this window no longer counts. */
  private async stop(reason: string): Promise<void> {
    if (this.over && !['session', 'refused'].includes(reason)) return;
    this.over = true;
    await this.leaveUnit();
    this.refresh();
    const words = reason === 'opened-elsewhere' ? 'elsewhere' : ['session', 'refused'].includes(reason) ? reason : 'stopped';
    this.view.showPanel(this.say(`${words}.heading`), this.say(`${words}.text`), [], true);
  }

  /** The server's word, on a commit or on what content reported to it. */
  private heard({ rev, active, progress }: Pick<ProgressNews, 'rev' | 'active' | 'progress'>): void {
    this.rev = Math.max(this.rev, rev);
    if (!active) return void this.stop('opened-elsewhere');
    if (!progress) return;
    if (this.reported && rev >= this.rev) this.session.hear(progress);
    const { seconds: _, activities: __, ...visible } = progress;
    const news = JSON.stringify(visible);
    if (news !== this.told) this.shell?.tell({ kind: 'changed', rev });
    this.told = news;
  }

  private showSaveState(state: SaveState): void {
    this.view.showSaveState(state);
    if (state === 'saved') this.shell?.tell({ kind: 'saved', at: Date.now() });
    if (state === 'offline') this.shell?.tell({ kind: 'offline' });
    if (state === 'closed' || state === 'refused') void this.stop(state === 'closed' ? 'session' : 'refused');
  }

  private menu(): Menu {
    const menu = menuOf(this.boot.course, this.session.state, this.current?.id);
    return this.boot.settings.choice ? menu : { ...menu, items: Object.fromEntries(Object.entries(menu.items).map(([id, state]) => [id, state === 'open' ? 'blocked' : state])) };
  }

  private refresh(): void {
    const menu = this.menu();
    const hidden = new Set(this.current?.hideLmsUi ?? []);
    this.api?.setNavigationValid('continue', menu.next !== undefined);
    this.api?.setNavigationValid('previous', menu.previous !== undefined);
    const { settings } = this.boot;
    const steps = this.units.length > 1 && this.current && !this.over && settings.steps;
    this.view.showCloseUnit(settings.closeUnit && this.units.length > 1 && this.isOpen && !this.over);
    this.view.showSteps(steps && !hidden.has('previous') ? menu.previous !== undefined : undefined, steps && !hidden.has('continue') ? menu.next !== undefined : undefined);
    this.view.showExit(settings.exit && !this.over && !(hidden.has('exitAll') && hidden.has('suspendAll')));
    if (!this.contents) return;
    const progress = this.session.progress();
    const later = new Set(this.units.filter(({ prerequisites }) => prerequisites && !prerequisitesMet(prerequisites, progress)).map(({ id }) => id));
    this.contents.show({ menu, progress, current: this.current?.id, later });
  }
}

window.opener = null; // the course is of our origin: what it runs in this window could lead the page that opened it elsewhere
const boot = readBootData();
if (boot.settings.ownWindow && boot.session.mode !== 'dispatch' && !isInShell() && !isOwnWindow()) waitForOwnWindow(boot);
else new Player(boot).start();
