import type { BrowserContext, Frame } from 'playwright-core';
import { until } from '../support/browser';

/** A shell page that speaks the package's protocol and says whatever a test wants. */
const page = `<!doctype html><html lang="en"><title>Fake shell</title><script>
  var heard = []; var port;
  var n = location.hash.slice(3);
  addEventListener('message', function (event) {
    if (!event.ports[0]) return;
    heard.push(event.data); port = event.ports[0];
    port.onmessage = function (message) { heard.push(message.data); };
  });
  parent.postMessage({ kind: 'READY', n: n, proto: 1, load: 'fake' }, '*');
  function say(message) { port.postMessage(message); }
</script><h1>Fake shell</h1></html>`;

/** In this context the gateway's shell is a fake one. */
export const withFakeShell = (context: BrowserContext, publicUrl: string): Promise<unknown> =>
  context.route(new RegExp(`^${publicUrl.replace(/[.]/g, '\\.')}/d/[^/]+$`), (route) => route.fulfill({ contentType: 'text/html', body: page }));

export interface FakeShell {
  say(message: object | string): Promise<void>;
  heard(kind: string): Promise<Record<string, unknown>[]>;
  awaitHeard(kind: string, count?: number): Promise<Record<string, unknown>[]>;
}

const policy = { launchMode: 'frame', exitValue: 'suspend', finishOnComplete: false, mirrorLocation: true, keepAliveSec: 300, statusPolicy: 'ratchet', scorePolicy: 'ratchet' };
export const state = (rev: number, status: string, more: object = {}) => ({ epoch: 1, rev, status, active: true, ...more });
export const welcome = (more: object = {}) => ({ kind: 'WELCOME', pointer: 'rd1.registration.proof', token: '', epoch: 1, state: state(1, 'incomplete'), policy, tracking: true, lmsComplete: false, texts: {}, ...more });

export function fakeShellIn(frame: Frame): FakeShell {
  const shell: FakeShell = {
    say: async (message) => void (await frame.evaluate(typeof message === 'string' ? `say(${message})` : `say(${JSON.stringify(message)})`)),
    heard: async (kind) => ((await frame.evaluate('heard')) as Record<string, unknown>[]).filter((message) => message['kind'] === kind),
    awaitHeard: (kind, count = 1) => until(() => shell.heard(kind), (all) => all.length >= count),
  };
  return shell;
}
