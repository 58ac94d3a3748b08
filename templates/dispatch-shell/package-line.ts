import { type Hello, type PackageMessage, type RelayState, readHello, readPackageMessage, type ShellMessage } from '../dispatch-package/relay-messages.rules';

interface LineEvents {
  /** `origin` is what the browser says of the package's page. */
  hello(hello: Hello, origin: string): void;
  message(message: PackageMessage): void;
  silent(is: boolean): void;
}

const readyEveryMs = 500;
const pingMs = 15_000;
const silentAfterMs = 45_000;
const longestResendMs = 30_000;

/** The private line to the package that frames us, or opened us; opened by our nonce only (RELAY 1.4). */
export class PackageLine {
  private port: MessagePort | undefined;
  private lastHeard = 0;
  private unheard: RelayState | undefined;
  private resend: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Window, private readonly nonce: string, private readonly events: LineEvents) {
    const load = crypto.getRandomValues(new Uint32Array(2)).join('-');
    const call = setInterval(() => host.postMessage({ kind: 'READY', n: nonce, proto: 1, load }, '*'), readyEveryMs);
    host.postMessage({ kind: 'READY', n: nonce, proto: 1, load }, '*');
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const port = event.ports[0];
      const hello = this.port || event.source !== host ? undefined : readHello(event.data, this.nonce);
      if (!hello || !port) return;
      clearInterval(call);
      this.open(port);
      this.events.hello(hello, event.origin);
    });
  }

  send(message: ShellMessage): void {
    this.port?.postMessage(message);
  }

  /** Sends a snapshot until the package says it has it: after 2, 4, 8 .. 30 s again. */
  sendState(state: RelayState): void {
    this.unheard = state;
    clearTimeout(this.resend);
    const again = (ms: number): void => {
      this.send({ kind: 'STATE', state });
      this.resend = setTimeout(() => again(Math.min(longestResendMs, ms * 2)), ms);
    };
    again(2000);
  }

  /** The last words of a page that goes: they arrive when only this frame dies. */
  sendUnheard(): void {
    if (this.unheard) this.send({ kind: 'STATE', state: this.unheard });
  }

  stop(): void {
    clearTimeout(this.resend);
    this.unheard = undefined;
  }

  private open(port: MessagePort): void {
    this.port = port;
    this.lastHeard = performance.now();
    port.onmessage = ({ data }: MessageEvent<unknown>) => this.receive(readPackageMessage(data));
    setInterval(() => {
      this.send({ kind: 'PING' });
      if (document.visibilityState === 'visible') this.events.silent(performance.now() - this.lastHeard > silentAfterMs);
    }, pingMs);
  }

  private receive(message: PackageMessage | undefined): void {
    this.lastHeard = performance.now();
    this.events.silent(false);
    if (!message || message.kind === 'PONG') return;
    if (message.kind === 'PING') return this.send({ kind: 'PONG' });
    if (message.kind === 'ACK' && this.unheard && message.rev >= this.unheard.rev) this.stop();
    this.events.message(message);
  }
}
