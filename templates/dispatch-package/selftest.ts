import { originOf } from './config';
import { Lms } from './lms';
import { selfTestEvent, type SelfTestCall } from './load-selftest';
import { packageVersion } from './package-version.rules';
import { shownCall } from './lms-call.rules';
import { checks, type Check, selfTestCode, type State } from './selftest-code.rules';
import { askGateway, type Checked, frameGateway } from './selftest-gateway';
import { endOwnSession, writeAndReadBack } from './selftest-lms';
import { type Seen, sideOf, verdictOf } from './selftest-verdict.rules';
import { SelfTestView } from './selftest-view';

const wrongByMs = 300_000;

const policySays = (feature: string): string => {
  const policy = (document as { permissionsPolicy?: Policy; featurePolicy?: Policy }).permissionsPolicy || (document as { featurePolicy?: Policy }).featurePolicy;
  return policy?.allowsFeature ? String(policy.allowsFeature(feature)) : '?';
};
interface Policy {
  allowsFeature(feature: string): boolean;
}

/** The flags of the frame we are in, where its page is of our own origin and may be asked. */
function sandboxFlags(): string | undefined {
  try {
    const frame = window.frameElement;
    return frame?.hasAttribute('sandbox') ? String(frame.getAttribute('sandbox')) : undefined;
  } catch {
    return undefined;
  }
}

function storageWorks(): boolean {
  try {
    window.localStorage.setItem('rd1-selftest', '1');
    window.localStorage.removeItem('rd1-selftest');
    window.sessionStorage.getItem('rd1-selftest');
    return true;
  } catch {
    return false;
  }
}

/** Looks at everything a launch needs, changes nothing, and says what is in the way and on whose side. */
class SelfTest {
  private readonly details: Partial<Record<Check, string>> = {};
  private readonly seen: Seen;
  private readonly view: SelfTestView;
  private readonly lms: Lms | undefined;
  private checked: Checked | undefined;
  private left = 2;

  constructor(private readonly call: SelfTestCall) {
    const results = {} as Record<Check, State>;
    checks.forEach((check) => {
      results[check] = 'unknown';
    });
    this.seen = { results, access: '', forbidden: { frame: '', connect: '' }, onlyCredentialless: false };
    this.view = new SelfTestView(call, { again: () => new SelfTest(call).run(), popup: () => this.tryPopup() });
    this.lms = call.lms || (call.found ? new Lms(call.found.api) : undefined);
  }

  run(): void {
    if (!this.call.quietly) this.view.wait();
    document.addEventListener('securitypolicyviolation', this.onViolation);
    this.lookAtPage();
    this.lookAtLms();
    const { config, page, quietly } = this.call;
    if (quietly && !quietly.asksGateway) return this.show();
    frameGateway(config, () => this.seen.forbidden.frame !== '', (seen, onlyCredentialless) => {
      this.put('frame', seen ? 'ok' : 'problem', this.seen.forbidden.frame);
      this.seen.onlyCredentialless = onlyCredentialless;
      if (seen) this.put('isolation', onlyCredentialless ? 'note' : 'ok', `crossOriginIsolated ${String(window.crossOriginIsolated)}`);
      this.oneLess();
    });
    askGateway(config, page.texts.lang, (checked) => {
      this.checked = checked;
      // the browser says why a call was refused only after it was
      window.setTimeout(() => [this.judge(checked), this.oneLess()], 100);
    });
  }

  private put(check: Check, state: State, detail = ''): void {
    this.seen.results[check] = state;
    if (detail) this.details[check] = detail;
  }

  private readonly onViolation = (event: SecurityPolicyViolationEvent): void => {
    const directive = event.effectiveDirective || event.violatedDirective;
    if (event.disposition === 'report' || originOf(event.blockedURI) !== originOf(this.call.config.gw)) return;
    if (/^(frame|child)-src/.test(directive)) this.seen.forbidden.frame = directive;
    if (/^connect-src/.test(directive)) this.seen.forbidden.connect = directive;
  };

  private lookAtPage(): void {
    const flags = sandboxFlags();
    const isOpaque = window.origin === 'null';
    const framing = window.parent === window ? (window.opener ? 'window with opener' : 'window') : 'frame';
    this.put('sandbox', isOpaque ? 'problem' : 'ok', `${framing}${flags === undefined ? '' : `, sandbox="${flags}"`}; unload ${policySays('unload')}`);
    this.put('storage', storageWorks() ? 'ok' : 'note');
  }

  private lookAtLms(): void {
    const { found, config } = this.call;
    const { lms } = this;
    if (!found || !lms) return this.put('api', 'problem', `SCORM ${config.s || '1.2'}`);
    this.put('api', 'ok', `SCORM ${config.s || '1.2'}, depth ${found.depth}${found.opener ? ', opener' : ''}`);
    const begun = this.call.lms !== undefined || lms.initialize();
    this.put('init', begun ? 'ok' : 'problem', begun ? '' : lms.lastError());
    if (!begun) return;
    if (!this.call.lms) this.speak(lms.get('cmi.student_preference.language'));
    const isKept = writeAndReadBack(lms);
    this.put('write', isKept ? 'ok' : 'problem', isKept ? '' : lms.lastError());
    if (!this.call.lms) endOwnSession(lms);
  }

  /** The language of the learner, as at a launch. */
  private speak(language: string): void {
    const { page } = this.call;
    if (this.call.quietly) return;
    page.texts.choose(language);
    page.speak();
    this.view.wait();
  }

  private judge({ status, code, newLearners, now }: Checked): void {
    this.put('fetch', status > 0 ? 'ok' : this.seen.forbidden.connect ? 'note' : 'problem', this.seen.forbidden.connect);
    if (status !== 200) return;
    this.seen.access = code || newLearners;
    this.put('access', code ? 'problem' : newLearners ? 'note' : 'ok', code || newLearners);
    if (!now) return;
    const wrongBy = Math.round(Date.now() - now);
    this.put('clock', Math.abs(wrongBy) > wrongByMs ? 'note' : 'ok', `${Math.round(wrongBy / 1000)} s`);
  }

  private oneLess(): void {
    this.left--;
    if (this.left === 0) this.show();
  }

  /** Only a click may open a window. */
  private tryPopup(): void {
    const opened = window.open('about:blank', '_blank');
    this.put('popup', opened ? 'ok' : 'problem');
    opened?.close();
    this.show();
  }

  private show(): void {
    const verdict = verdictOf(this.seen);
    const { forbidden, results } = this.seen;
    const minutes = this.checked?.now ? Math.round(Math.abs(Date.now() - this.checked.now) / 60_000) : 0;
    const found = {
      verdict, side: sideOf(verdict), code: selfTestCode(verdict, results), results, details: this.details, directive: forbidden.frame || forbidden.connect, forbidden, minutes, texts: this.checked?.texts || {}, content: this.checked?.content || '',
      report: (code: string) => this.report(verdict, code),
    };
    if (this.call.quietly) this.call.quietly.tell(this.view.lineOf(found));
    else this.view.show(found);
  }

  /** For the provider; no key, no name. */
  private report(verdict: string, code: string): string {
    const { config } = this.call;
    return [
      `${code} ${verdict}`, `package ${packageVersion}, dispatch ${config.d}`, `gateway ${originOf(config.gw)}, page ${originOf(window.location.href)}`, ...checks.map((check) => `${check}: ${this.seen.results[check]} ${this.details[check] || ''}`.trim()), navigator.userAgent,
      ...(this.lms?.log || []).map(shownCall),
    ].join('\n');
  }
}

document.addEventListener(selfTestEvent, (event) => new SelfTest((event as CustomEvent<SelfTestCall>).detail).run());
