// A small HTTP/1.1 load generator: keep-alive connections, one request in flight on each, every answer checked.
import { connect } from 'node:net';

class Connection {
  constructor(port, host) {
    this.host = host;
    this.buffer = Buffer.alloc(0);
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.ready = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    this.socket.on('data', (chunk) => {
      this.buffer = this.buffer.length ? Buffer.concat([this.buffer, chunk]) : chunk;
      this.read();
    });
    this.socket.on('error', (error) => this.waiting?.reject(error));
    this.socket.on('close', () => this.waiting?.reject(new Error('the server closed the connection')));
  }

  send({ method = 'GET', path, headers = {}, body }) {
    const data = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(body);
    const lines = [`${method} ${path} HTTP/1.1`, `host: ${this.host}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
    if (data) lines.push(`content-length: ${data.length}`);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
      this.socket.write(data ? Buffer.concat([head, data]) : head);
    });
  }

  read() {
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.buffer.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(head);
    let size = 0;
    let body;
    if (length) {
      size = Number(length[1]);
      if (this.buffer.length < end + 4 + size) return;
      body = this.buffer.subarray(end + 4, end + 4 + size);
    } else if (/\r\ntransfer-encoding: chunked/i.test(head)) {
      const parts = [];
      let at = end + 4;
      for (;;) {
        const line = this.buffer.indexOf('\r\n', at);
        if (line < 0) return;
        const chunk = Number.parseInt(this.buffer.toString('latin1', at, line), 16);
        if (this.buffer.length < line + 2 + chunk + 2) return;
        parts.push(this.buffer.subarray(line + 2, line + 2 + chunk));
        at = line + 2 + chunk + 2;
        if (chunk === 0) break;
      }
      size = at - end - 4;
      body = Buffer.concat(parts);
    } else body = Buffer.alloc(0);
    this.buffer = this.buffer.subarray(end + 4 + size);
    const { resolve } = this.waiting;
    this.waiting = undefined;
    resolve({ status, head, body });
  }

  close() {
    this.waiting = undefined;
    this.socket.destroy();
  }
}

/** One connection for a few requests. */
export async function connection(port, host) {
  const opened = new Connection(port, host);
  await opened.ready;
  return opened;
}

/**
 * Runs `turn(connection, worker)` over and over on `connections` connections for `seconds`.
 * A turn answers how many operations it did; what it throws ends the measurement. Answers operations per second.
 */
export async function load({ port, host, connections, seconds, turn }) {
  const opened = await Promise.all(Array.from({ length: connections }, () => connection(port, host)));
  let done = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    opened.map(async (one, worker) => {
      while (performance.now() < until) done += await turn(one, worker);
    }),
  );
  const rate = done / ((performance.now() - started) / 1000);
  for (const one of opened) one.close();
  return rate;
}
