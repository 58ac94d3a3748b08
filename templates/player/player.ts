import type { Activity } from '../../src/courses/manifests/course-structure.rules';
import { addressOf } from '../../src/runtime/scorm/launch-address.rules';
import { prerequisitesMet } from '../../src/runtime/scorm/prerequisites.rules';
import { firstActivity, menuOf, type Menu, outcomeOf, type Request } from '../../src/runtime/scorm/sequencing.rules';
import { isSuspended, trackActivities } from '../../src/runtime/scorm/track-activities.rules';
import { type BootData, readBootData, type Say, textsOf } from './boot-data';
import { Contents, statusOf, unitsOf } from './contents';
import { connectShell, isInShell, type ShellPort } from './dispatch-port';
import { CourseFrame } from './frame';
import { editionOf, givenValues, type Launch, withObjectives } from './given-values';
import { LearnerSession } from './learner-session';
import type { Acknowledgement, SaveState } from './saver';
import { installScormApi, removeScormApi, type ScormApi } from './scorm-api';
import { View } from './view';

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
  private readonly frame: CourseFrame;
  private readonly shell: ShellPort | undefined;
  /** The unit the learner is at; its page may be closed already. */
  private current: Activity | undefined;
  private isOpen = false;
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
      next: () => this.request({ kind: 'continue' }), previous: () => this.request({ kind: 'previous' }), exit: () => void this.finish(), toggleContents: () => this.toggleContents(!this.contentsOpen),
    });
    this.frame = new CourseFrame(this.view.stage);
    this.session = new LearnerSession(boot, { onState: (state) => this.showSaveState(state), onAcknowledged: (answer) => this.acknowledged(answer), onStateChanged: () => this.refresh() });
    this.contents = this.units.length > 1 ? new Contents(boot.course.root, this.say, (id) => this.choose(id)) : undefined;
    if (this.contents) this.addContents(this.contents);
    if (this.session.isSilent) this.view.showSaveState(boot.session.mode === 'review' ? 'review' : 'notTracked');
    if (boot.session.mode === 'dispatch' || isInShell()) {
      this.shell = connectShell(boot.shellOrigin, boot.rev, { flush: () => this.session.flush(flushMs - 1000).then(() => this.rev), stop: (reason) => void this.stop(reason) });
    }
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
    this.toggleContents(wideScreen.matches);
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
    const saved = afresh ? undefined : this.session.state.activities[activity.id];
    const launch: Launch = { activity, standard: this.boot.course.standard, saved, learner: this.boot.learner, review: this.boot.session.mode === 'review' };
    this.current = activity;
    this.isOpen = true;
    this.api = this.install(launch);
    const { api } = this;
    const isSilent = () => !api?.wasInitialized() && this.frame.loadedForMs() > silentAfterMs;
    this.session.open({
      activityId, snapshot: () => api?.snapshot() ?? {}, hasBegun: () => api === undefined || api.wasInitialized(), hasEnded: () => api?.isTerminated() ?? false, isSilent,
    }, !isSuspended(saved));
    this.frame.open(addressOf(activity, this.boot.contentBase), this.units.length > 1 ? `${activity.title} – ${this.boot.course.title}` : this.boot.course.title);
    this.refresh();
  }

  /** The API object with every value in it, before the content's page exists. */
  private install(launch: Launch): ScormApi | undefined {
    const edition = editionOf(launch.standard);
    if (!edition || launch.activity.kind !== 'SCO') return undefined;
    const { globals } = trackActivities(this.boot.course, this.session.state);
    return installScormApi({
      edition, given: givenValues(launch), saved: withObjectives(launch.saved?.cmi ?? {}, launch, globals),
      ...(launch.activity.masteryScore === undefined ? {} : { masteryScore: launch.activity.masteryScore }),
      isChoiceValid: (id) => this.menu().items[id] === 'open',
      onChange: (urgent) => this.session.touch(urgent),
      onCommit: () => this.session.touch(true),
      onTerminate: (wish) => this.terminated(wish),
    });
  }

  private terminated(wish: string): void {
    this.session.commit();
    if (this.busy || this.over) return;
    const left = this.current;
    const goOn = () => {
      if (this.current !== left || !this.api?.isTerminated() || this.api.isChatty()) return;
      if (this.pageIsLeaving || !this.frame.isSettled()) window.setTimeout(goOn, afterTerminateMs);
      else this.request(this.afterTerminate(wish), true);
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

  /** What follows when content ends by itself. A course of one unit is over; SCORM 1.2 goes on when the unit is done and stays when it is not. */
  private afterTerminate(wish: string): Request {
    const request = readWish(wish);
    if (this.units.length === 1 && ['none', 'continue', 'exit'].includes(request.kind)) return { kind: 'exitAll' };
    if (request.kind !== 'none' || editionOf(this.boot.course.standard) === '2004') return request.kind === 'none' ? { kind: 'exit' } : request;
    const status = statusOf(this.session.progress(), this.current?.id ?? '');
    const done = (status === 'completed' || status === 'passed') && this.menu().next;
    return done ? { kind: 'continue' } : { kind: 'exit' };
  }

  private async leaveUnit(): Promise<void> {
    if (!this.isOpen) return;
    this.busy = true;
    const wasSilent = this.session.isUnitSilent();
    await this.frame.close();
    this.session.close(wasSilent);
    removeScormApi();
    this.api = undefined;
    this.isOpen = false;
    this.busy = false;
  }

  /** Ends the course here: everything is saved first, then the learner is led on. */
  private async finish(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.toggleContents(false);
    await this.leaveUnit();
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
    if (leadsOn) window.setTimeout(() => window.location.replace(this.boot.exitUrl), farewellMs);
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
    return menuOf(this.boot.course, this.session.state, this.current?.id);
  }

  private refresh(): void {
    const menu = this.menu();
    const hidden = new Set(this.current?.hideLmsUi ?? []);
    this.api?.setNavigationValid('continue', menu.next !== undefined);
    this.api?.setNavigationValid('previous', menu.previous !== undefined);
    const steps = this.units.length > 1 && this.current && !this.over;
    this.view.showSteps(steps && !hidden.has('previous') ? menu.previous !== undefined : undefined, steps && !hidden.has('continue') ? menu.next !== undefined : undefined);
    this.view.showExit(!this.over && !(hidden.has('exitAll') && hidden.has('suspendAll')));
    if (!this.contents) return;
    const progress = this.session.progress();
    const later = new Set(this.units.filter(({ prerequisites }) => prerequisites && !prerequisitesMet(prerequisites, progress)).map(({ id }) => id));
    this.contents.show({ menu, progress, current: this.current?.id, later });
  }
}

/** The same launch link opened in a second tab is the same session: the newest tab goes on alone, above what the other one still saved. */
function leaveToNewest(sessionKey: string, session: LearnerSession, stop: () => Promise<void>): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const tabs = new BroadcastChannel(`courseway.${sessionKey}`);
  tabs.onmessage = ({ data }: MessageEvent<{ opened?: boolean; revision?: number }>) => {
    if (data.opened) void stop().then(() => tabs.postMessage({ revision: session.lastRevision() }));
    if (data.revision) session.outrank(data.revision);
  };
  tabs.postMessage({ opened: true });
}

/** `continue`, `_continue`, `{target=intro}choice`: adl.nav.request as a request (SN 5.6.2). */
function readWish(wish: string): Request {
  const [, target, kind = ''] = /^(?:\{target=(.+)\})?_?(\w+?)_?$/.exec(wish) ?? [];
  if ((kind === 'choice' || kind === 'jump') && target) return { kind, target };
  const known = ['continue', 'previous', 'exit', 'exitAll', 'suspendAll', 'abandon', 'abandonAll'] as const;
  return { kind: known.find((name) => name === kind) ?? 'none' };
}

window.opener = null; // the course is of our origin: what it runs in this window could lead the page that opened it elsewhere
new Player(readBootData()).start();
