import { existsSync } from 'node:fs';
import { type Browser, firefox } from 'playwright-core';

const executablePath = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';
const isThere = existsSync(executablePath);
const hint = 'no Firefox: apt-get install firefox-esr, or set FIREFOX to its path';
if (!isThere && process.env['REQUIRE_ALL'] === '1') throw new Error(hint);
if (!isThere) process.stderr.write(`skipped: ${hint}\n`);

/** Runs when Firefox is installed; else one visible line was printed, or everything fails with REQUIRE_ALL=1. */
export const inFirefox: typeof describe | typeof describe.skip = isThere ? describe : describe.skip;

interface Session {
  send(method: string, params: unknown): Promise<unknown>;
}
interface Inside {
  _connection: { toImpl(browser: unknown): { _browserSession: Session } };
}

/** What the library asks of every page and the ESR does not know yet; nothing here depends on it. */
const unknownToEsr = 'emulation.setMediaFeaturesOverride';

/** A Firefox as Debian ships it, by WebDriver BiDi. */
export async function openFirefox(): Promise<Browser> {
  const browser = await firefox.launch({
    executablePath, channel: 'moz-firefox', firefoxUserPrefs: { 'network.dns.localDomains': 'lms.example.test,lms.localhost,middle.other.test,launch.example.test,old.example.test', 'dom.disable_open_during_load': false },
  });
  const session = (browser as unknown as Inside)._connection.toImpl(browser)._browserSession;
  const prototype = Object.getPrototypeOf(session) as Session;
  const { send } = prototype;
  prototype.send = function (this: Session, method, params) {
    return method === unknownToEsr ? Promise.resolve({}) : send.call(this, method, params);
  };
  return browser;
}
