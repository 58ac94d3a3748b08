import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  at: number;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real receiver of postbacks on loopback; `answer` decides what it says to each. */
export class TestReceiver {
  readonly received: Received[] = [];
  /** Most requests that were open at the same time. */
  mostOpen = 0;
  private open = 0;
  private constructor(private readonly server: Server) {}

  static async start(answer: (response: ServerResponse, received: Received, request: IncomingMessage) => void = (response) => response.end('ok'), host = '127.0.0.1'): Promise<TestReceiver> {
    const server = createServer();
    const receiver = new TestReceiver(server);
    server.on('request', (request, response) => {
      receiver.open++;
      receiver.mostOpen = Math.max(receiver.mostOpen, receiver.open);
      response.on('close', () => receiver.open--);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received = { at: performance.now(), url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
        receiver.received.push(received);
        answer(response, received, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return receiver;
  }

  get url(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `http://${address}:${port}/results`;
  }

  get ids(): string[] {
    return this.received.map(({ headers }) => String(headers['webhook-id']));
  }

  async until(count: number, ms = 15_000): Promise<Received[]> {
    for (const end = performance.now() + ms; this.received.length < count; ) {
      if (performance.now() > end) throw new Error(`${this.received.length} of ${count} postbacks came`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.received;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
