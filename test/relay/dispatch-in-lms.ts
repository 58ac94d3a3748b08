import { randomUUID } from 'node:crypto';
import type { BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { CreateDestinations } from '../../src/dispatch/create-destinations';
import type { DestinationSettings } from '../../src/dispatch/destination-settings.rules';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type Lms, type LmsLearner, startLms } from '../lms/start-lms';
import type { Call, LmsKind, Traits } from '../lms/traits';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, TestBrowser, until, type Watched, watch } from '../support/browser';
import { importCourse } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';
import { readZip } from '../support/read-zip';

export interface Wanted {
  /** A course package; without, a SCORM 1.2 course of one SCO with buttons. */
  course?: Buffer;
  title?: string;
  settings?: Partial<DestinationSettings>;
  /** Fields of the dispatch: registrationCap, instanced ... */
  dispatch?: object;
  traits?: Partial<Traits>;
  /** The `type` of the download. */
  format?: string;
  /** Where the package believes the gateway to be, for tests with a proxy in front. */
  gateway?: string;
}

export interface GatewayRow {
  registration_key: string;
  instance: number;
  rev: number;
  completion: string;
  success: string;
  score: number | null;
  seconds: number;
  learner_id: string;
  first_name: string;
  last_name: string;
  acked_rev: number | null;
  last_ack: string | null;
  lms_prior: string | null;
  lms_error: string | null;
}

export interface Dispatched {
  id: string;
  d: string;
  k: string;
  lms: Lms;
  zip: Buffer;
  /** Changes the dispatch as its owner does. */
  change(data: object): Promise<void>;
  /** Downloads another copy of the package. */
  download(): Promise<Buffer>;
  /** What the gateway knows of this dispatch's learners, oldest first. */
  rows(): Promise<GatewayRow[]>;
  open(learner: LmsLearner, context?: BrowserContext): Promise<Visit>;
}

/** One opening of the course by a learner. */
export interface Visit {
  page: Page;
  /** The window the package runs in: the page itself, or the popup of the LMS. */
  window: Page;
  seen: Watched;
  package(): Promise<Frame>;
  shell(): Promise<Frame>;
  player(): Promise<Frame>;
  course(): Promise<Frame>;
  /** Presses a button of the course. */
  press(...ids: string[]): Promise<void>;
  /** The learner presses Exit and sees that all is done. */
  exit(): Promise<void>;
  calls(): Call[];
}

export const setCalls = (calls: readonly Call[]): string[] => calls.filter((call) => /Set|Commit|Finish/.test(call.name)).map((call) => `${call.name.replace('LMS', '')} ${call.args.join('=')}`.replace('cmi.core.', '').trim());

async function must(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

/** The real gateway, Chromium, and as many LMSs as a test wants. */
export class RelayWorld {
  private readonly closers: (() => Promise<void>)[] = [];
  private constructor(readonly courseway: Booted, readonly browser: TestBrowser) {}

  static async start(environment?: Record<string, string>, browser?: Parameters<typeof TestBrowser.open>[0]): Promise<RelayWorld> {
    const courseway = await bootCourseway(environment);
    return new RelayWorld(courseway, await TestBrowser.open(browser));
  }

  /** For afterEach: pages and LMSs of the test. */
  async tidy(): Promise<void> {
    await this.browser.closePages();
    await Promise.all(this.closers.splice(0).map((close) => close()));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.courseway.close();
  }

  closeLater(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  /** Course, destination, dispatch and zip in one call, imported into an LMS of that kind. */
  async dispatchInLms(kind: LmsKind, wanted: Wanted = {}): Promise<Dispatched> {
    const name = randomUUID().slice(0, 8);
    const title = wanted.title ?? 'Sample course';
    const job = await importCourse(this.courseway, `course-${name}`, wanted.course ?? (await makeScorm12Zip({ title })));
    if (job.status !== 'COMPLETE') throw new Error(job.message);
    await this.courseway.get(CreateDestinations).run(this.courseway.applicationId, [{ id: `dest-${name}`, name, ...(wanted.settings ? { settings: wanted.settings } : {}) }]);
    const data = { destinationId: `dest-${name}`, courseId: `course-${name}`, ...wanted.dispatch };
    await must(await this.courseway.api('/dispatch/dispatches', { method: 'POST', body: { dispatches: [{ id: name, data }] } }));
    const zip = await this.download(name, wanted.format);
    const config = await configOf(zip);
    const lms = await startLms(kind, { zip, ...(wanted.traits ? { traits: wanted.traits } : {}) });
    if (wanted.gateway) redirect(lms, config.gw, wanted.gateway);
    this.closers.push(() => lms.close());
    return {
      id: name, ...config, lms, zip, download: () => this.download(name), rows: () => this.rows(config.d),
      change: async (change) => void (await must(await this.courseway.api(`/dispatch/dispatches/${name}`, { method: 'PUT', body: change }))),
      open: (learner, context) => this.open(lms, learner, context),
    };
  }

  private async download(dispatchId: string, format = 'SCORM_12'): Promise<Buffer> {
    return Buffer.from(await (await must(await this.courseway.api(`/dispatch/dispatches/${dispatchId}/zip?type=${format}`))).arrayBuffer());
  }

  private rows(d: string): Promise<GatewayRow[]> {
    const unit = this.courseway.get(UnitOfWork);
    return unit.run(async () => (await unit.query(
      `SELECT r.registration_key, r.learner_id, r.first_name, r.last_name, i.instance, i.rev, i.completion, i.success, i.score, i.seconds, s.acked_rev, s.last_ack, s.lms_prior, s.lms_error
       FROM seats s JOIN registrations r ON r.registration_key = s.registration_key JOIN registration_instances i ON i.instance_key = s.instance_key
       WHERE s.dispatch_key = ? ORDER BY s.created_at, s.seat_key`, [d])) as GatewayRow[]);
  }

  context(options?: BrowserContextOptions): Promise<BrowserContext> {
    return this.browser.newContext(options);
  }

  async open(lms: Lms, learner: LmsLearner, context?: BrowserContext): Promise<Visit> {
    const used = context ?? (await this.browser.newContext());
    const seen = watch(used);
    const page = await used.newPage();
    await page.goto(lms.launchUrl(learner));
    let window = page;
    if (lms.traits.place === 'popup') [window] = await Promise.all([page.waitForEvent('popup'), page.click('#open')]);
    const visit: Visit = {
      page, window, seen, calls: () => lms.calls(learner.id),
      package: () => frameWith(window, '/package/'), shell: () => frameWith(window, '/d/'), player: () => frameWith(window, '/play/'), course: () => frameWith(window, '/content/'),
      press: async (...ids) => {
        const course = await visit.course();
        for (const id of ids) await course.click(`#${id}`);
      },
      exit: async () => {
        const [player, shell] = [await visit.player(), await visit.shell()];
        await player.click('.exit');
        await shell.waitForSelector('.panel.done h1');
      },
    };
    return visit;
  }
}

/** The config of a package, read as its browser does. */
export async function configOf(zip: Buffer): Promise<{ gw: string; d: string; k: string; title: string; lang: string }> {
  const script = [...(await readZip(zip))].find(([name]) => name.startsWith('rd1-config.'))?.[1].toString('utf8') ?? '';
  let config = { gw: '', d: '', k: '', title: '', lang: '' };
  new Function('document', script)({ documentElement: { setAttribute: (_: string, value: string) => (config = JSON.parse(value)) } });
  return config;
}

function redirect(lms: Lms, from: string, to: string): void {
  for (const [name, content] of lms.package.files) if (name.startsWith('rd1-config.')) lms.package.files.set(name, Buffer.from(content.toString('utf8').replaceAll(from, to)));
}

/** The calls that change something, once they are as wanted: an LMS tells its calls after what it keeps, and not always in order. */
export async function loggedCalls(visit: Pick<Visit, 'calls'>, wanted: (calls: string[]) => unknown): Promise<string[]> {
  const isWhole = (calls: readonly Call[]) => calls.every(({ visit: of, seq }, i) => seq === (calls[i - 1]?.visit === of ? (calls[i - 1]?.seq ?? 0) : 0) + 1);
  return setCalls(await until(() => visit.calls(), (calls) => isWhole(calls) && wanted(setCalls(calls))));
}
/** `call` was made, and a commit after it. */
export const committed = (call: string) => (calls: readonly string[]): boolean => calls.includes(call) && calls.lastIndexOf('Commit') > calls.lastIndexOf(call);

/** Waits until the LMS keeps what is wanted. */
export const recorded = (dispatched: Dispatched, learnerId: string, wanted: Record<string, string>, waitMs?: number): Promise<Record<string, string>> =>
  until(() => dispatched.lms.record(learnerId), (record) => Object.entries(wanted).every(([element, value]) => record[`cmi.core.${element}`] === value), waitMs);
