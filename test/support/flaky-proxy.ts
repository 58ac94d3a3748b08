import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What to do with a request instead of passing it on: answers true when it was answered. `n` counts from 1. */
type Whim = (asked: IncomingMessage, answer: ServerResponse, n: number) => boolean | Promise<boolean>;

/** Stands before a server and has whims. */
export class FlakyProxy {
  whim: Whim = () => false;
  /** Method and path of every request. */
  readonly seen: string[] = [];
  private readonly server = createServer((asked, answer) => void this.pass(asked, answer));

  private constructor(private readonly to: URL) {}

  static async before(url: string): Promise<FlakyProxy> {
    const proxy = new FlakyProxy(new URL(url));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    this.seen.push(`${asked.method} ${asked.url}`);
    if (await this.whim(asked, answer, this.seen.length)) return;
    const onward = request({ host: '127.0.0.1', port: this.to.port, method: asked.method, path: asked.url, headers: { ...asked.headers, host: this.to.host } }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
