// The floor of postbacks: a bare HTTP client, one request after the other on each connection. `node post-loop.mjs <port> <count> <connections> <bytes>`
import { Agent, request } from 'node:http';

const [port, count, connections, bytes] = process.argv.slice(2).map(Number);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const body = JSON.stringify({ id: 'r', state: 'x'.repeat(Math.max(0, bytes - 24)) });
const post = () =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/results', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
let next = 0;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (next++ < count) await post();
  }),
);
agent.destroy();
