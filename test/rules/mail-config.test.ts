import { readConfigFrom } from '../../src/platform/config/read-config.rules';
import { backOff } from '../../src/platform/mail/mail-retry.rules';
import { fateOf } from '../../src/platform/mail/smtp-answer.rules';

const read = (env: Record<string, string>) => {
  const answer = readConfigFrom(env);
  return 'faults' in answer ? answer.faults : answer.values;
};
const smtp = (url: string) => {
  const answer = readConfigFrom({ SMTP_URL: url });
  return 'values' in answer ? answer.values.smtp : answer.faults.join('\n');
};

describe('SMTP_URL', () => {
  test('names the server; a password is decoded and asks for TLS', () => {
    expect(smtp('smtp://us%40er:p%2F%40ss@mail.example.com')).toMatchObject({ host: 'mail.example.com', port: 587, secure: false, user: 'us@er', password: 'p/@ss', requireTls: true, ignoreTls: false, rejectUnauthorized: true });
    expect(smtp('smtps://u:p@mail.example.com')).toMatchObject({ port: 465, secure: true, requireTls: false });
    expect(smtp('smtp://mail.example.com:25')).toMatchObject({ port: 25, requireTls: false, connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 });
    expect(smtp('smtp://u:p@127.0.0.1:1025')).toMatchObject({ host: '127.0.0.1', requireTls: false });
    expect(smtp('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25 });
    expect(smtp('smtp://u:p@mail.example.com?requireTLS=false&tls.rejectUnauthorized=false&tls.servername=mx.example.com&name=us.example.com&socketTimeout=5000')).toMatchObject({
      requireTls: false, rejectUnauthorized: false, servername: 'mx.example.com', name: 'us.example.com', socketTimeout: 5_000,
    });
  });

  test.each([
    'mail.example.com', 'http://mail.example.com', 'smtp://', 'smtp://u:se/cret-word@host', 'smtp://u:secret-word@host/path', 'smtp://u:secret-word@host#x', 'smtp://secret-word@host', 'smtp://u:secret-word%zz@host',
    'smtp://u:p@host?secret-word=1', 'smtp://u:p@host?tls.rejectUnauthorized=maybe', 'smtp://u:12?secret-word@host', 'smtp://u:p@host?socketTimeout=soon', 'smtp://u:p@host:99999',
  ])('%s is a fault that tells no secret', (url) => {
    const fault = smtp(url);
    expect(fault).toMatch(/^SMTP_URL: /);
    expect(fault).not.toMatch(/secret-word|cret-word/);
  });
});

test('MAIL_FROM, MAIL_CONNECTIONS and MAIL_PER_MINUTE', () => {
  expect(read({ PUBLIC_URL: 'https://courses.example.com:8443' })).toMatchObject({ mailFrom: { address: 'no-reply@courses.example.com' }, mailConnections: 5, mailPerMinute: 0, smtp: undefined });
  expect(read({ PUBLIC_URL: 'https://192.0.2.7' })).toMatchObject({ mailFrom: { address: 'no-reply@[192.0.2.7]' } });
  expect(read({ MAIL_FROM: 'learn@example.com' })).toMatchObject({ mailFrom: { address: 'learn@example.com' } });
  expect(read({ MAIL_FROM: '"ACME, Training" <learn@example.com>' })).toMatchObject({ mailFrom: { name: 'ACME, Training', address: 'learn@example.com' } });
  expect(read({ MAIL_FROM: 'nobody', MAIL_CONNECTIONS: '0', MAIL_PER_MINUTE: '-1', SMTP_URL: 'x' })).toEqual([
    expect.stringMatching(/^SMTP_URL: must look like/), expect.stringMatching(/^MAIL_FROM: must be an address/), expect.stringMatching(/^MAIL_CONNECTIONS: /), expect.stringMatching(/^MAIL_PER_MINUTE: /),
  ]);
  for (const bad of ['a@b, c@d', 'A <a@b> <c@d>', 'a b@c', `A\r\nBcc: x@y <a@b>`, `${'x'.repeat(250)}@example.com`]) expect(read({ MAIL_FROM: bad })).toEqual([expect.stringMatching(/^MAIL_FROM: /)]);
});

test('back-off: from a minute to an hour, and up to a quarter more', () => {
  expect([0, 1, 2, 5, 6, 50].map((attempts) => backOff(attempts, 0) / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
  expect([backOff(0, 0.5), backOff(50, 1)]).toEqual([67_500, 4_500_000]);
});

test.each([
  ['refused recipient', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, true, 'bounced'],
  ['refused message', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true, 'bounced'],
  ['put off at RCPT', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, true, 'delayed'],
  ['session in disorder', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 503 }, true, 'delayed'],
  ['over quota', { code: 'EMESSAGE', command: 'DATA', responseCode: 550, response: '550 5.4.5 Daily user sending limit exceeded' }, true, 'delayed'],
  ['login wanted', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 }, true, 'unreachable'],
  ['refused sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, true, 'unreachable'],
  ['sender put off', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 451 }, true, 'delayed'],
  ['too large', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 552 }, true, 'bounced'],
  ['closing, in the middle', { code: 'ECONNECTION', command: 'CONN', responseCode: 421 }, true, 'delayed'],
  ['broken off', { code: 'ESOCKET', command: 'CONN' }, true, 'delayed'],
  ['silent', { code: 'ETIMEDOUT', command: 'CONN' }, true, 'delayed'],
  ['no address', { code: 'EENVELOPE', command: 'API' }, true, 'bounced'],
  ['no connection', { code: 'ESOCKET', command: 'CONN' }, false, 'unreachable'],
  ['no such host', { code: 'EDNS', command: 'CONN' }, false, 'unreachable'],
  ['bad TLS', { code: 'ETLS', command: 'CONN' }, false, 'unreachable'],
  ['greeted with 554', { code: 'EPROTOCOL', command: 'CONN', responseCode: 554 }, false, 'unreachable'],
  ['refused login', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false, 'unreachable'],
  ['could not be put together', { code: 'ESTREAM' }, false, 'delayed'],
] as const)('%s: %j, begun %s, is %s', (_, error, begun, fate) => {
  expect(fateOf({ message: '', ...error }, begun)).toBe(fate);
});
