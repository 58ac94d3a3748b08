// A receiver that takes every POST at once and tells how many came, how many were signed, and when the last one and (`/?from=500`) the 500th came.
import { createServer } from 'node:http';

const nothing = () => ({ count: 0, signed: 0, bytes: 0 });
let seen = nothing();
let times = [];
createServer((request, answer) => {
  if (request.method === 'GET') {
    const from = Number(/from=(\d+)/.exec(request.url)?.[1] ?? 1);
    const body = JSON.stringify({ ...seen, first: times[from - 1], last: times.at(-1) });
    if (request.url === '/reset') [seen, times] = [nothing(), []];
    return void answer.end(body);
  }
  request.on('data', (chunk) => (seen.bytes += chunk.length));
  request.on('end', () => {
    times.push(performance.now());
    seen.count++;
    if (/^v1,/.test(request.headers['webhook-signature'] ?? '')) seen.signed++;
    answer.end('ok');
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
