import type { PackageConfig } from './config';
import type { FoundApi } from './find-api';
import type { Lms } from './lms';
import type { Page } from './page';

/** What the self-test gets from the package that loads it. */
export interface SelfTestCall {
  config: PackageConfig;
  page: Page;
  /** None was found. */
  found?: FoundApi;
  /** A session that a launch has begun and will end; without it the test begins and ends its own. */
  lms?: Lms;
  /** Beside a page that stays: what was found is told in one line. Before the gateway is known of nothing may leave the page. */
  quietly?: { tell(found: string): void; asksGateway: boolean };
  /** Back to what was tried. */
  again?: () => void;
}

export const selfTestEvent = 'rd1-selftest';
let isLoaded = false;

/** The name of the second script, which only a test needs; read before the page is emptied. */
const script = document.body.getAttribute('data-selftest');
export const canSelfTest = script !== null;

export const isSelfTestAsked = (): boolean => /[?&]selftest=1(&|$)/.test(window.location.search);

/** Loads the self-test when it is first asked for, and runs it. */
export function runSelfTest(call: SelfTestCall): void {
  const go = (): void => {
    isLoaded = true;
    document.dispatchEvent(new CustomEvent(selfTestEvent, { detail: call }));
  };
  if (isLoaded) return go();
  const element = document.createElement('script');
  element.src = script || '';
  element.onload = go;
  document.body.appendChild(element);
}
