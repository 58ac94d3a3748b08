import { originOf, type PackageConfig, randomWord } from './config';
import { post } from './gateway-relay';
import { credentiallessIsKnown } from './gateway-frame';
import { readReady } from './relay-messages.rules';

const frameWithinMs = 8000;
const secondFrameWithinMs = 4000;

/** What the gateway says to a check. */
export interface Checked {
  /** 0: it could not be asked. */
  status: number;
  code: string;
  newLearners: string;
  now: number;
  content: string;
  texts: Record<string, string>;
}

const textIn = (fields: unknown, key: string): string => {
  const value = (fields as Record<string, unknown> | undefined)?.[key];
  return typeof value === 'string' ? value.slice(0, 500) : '';
};

/** Asks whether learners would be let in. The key leaves in the body only; nothing is made of it. */
export function askGateway(config: PackageConfig, lang: string, then: (checked: Checked) => void): void {
  const { ancestorOrigins } = window.location;
  const ancestors: string[] = ancestorOrigins ? Array.prototype.slice.call(ancestorOrigins) : [];
  post(`${config.gw}/api/d/${encodeURIComponent(config.d)}/check`, { v: 1, k: config.k, origin: originOf(window.location.href), ancestors, lang }, (status, answer) => {
    const texts: Record<string, string> = {};
    ['heading', 'sentence', 'todo'].forEach((key) => {
      texts[key] = textIn(answer['texts'], key);
    });
    then({ status: answer['result'] === 'open' || answer['result'] === 'closed' ? status : status && 1, code: textIn(answer, 'code'), newLearners: textIn(answer, 'newLearners'), now: Number(answer['now']) || 0, content: textIn(answer, 'content'), texts });
  });
}

/** Frames the gateway's page, which calls when it is there; it is told nothing. */
function tryFrame(config: PackageConfig, credentialless: boolean, waitMs: number, then: (seen: boolean) => void): void {
  const nonce = randomWord(16);
  const frame = document.createElement('iframe');
  frame.className = 'rd1-probe';
  frame.title = config.title;
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  if (credentialless) frame.setAttribute('credentialless', '');
  const end = (seen: boolean): void => {
    window.clearTimeout(timer);
    window.removeEventListener('message', listen);
    if (frame.parentNode) frame.parentNode.removeChild(frame);
    then(seen);
  };
  const listen = (event: MessageEvent<unknown>): void => {
    if (event.origin === originOf(config.gw) && event.source === frame.contentWindow && readReady(event.data, nonce)) end(true);
  };
  const timer = window.setTimeout(() => end(false), waitMs);
  window.addEventListener('message', listen);
  frame.src = `${config.gw}/d/${encodeURIComponent(config.d)}#n=${nonce}`;
  document.body.appendChild(frame);
}

/** Whether the gateway's page appears in this one, and how. `isHopeless` tells that a policy was seen to forbid it. */
export function frameGateway(config: PackageConfig, isHopeless: () => boolean, then: (seen: boolean, onlyCredentialless: boolean) => void): void {
  tryFrame(config, false, frameWithinMs, (seen) => {
    if (seen || !credentiallessIsKnown || isHopeless()) return then(seen, false);
    tryFrame(config, true, secondFrameWithinMs, (second) => then(second, second));
  });
}
