import { once } from 'node:events';
import { type OutgoingHttpHeaders, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxyBehaviour {
  /** Instead of the visitor's. */
  headers?: OutgoingHttpHeaders;
  /** Of each answer. */
  answerHeaders?: Record<string, string>;
}

/** A reverse proxy before `port` of this machine. */
export async function startProxy(port: number, { headers = {}, answerHeaders = {} }: ProxyBehaviour): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    const onward = request({ host: '127.0.0.1', port, method: asked.method, path: asked.url, headers: { ...asked.headers, ...headers } }, (got) => {
      answer.writeHead(got.statusCode ?? 502, { ...got.headers, ...answerHeaders });
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
