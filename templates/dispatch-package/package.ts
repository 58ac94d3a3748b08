import { type PackageConfig, takeConfig } from './config';
import { awaitApi, type FoundApi } from './find-api';
import { Launch } from './launch';
import { Lms } from './lms';
import { Page } from './page';
import { Texts } from './texts';

/** A fault before the gateway is known of: nothing has left this page yet. */
function fault(page: Page, config: PackageConfig, code: 'no-api' | 'init-failed', details: string, again: () => void): void {
  const { say } = page;
  page.show({
    heading: say(`${code}.heading`), fault: true, lines: [say(`${code}.sentence`), say(`${code}.todo`), config.support ? say('ask', { support: config.support }) : ''],
    details: () => details, actions: [{ text: say('tryAgain'), primary: true, run: again }],
  });
}

function initialize(config: PackageConfig, page: Page, found: FoundApi): void {
  const lms = new Lms(found.api);
  if (lms.initialize()) return new Launch(config, page, lms, found).openFrame();
  fault(page, config, 'init-failed', lms.log.join('\n'), () => initialize(config, page, found));
}

function start(config: PackageConfig, page: Page): void {
  page.wait(page.say('opening'));
  awaitApi(window, config.s || '1.2', (found) => (found ? initialize(config, page, found) : fault(page, config, 'no-api', `package for dispatch ${config.d}`, () => start(config, page))));
}

const config = takeConfig();
if (config) start(config, new Page(new Texts(config.lang), config.title));
