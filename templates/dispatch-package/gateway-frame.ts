import { randomWord } from './config';
import { type Hello, type PackageMessage, readReady, readShellMessage, type ShellMessage } from './relay-messages.rules';

export interface LineEvents {
  /** The shell asks who we are. */
  hello(nonce: string): Hello;
  /** The line is open. */
  open(): void;
  message(message: ShellMessage): void;
}

/** The private line to the shell (RELAY 1.4). Only the gateway's origin, the window we opened and our nonce open one. */
export class GatewayLine {
  readonly nonce = randomWord(16);
  private port: MessagePort | undefined;
  private load: string | undefined;
  lastHeard = 0;

  constructor(private readonly origin: string, private readonly shell: () => Window | null, private readonly events: LineEvents) {
    window.addEventListener('message', this.onWindowMessage);
  }

  get isOpen(): boolean {
    return this.port !== undefined;
  }

  send(message: PackageMessage): void {
    this.port?.postMessage(message);
  }

  close(): void {
    window.removeEventListener('message', this.onWindowMessage);
    this.port?.close();
    this.port = undefined;
  }

  private readonly onWindowMessage = (event: MessageEvent<unknown>): void => {
    const shell = this.shell();
    if (event.origin !== this.origin || !shell || event.source !== shell) return;
    const ready = readReady(event.data, this.nonce);
    if (!ready || ready.load === this.load) return;
    this.load = ready.load;
    this.port?.close();
    const channel = new MessageChannel();
    this.port = channel.port1;
    this.lastHeard = performance.now();
    channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.lastHeard = performance.now();
      const message = readShellMessage(data);
      if (message?.kind === 'PING') return channel.port1.postMessage({ kind: 'PONG' });
      if (message) this.events.message(message);
    };
    shell.postMessage(this.events.hello(this.nonce), this.origin, [channel.port2]);
    this.events.open();
  };
}

export const credentiallessIsKnown = 'credentialless' in HTMLIFrameElement.prototype;

/** A frame for the shell. Without credentials it may stand in a page that embeds only what agrees to it (COEP); we use neither cookies nor storage. */
export function makeFrame(address: string, withoutCredentials: boolean): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.className = 'rd1-frame';
  frame.setAttribute('allow', 'fullscreen; autoplay; encrypted-media; clipboard-write');
  frame.setAttribute('allowfullscreen', '');
  if (credentiallessIsKnown && (withoutCredentials || window.crossOriginIsolated)) frame.setAttribute('credentialless', '');
  frame.src = address;
  return frame;
}

/** Whether another attempt without credentials can differ from the first. */
export const canGoWithoutCredentials = (): boolean => credentiallessIsKnown && !window.crossOriginIsolated;
