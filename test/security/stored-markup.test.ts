import { SaxesParser } from 'saxes';
import type { BrowserContext, Page } from 'playwright-core';
import { type Lms, startLms } from '../lms/start-lms';
import { type Booted, bootCourseway } from '../support/boot';
import { frameWith, inChromium, TestBrowser, until } from '../support/browser';
import { administrator, enterConsole, withAdministrator } from '../support/console-pages';
import { Browsing } from '../support/consoling';
import { readZip } from '../support/read-zip';
import { TestReceiver } from '../support/receiver';
import { reportLink } from '../support/reporting';
import { callsOf } from '../support/sessions';
import { v1Client, type V1Parameters } from '../support/v1';
import { courseZip, each, type Marked, MarkedThings, sinks, word } from './marked-things';
import { naivePages, payloads } from './payloads';
import { Witness } from './witness';

const at = encodeURIComponent;
const pagesAtOnce = 3;
/** Hundreds of pages take their time where other suites run beside. */
const patience = 300_000;

/** Everything an XML document says; it must be well-formed and hold no element of a page. */
function wordsOfXml(xml: string): string {
  const said: string[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on('text', (text) => void said.push(text));
  parser.on('cdata', (text) => void said.push(text));
  parser.on('opentag', ({ name, attributes }) => {
    if (/^(script|img|svg|iframe|style|math|html)$/i.test(name)) throw new Error(`there is a <${name}>`);
    said.push(...Object.values(attributes as Record<string, string>));
  });
  parser.write(xml).close();
  return said.join('\n');
}

inChromium('words that somebody stored', () => {
  let courseway: Booted;
  let browser: TestBrowser;
  let receiver: TestReceiver;
  let things: Marked[];
  let context: BrowserContext;
  let witness: Witness;
  beforeAll(async () => {
    receiver = await TestReceiver.start((response, { url }) => {
      const id = decodeURIComponent(url.split('/results/')[1] ?? '');
      response.writeHead(410, { 'content-type': 'text/html' }).end(word('answer to a postback', each.find((n) => word('registration id', n) === id) ?? 0));
    });
    courseway = await bootCourseway({ ...withAdministrator, OUTGOING_ALLOW: '127.0.0.1', BOOTSTRAP_APP_NAME: word('application name', 1) });
    const owner = Object.assign(new Browsing(courseway), { application: courseway.applicationId });
    await owner.signIn(administrator.email);
    things = await new MarkedThings(courseway, owner, receiver.url).all();
    browser = await TestBrowser.open();
    context = await browser.newContext({ reducedMotion: 'reduce' });
    witness = await Witness.standBy(context);
    for (const sink of sinks) for (const n of each) witness.expects(`${sink} ${n}`, word(sink, n));
    await enterConsole(await context.newPage(), courseway);
  }, patience);
  afterAll(async () => {
    await browser?.close();
    await courseway?.close();
    await receiver?.stop();
  });

  /** Of what was looked at since the last time. */
  const harmless = () => expect(witness.account()).toEqual({ executions: [], violations: [], built: [] });
  /** Does the same with all of them, in a few pages side by side. */
  async function withEach<T>(all: readonly T[], act: (page: Page, one: T) => Promise<unknown>): Promise<void> {
    const left = [...all];
    await Promise.all(Array.from({ length: pagesAtOnce }, async () => {
      const page = await context.newPage();
      for (let one = left.shift(); one !== undefined; one = left.shift()) await act(page, one);
      await page.close();
    }));
  }

  const launched = async ({ registrationId }: Marked) => ((await (await courseway.api(`/registrations/${at(registrationId)}/launchLink`, { method: 'POST', body: { redirectOnExitUrl: 'Message' } })).json()) as { launchLink: string }).launchLink;
  const bytesOf = async (path: string) => Buffer.from(await (await courseway.api(path)).arrayBuffer());
  /** Every text in a piece of JSON. */
  function heard(value: unknown): void {
    if (typeof value === 'string') witness.hears(value);
    else if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) [name, inner].forEach(heard);
  }

  test('each of ten payloads runs on a page that takes it for markup, and what it builds is found', async () => {
    const naive = await browser.newContext();
    const seen = await Witness.standBy(naive);
    await naive.route('http://naive.test/**', (route) => {
      const [, kind = 0, n = 0] = new URL(route.request().url()).pathname.split('/').map(Number);
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: `<!doctype html><meta charset=utf-8><title>Naive</title>${naivePages[kind]?.(payloads[n]?.(n) ?? '')}` });
    });
    const page = await naive.newPage();
    const found: Record<number, { runs: boolean; built: boolean }> = {};
    for (const n of each) {
      for (const kind of naivePages.keys()) {
        await page.goto(`http://naive.test/${kind}/${n}`);
        if (kind < 2) await seen.look(page); // the others have scripts of their own
      }
      await until(() => seen.executions.length);
      const { executions, built } = seen.account();
      found[n] = { runs: executions.length > 0, built: built.length > 0 };
    }
    await naive.close();
    expect(found).toEqual({ ...each.map(() => ({ runs: true, built: true })) });
  });

  const settled = (page: Page) =>
    page.evaluate(`new Promise((done) => { let calm = 0; const look = () => { calm = document.querySelector('.loading, [aria-busy=true]') || !document.querySelector('h1') ? 0 : calm + 1; if (calm > 3) done(); else setTimeout(look, 10); }; setTimeout(look, 20); })`);
  /** Opens all dialogs of a page at once, looks, and closes them. */
  async function lookIntoDialogs(page: Page): Promise<void> {
    await page.evaluate("document.querySelectorAll('main [aria-haspopup=dialog]').forEach((one) => one.click())");
    await settled(page);
    await witness.look(page);
    await page.evaluate("document.querySelectorAll('dialog').forEach((one) => one.dispatchEvent(new Event('cancel', { cancelable: true })))");
  }
  /** A page of the console, which changes without loading. */
  async function view(page: Page, path: string, dialogs = false): Promise<void> {
    if (!page.url().startsWith(courseway.publicUrl)) {
      await page.goto(`${courseway.publicUrl}/console/account`);
      await page.locator('#main h1').waitFor();
    }
    await page.evaluate(`(() => { history.pushState(null, '', ${JSON.stringify(`/console${path}`)}); dispatchEvent(new PopStateEvent('popstate')); })()`);
    await settled(page);
    await witness.look(page);
    if (dialogs) await lookIntoDialogs(page);
  }

  test('are text in every list of the console, and in the dialogs there', async () => {
    const lists = ['/courses', '/destinations', '/dispatches', '/invitations', '/invitations?part=public', '/invitations?part=suppressions', '/registrations', '/reports', '/settings', '/mailbox', '/audit', '/audit?part=all'];
    const dialogs = ['', '/postbacks', '/credentials', '/administrators', '/account', '/invitations?compose=private'];
    await withEach([...lists.map((path) => ({ path, opens: false })), ...dialogs.map((path) => ({ path, opens: true }))], (page, { path, opens }) => view(page, path, opens));
    harmless();
  }, patience);

  test('are text on the page of each thing in the console, and in the dialogs there', async () => {
    await withEach(things, async (page, one) => {
      const [course, destination, dispatch, registration] = [`/courses/${at(one.courseId)}`, `/destinations/${at(one.destinationId)}`, `/dispatches/${at(one.dispatchId)}`, `/registrations/${at(one.registrationId)}`];
      for (const path of [course, `${destination}?part=about`, dispatch, `${registration}?part=history`, `/invitations/private/${at(one.invitationId)}`, `/learners?id=${at(one.learnerId)}`]) await view(page, path, true);
      const parts = ['downloads', 'seats', 'launches', 'confirmations', 'ledger'].map((part) => `${dispatch}?part=${part}`);
      for (const path of [`${course}?part=versions`, destination, `${destination}?part=ledger`, registration, `/invitations/public/${at(one.publicId)}`, `/diagnostics?reference=${at(one.reference)}`, ...parts]) await view(page, path);
    });
    harmless();
  }, patience);

  test('are text where the console tells how an import ended', async () => {
    await withEach(things, async (page, one) => {
      await view(page, '/courses');
      await page.locator('input[type=file]').setInputFiles({ name: `${word('file name', one.n)}.zip`, mimeType: 'application/zip', buffer: await courseZip(one.word) });
      await page.getByLabel('Course id').fill(`uploaded-${one.n}`);
      await page.locator('dialog button[type=submit]').click();
      await page.locator('dialog .note li').first().waitFor();
      await witness.look(page);
      await page.keyboard.press('Escape');
    });
    harmless();
  }, patience);

  test('are text on the pages that links lead to: invitations, reports, diagnoses, properties of a course', async () => {
    const report = await reportLink(courseway.api, '', { admin: true });
    const v1 = v1Client(courseway);
    await withEach(things, async (page, one) => {
      const addresses = [
        one.invitationUrl, `${courseway.publicUrl}/diagnosis?code=${at(one.reference)}`, v1.address('course.properties', { courseid: one.courseId, editor: 'latest' }),
        `${report}&${new URLSearchParams({ course: one.courseId, destination: one.destinationId, learner: one.learnerId, learnerTags: one.word('learner tag'), from: one.word('course tag') })}`, `${report}&${new URLSearchParams({ course: one.courseId, destination: one.destinationId })}`,
        `${courseway.publicUrl}/diagnosis?code=${at(one.courseId)}`,
      ];
      for (const address of addresses) {
        await page.goto(address);
        await witness.look(page);
      }
    });
    await withEach([report, `${courseway.publicUrl}/docs`], async (page, address) => {
      await page.goto(address);
      await witness.look(page);
    });
    harmless();
  }, patience);

  test('are text in the forms and in the player of a learner', async () => {
    await withEach(things, async (page, one) => {
      for (const address of [one.publicUrl, one.linkUrl]) {
        await page.goto(address);
        await page.locator('#firstName').fill(one.word('form of a learner'));
        await page.locator('#lastName').fill(one.word('form of a learner'));
        await page.locator('#email').fill(one.word('form of a learner'));
        await page.locator('main form button:last-of-type').click();
        await page.locator('#problems').waitFor();
        await witness.look(page);
      }
      await page.goto(await launched(one));
      await frameWith(page, '/content/');
      await witness.look(page);
    });
    harmless();
  }, patience);

  test('are text in the mailbox, and what a mail may hold of them does nothing', async () => {
    const { messages } = (await (await courseway.api('/../../dev/mailbox/messages')).json()) as { messages: { id: string; subject: string }[] };
    const mails = messages.filter(({ subject }) => things.some((one) => subject.includes(one.word('invitation subject'))));
    expect(mails).toHaveLength(things.length);
    await withEach(mails, async (page, { id }) => {
      for (const part of ['', '/html']) {
        await page.goto(`${courseway.publicUrl}/dev/mailbox/view/${at(id)}${part}?application=${courseway.applicationId}`);
        await witness.look(page);
      }
    });
    harmless();
  }, patience);

  test('are texts of well-formed documents of the older API, which build nothing when they are opened', async () => {
    const v1 = v1Client(courseway);
    const calls: [string, (one: Marked) => V1Parameters][] = [
      ['course.getCourseDetail', ({ courseId }) => ({ courseid: courseId })], ['course.getMetadata', ({ courseId }) => ({ courseid: courseId, mdformat: 'detail' })], ['course.getAttributes', ({ courseId }) => ({ courseid: courseId })],
      ['course.getFileStructure', ({ courseId }) => ({ courseid: courseId })], ['course.getManifest', ({ courseId }) => ({ courseid: courseId })], ['registration.getRegistrationDetail', ({ registrationId }) => ({ regid: registrationId })],
      ['registration.getRegistrationResult', ({ registrationId }) => ({ regid: registrationId, resultsformat: 'full' })], ['registration.getLaunchHistory', ({ registrationId }) => ({ regid: registrationId })],
      ['dispatch.getDestinationInfo', ({ destinationId }) => ({ destinationid: destinationId })], ['dispatch.getDispatchInfo', ({ dispatchId }) => ({ dispatchid: dispatchId })], ['invitation.getInvitationInfo', ({ invitationId }) => ({ invitationid: invitationId, detail: 'true' })],
      ['tagging.getCourseTags', ({ courseId }) => ({ courseid: courseId })], ['course.exists', ({ courseId }) => ({ courseid: `${courseId} ` })], ['registration.getRegistrationDetail', ({ courseId }) => ({ regid: `no ${courseId}` })],
    ];
    const documents = [
      ...things.flatMap((one) => calls.map(([method, parameters]) => v1.address(method, parameters(one)))),
      ...['course.getCourseList', 'registration.getRegistrationList', 'registration.getRegistrationListResults', 'dispatch.getDestinationList', 'dispatch.getDispatchList', 'invitation.getInvitationList'].map((method) => v1.address(method)),
    ];
    for (const address of documents) {
      const answer = await fetch(address);
      const { headers } = answer;
      expect([address, headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([address, expect.stringMatching(/^text\/xml/), 'nosniff']);
      witness.hears(wordsOfXml(await answer.text()));
    }
    await withEach(documents.filter((_, n) => n < calls.length || n >= calls.length * things.length), async (page, address) => {
      await page.goto(address).catch(() => undefined); // one of them is a file to be saved
      await witness.look(page);
    });
    harmless();
  }, patience);

  test('are texts of JSON, which no browser takes for a page', async () => {
    const sessions = await callsOf(courseway);
    const packages = await sessions('GET', '/packages');
    expect(packages.headers.get('content-type')).toMatch(/^application\/json/);
    heard(packages.body);
    const paths = things.flatMap(({ courseId, registrationId, dispatchId }) => [
      `/courses/${at(courseId)}?includeCourseMetadata=true`, `/courses/${at(courseId)}/asset/list`, `/registrations/${at(registrationId)}?includeChildResults=true&includeInteractionsAndObjectives=true&includeRuntime=true`, `/registrations/${at(registrationId)}/launchHistory?includeHistoryLog=true`,
      `/dispatch/dispatches/${at(dispatchId)}/confirmations`, `/courses/${at(`no ${courseId}`)}`,
    ]);
    for (const path of [...paths, '/courses?includeCourseMetadata=true', '/registrations', '/dispatch/destinations', '/dispatch/dispatches', '/invitations/private', '/postbacks']) {
      const answer = await courseway.api(path);
      expect([path, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([path, expect.stringMatching(/^application\/json/), 'nosniff']);
      heard(await answer.json());
    }
  });

  test('name no file of a download, and what belongs to a course is no page of this origin', async () => {
    for (const one of things) {
      for (const path of [`/dispatch/dispatches/${at(one.dispatchId)}/zip`, `/dispatch/destinations/${at(one.destinationId)}/dispatches/zip`, `/courses/${at(one.courseId)}/zip`, `/courses/${at(one.courseId)}/asset?relativePath=${at(one.word('file name'))}`, `/dispatch/dispatches/${at(one.dispatchId)}/unconfirmed.csv`]) {
        const answer = await courseway.api(path);
        await answer.body?.cancel();
        expect([path, answer.status, answer.headers.get('content-disposition') ?? '']).toEqual([path, 200, expect.stringMatching(/^attachment(; filename="[\w .-]+"|; filename\*=UTF-8''[\w%.~!-]+)?$/)]);
        expect([path, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([path, expect.stringMatching(/^(application\/(zip|octet-stream)|text\/csv)/), 'nosniff']);
      }
    }
    const page = await context.newPage();
    const player = await fetch(await launched(things[0] as Marked), { redirect: 'manual' });
    await page.goto(player.headers.get('location') ?? '');
    const inside = new URL((await frameWith(page, '/content/')).url());
    expect(inside.origin).toBe(courseway.contentUrl);
    const asset = `${inside.pathname.split('/').slice(0, 3).join('/')}/${at(word('file name', 0))}`;
    expect([(await fetch(`${courseway.contentUrl}${asset}`)).status, (await fetch(`${courseway.publicUrl}${asset}`)).status]).toEqual([200, 404]);
    await page.close();
    harmless();
  }, patience);

  test('are text in the packages that clients get, in their LMS, and in what a learner is told there', async () => {
    const pages: string[] = [];
    const lmss: { lms: Lms; dispatchId: string }[] = [];
    for (const { dispatchId, destinationId } of things) {
      for (const format of ['SCORM_12', 'SCORM_2004_4TH', 'AICC', 'CMI5', 'LINK', 'LTI_11', 'LTI_13']) {
        const outer = await readZip(await bytesOf(`/dispatch/destinations/${at(destinationId)}/dispatches/zip?type=${format}`));
        witness.hears(outer.get('README.txt')?.toString() ?? '');
        const [, zip = Buffer.alloc(0)] = [...outer].find(([name]) => name.endsWith('.zip')) ?? [];
        if (format === 'SCORM_12') lmss.push({ dispatchId, lms: await startLms('strict-1.2', { zip }) });
        for (const [name, content] of await readZip(zip)) {
          if (/\.(xml|xsd)$/.test(name)) witness.hears(wordsOfXml(content.toString()));
          else if (name.endsWith('.json')) heard(JSON.parse(content.toString()));
          else if (name === 'course.html') pages.push(content.toString());
        }
      }
    }
    await context.route('http://package.test/*', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: pages[Number(new URL(route.request().url()).pathname.slice(1))] ?? '' }));
    await withEach([...pages.keys()], async (page, n) => {
      await page.goto(`http://package.test/${n}`);
      await witness.look(page);
    });
    const visit = async (page: Page, lms: Lms, n: string) => page.goto(lms.launchUrl({ id: `learner ${n}`, name: word('name in the LMS', 1) }));
    await withEach(lmss, async (page, { lms, dispatchId }) => {
      await visit(page, lms, 'let in');
      await frameWith(page, '/content/');
      await witness.look(page);
      await courseway.api(`/dispatch/dispatches/${at(dispatchId)}`, { method: 'PUT', body: { enabled: false } });
      await visit(page, lms, 'refused');
      await (await frameWith(page, '/d/')).waitForSelector('[role=alert] h1');
      await witness.look(page);
      await page.goto('about:blank');
      await lms.close();
    });
    harmless();
  }, patience);

  test('were all seen somewhere, each as it was stored, in all places with all payloads', () => {
    expect([sinks.length, payloads.length]).toEqual([49, 10]);
    expect(witness.unseen).toEqual([]);
  });
});
