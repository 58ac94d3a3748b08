import { type PackageConfig, takeConfig } from './config';
import { awaitApi, type FoundApi } from './find-api';
import { Launch } from './launch';
import { Lms } from './lms';
import { shownCall } from './lms-call.rules';
import { canSelfTest, isSelfTestAsked, runSelfTest } from './load-selftest';
import { Page } from './page';
import { Texts } from './texts';

/** A fault before the gateway is known of: nothing has left this page yet. */
function fault(page: Page, config: PackageConfig, code: 'no-api' | 'init-failed', details: string, found: FoundApi | undefined): void {
  const { say } = page;
  const again = (): void => start(config, page);
  const test = { text: say('selftest'), run: () => runSelfTest({ config, page, again, ...(found ? { found } : {}) }) };
  const tell = page.show({
    heading: say(`${code}.heading`), fault: true, lines: [say(`${code}.sentence`), say(`${code}.todo`), config.support ? say('ask', { support: config.support }) : ''],
    details: () => details, actions: [{ text: say('tryAgain'), primary: true, run: again }, ...(canSelfTest ? [test] : [])],
  });
  if (canSelfTest) runSelfTest({ config, page, ...(found ? { found } : {}), quietly: { tell, asksGateway: false } });
}

function initialize(config: PackageConfig, page: Page, found: FoundApi): void {
  const lms = new Lms(found.api);
  if (lms.initialize()) return new Launch(config, page, lms, found).openFrame();
  fault(page, config, 'init-failed', lms.log.map(shownCall).join('\n'), found);
}

function start(config: PackageConfig, page: Page): void {
  page.wait(page.say('opening'));
  awaitApi(window, config.s || '1.2', (found) => (found ? initialize(config, page, found) : fault(page, config, 'no-api', `package for dispatch ${config.d}`, undefined)));
}

/** `index.html?selftest=1`: no course, only what would be in its way. */
function test(config: PackageConfig, page: Page): void {
  page.wait(page.say('opening'));
  awaitApi(window, config.s || '1.2', (found) => runSelfTest({ config, page, ...(found ? { found } : {}) }));
}

const config = takeConfig();
if (config) (canSelfTest && isSelfTestAsked() ? test : start)(config, new Page(new Texts(config.lang), config.title));
