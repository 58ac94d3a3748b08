import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import type { PlayerSettings } from '../../src/runtime/player/player-settings.rules';
import { addressOf } from '../../src/runtime/scorm/launch-address.rules';
import { prerequisitesMet } from '../../src/runtime/scorm/prerequisites.rules';
import { firstActivity, menuOf, type Menu, outcomeOf, type Request } from '../../src/runtime/scorm/sequencing.rules';
import { isSuspended } from '../../src/runtime/scorm/track-activities.rules';
import { afterEnd, type EndedUnit, resultsOf } from './after-end';
import { type BootData, readBootData, type Say, textsOf } from './boot-data';
import { Contents, unitsOf } from './contents';
import type { CoursePlace } from './course-place';
import { CourseWindow } from './course-window';
import { connectShell, endOfTheWalk, isInShell, type ShellPort } from './dispatch-port';
import { CourseFrame } from './frame';
import type { Launch } from './given-values';
import { LearnerSession } from './learner-session';
import { leaveToNewest } from './newest-tab';
import type { Acknowledgement, SaveState } from './saver';
import { removeScormApi, type ScormApi } from './scorm-api';
import { installUnitApi } from './unit-api';
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
  private readonly contents: Contents | undefined;
  private readonly frame: CoursePlace;
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
    const { settings } = boot;
    this.view.hideParts({ bar: !settings.bar, title: !settings.title });
    this.frame = settings.unitWindow ? new CourseWindow(this.view, this.say, settings.bareWindow.unit, () => this.windowClosed()) : new CourseFrame(this.view.stage);
    this.session = new LearnerSession(boot, { onState: (state) => this.showSaveState(state), onAcknowledged: (answer) => this.acknowledged(answer), onStateChanged: () => this.refresh() });
    this.contents = this.units.length > 1 && settings.contents ? new Contents(boot.course.root, this.say, (id) => this.choose(id)) : undefined;
    if (this.contents) this.addContents(this.contents);
    if (this.session.isSilent) this.view.showSaveState(boot.session.mode === 'review' ? 'review' : 'notTracked');
    if (boot.session.mode === 'dispatch' || isInShell()) {
      this.shell = connectShell(boot.shellOrigin, boot.rev, { flush: () => this.session.flush(flushMs - 1000).then(() => this.rev), stop: (reason) => void this.stop(reason) });
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
    this.view.showPanel(this.say('unitClosed.heading'), this.say('unitClosed.text'), this.waysOn());
  }

  private waysOn() {
    const next = this.menu().next ? [{ text: this.say('next'), primary: true, run: () => this.request({ kind: 'continue' }) }] : [];
    return [...next, { text: this.say('exit'), primary: next.length === 0, run: () => void this.finish() }];
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
    const isSilent = () => !api?.wasInitialized() && this.frame.loadedForMs() > silentAfterMs;
    this.session.open({
      activityId, snapshot: () => api?.snapshot() ?? {}, hasBegun: () => api === undefined || api.wasInitialized(), hasEnded: () => this.isEnded || (api?.isTerminated() ?? false), isSilent,
    }, !isSuspended(saved));
    this.frame.open(addressOf(activity, this.boot.contentBase), this.units.length > 1 ? `${activity.title} – ${this.boot.course.title}` : this.boot.course.title);
    this.refresh();
  }

  private terminated(wish: string): void {
    this.session.commit();
    if (this.busy || this.over) return;
    const left = this.current;
    const goOn = () => {
      if (this.current !== left || !this.api?.isTerminated() || this.api.isChatty()) return;
      if (this.pageIsLeaving || !this.frame.isSettled()) window.setTimeout(goOn, afterTerminateMs);
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
    if (next === 'nothing') return;
    if (next !== 'ask') return this.request(next, true);
    void this.leaveUnit().then(() => this.view.showPanel(this.say('leave.heading'), this.say('leave.text'), [
      { text: this.say('exit'), primary: true, run: () => void this.finish() }, { text: this.say('stay'), run: () => this.current && this.deliver(this.current.id, false) },
    ]));
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
    await this.frame.close();
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
    const back = () => {
      this.view.hidePanel();
      this.frame.focus();
    };
    this.view.showPanel(this.say('onExit.heading'), this.say('onExit.text'), [
      { text: this.say('onExit.later'), primary: true, run: () => void this.finish('suspend') }, { text: this.say('onExit.end'), run: () => void this.finish('end') }, { text: this.say('stay'), run: back },
    ]);
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
    this.view.showPanel(heading, this.say('unsaved.text'), [
      { text: this.say('tryAgain'), primary: true, run: () => void this.session.flush(flushMs).then((saved) => saved && this.leaveCourse(heading, true)) },
      { text: this.say('leaveNow'), run: () => this.leaveCourse(heading, false) },
    ], true);
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

  private acknowledged(answer: Acknowledgement): void {
    this.rev = answer.rev;
    if (!answer.active) return void this.stop('opened-elsewhere');
    const { seconds: _, activities: __, ...visible } = answer.progress;
    const news = JSON.stringify(visible);
    if (news !== this.told) this.shell?.tell({ kind: 'changed', rev: answer.rev });
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
