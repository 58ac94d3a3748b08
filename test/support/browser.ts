import { existsSync } from 'node:fs';
import { openFirefox } from './firefox';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Frame, type Page, type Request } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const hint = 'no Chromium: apt-get install chromium, or set CHROMIUM to its path';
const isThere = existsSync(executablePath);
if (!isThere && process.env['REQUIRE_ALL'] === '1') throw new Error(hint);
if (!isThere) process.stderr.write(`skipped: ${hint}\n`);

/** Runs when Chromium is installed; else one visible line was printed, or everything fails with REQUIRE_ALL=1. */
export const inChromium: typeof describe | typeof describe.skip = isThere ? describe : describe.skip;

const launchArguments = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath, args: launchArguments });

/** What one page wrote to the console and threw, and what it asked for. */
export interface Watched {
  errors: string[];
  requests: { url: string; body: string; type: string; /** Address of the frame that asked. */ frame: string }[];
}

/** One browser for a test file; every test gets a context of its own. */
export class TestBrowser {
  private readonly contexts: BrowserContext[] = [];
  private constructor(readonly browser: Browser) {}

  /** `keepsPages`: Back revives pages, which Playwright otherwise forbids. `firefox`: in that engine. */
  static async open({ keepsPages = false, firefox = false } = {}): Promise<TestBrowser> {
    if (firefox) return new TestBrowser(await openFirefox());
    return new TestBrowser(await chromium.launch({ executablePath, args: launchArguments, ...(keepsPages ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}) }));
  }

  async newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext(options);
    this.contexts.push(context);
    return context;
  }

  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    return (await this.newContext(options)).newPage();
  }

  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

function frameOf(request: Request): string {
  try {
    return request.frame().url();
  } catch {
    return ''; // the frame is not there yet, or no longer
  }
}

/** Collects console errors, exceptions and requests of all pages of a context from now on. */
export function watch(context: BrowserContext): Watched {
  const seen: Watched = { errors: [], requests: [] };
  context.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => seen.errors.push(String(error.error())));
  context.on('request', (request) => seen.requests.push({ url: request.url(), body: request.postData() ?? '', type: request.resourceType(), frame: frameOf(request) }));
  return seen;
}

/** Looks until what is seen is as wanted, and answers it; the last look is in the error. */
export async function until<T>(look: () => T | Promise<T>, wanted: (seen: T) => unknown = Boolean, waitMs = 30_000): Promise<T> {
  let seen = await look();
  for (let left = Math.ceil(waitMs / 50); left > 0 && !wanted(seen); left--) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen = await look();
  }
  if (!wanted(seen)) throw new Error(`still not so after ${waitMs} ms: ${JSON.stringify(seen)?.slice(0, 3000)}`);
  return seen;
}

/** The frame whose address has `part` in it, once it is there and loaded. */
export async function frameWith(page: Page, part: string, waitMs = 15_000): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().includes(part));
  await until(() => find() !== undefined, Boolean, waitMs);
  const frame = find() as Frame;
  await frame.waitForLoadState('load');
  return frame;
}
