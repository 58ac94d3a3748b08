// A mail server that takes everything at once and tells, over HTTP on the next port, how many messages came and when the first and last did.
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

const port = Number(process.env.PORT);
let seen = { count: 0, first: 0, last: 0 };
new SMTPServer({
  authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, logger: false,
  onData(stream, _, done) {
    stream.resume();
    stream.on('end', () => {
      seen.last = performance.now();
      if (seen.count++ === 0) seen.first = seen.last;
      done();
    });
  },
}).listen(port + 1, '127.0.0.1');
createServer((request, answer) => {
  const body = JSON.stringify(seen);
  if (request.url === '/reset') seen = { count: 0, first: 0, last: 0 };
  answer.end(body);
}).listen(port);
