import { readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config/config';
import type { Failure } from '../../src/platform/failure';
import { OutgoingHttp, type OutgoingRequest } from '../../src/platform/http-client/outgoing-http';
import { isRefusedAddress, readAllowed } from '../../src/platform/http-client/private-addresses.rules';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { endOfImport } from '../support/courses';
import { makeScorm12Zip } from '../support/make/course-packages';

/** One server on every address of this machine; a hit is a connection, and says which address it came to. */
const hits: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('secret');
const server = createServer((request, response) => answer(request, response));
const sockets = new Set<Socket>();
server.on('connection', (socket: Socket) => {
  hits.push((socket.localAddress ?? '').replace('::ffff:', ''));
  sockets.add(socket.once('close', () => sockets.delete(socket)));
});
let port = 0;
let strict: Booted;
let allowing: Booted;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '::' }, resolve));
  port = (server.address() as AddressInfo).port;
  strict = await bootCourseway();
  allowing = await bootCourseway({ OUTGOING_ALLOW: '127.0.0.2', MAX_UPLOAD_BYTES: '100000' });
});
afterAll(async () => {
  await strict?.close();
  await allowing?.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  hits.length = 0;
  answer = (_, response) => response.end('secret');
});

/** A client as an operator would set it up; `names` are answered one after the other, the last one for ever. */
function clientWith(allow: string, names: Record<string, string[][]> = {}) {
  const client = new OutgoingHttp(readConfig({ OUTGOING_ALLOW: allow, DATA_DIR: '/nowhere' }, () => 'key'));
  const asked: string[] = [];
  client.resolveName = (host, _, done) => {
    asked.push(host);
    const answers = names[host] ?? [];
    const addresses = answers.length > 1 ? answers.shift() : answers[0];
    if (!addresses) return done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return { client, asked };
}
const refusal = (work: Promise<unknown>): Promise<Failure> => work.then((got) => Promise.reject(new Error(`not refused: ${JSON.stringify(got)?.slice(0, 200)}`)), (failure: Failure) => failure);
const codeOf = async (client: OutgoingHttp, request: OutgoingRequest) => (await refusal(client.fetchAll(request, 1000))).code;
const textOf = async (client: OutgoingHttp, request: OutgoingRequest) => (await client.fetchAll(request, 1000)).body.toString();

let courses = 0;
async function importFrom(courseway: Booted, url: string) {
  const started = await courseway.api(`/courses/importJobs?courseId=by-url-${++courses}`, { method: 'POST', body: { url } });
  return endOfImport(courseway, ((await started.json()) as { result: string }).result);
}

const inside: Record<string, string[]> = {
  loopback: ['127.0.0.1', '127.0.0.2', '127.255.255.254', 'localhost', 'LOCALHOST'],
  'this host': ['0.0.0.0', '0'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'link-local and metadata': ['169.254.0.1', '169.254.169.254'],
  'shared (CGNAT)': ['100.64.0.1', '100.127.255.255'],
  'reserved and multicast': ['192.0.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  'IPv6 loopback, local and multicast': ['[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[fc00::1]', '[fec0::1]', '[ff02::1]'],
  'IPv4 inside IPv6: mapped, compatible, NAT64, 6to4, Teredo': [
    '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:0001]', '[::127.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]',
  ],
  'other notations': ['2130706433', '0x7f000001', '017700000001', '0177.0.0.1', '0x7f.1', '127.1', '127.0.1', '127.0.0.1.', '①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1'],
  'a user part before the host': ['example.com@127.0.0.1', 'example.com:80@127.0.0.1', '8.8.8.8%40@127.0.0.1'],
};

test.each(Object.entries(inside))('an import from %s makes no connection', async (_, hosts) => {
  for (const ended of await Promise.all(hosts.map((host) => importFrom(strict, `http://${host}:${port}/course.zip`)))) expect(ended).toMatchObject({ status: 'ERROR', message: expect.stringContaining('private or reserved') });
  expect(hits).toEqual([]);
});

test('a dot at the end of a name or address opens nothing', async () => {
  for (const host of ['localhost.', '127.0.0.1.', 'localhost..']) expect(await importFrom(strict, `http://${host}:${port}/`)).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/private or reserved|ENOTFOUND|EAI_AGAIN|must be/) });
  expect(hits).toEqual([]);
});

test('neither another port, nor https, nor a scheme that is none of ours makes one', async () => {
  for (const url of [`https://127.0.0.1:${port}/`, 'http://127.0.0.1/', 'http://127.0.0.1:22/', 'https://[::1]/']) expect((await importFrom(strict, url)).message).toContain('private or reserved');
  const others = ['file:///etc/passwd', 'ftp://127.0.0.1/a.zip', 'gopher://127.0.0.1:6379/_', 'data:application/zip;base64,UEs=', 'javascript:1', 'blob:http://127.0.0.1/x', 'unix:/var/run/docker.sock', '//127.0.0.1/', '127.0.0.1', `http://127.0.0.1:${port + 65536}/`, 'http://[::1%25lo]/', 'http://'];
  for (const url of others) expect(await importFrom(strict, url)).toMatchObject({ status: 'ERROR', message: 'url: must be an http or https URL' });
  expect(hits).toEqual([]);
});

test('an address of the public internet is not refused, and one in between is', () => {
  const none = readAllowed([]).networks;
  const open = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '223.255.255.255', '::ffff:8.8.8.8', '2606:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888'];
  expect(open.filter((address) => isRefusedAddress(address, none))).toEqual([]);
  const closed = ['127.0.0.1', '::ffff:10.0.0.1', '::ffff:a00:1', 'fe80::1%eth0', '::1%lo', '2001:db8::1', '3fff::1', '5f00::1', '2001:10::1', '1::1', '240.0.0.1'];
  expect(closed.filter((address) => !isRefusedAddress(address, none))).toEqual([]);
});

describe('names', () => {
  test.each([[['127.0.0.1']], [['10.0.0.1']], [['::1']], [['::ffff:127.0.0.1']], [['fe80::1%lo']], [['169.254.169.254', '10.0.0.1', 'fd00::1']]])('one that means %j is refused', async (addresses) => {
    const { client } = clientWith('', { 'innocent.example': [addresses] });
    expect(await codeOf(client, { url: `http://innocent.example:${port}/` })).toBe('outgoing-address-refused');
    expect(hits).toEqual([]);
  });

  test('of several addresses only the permitted one is connected to', async () => {
    const { client } = clientWith('127.0.0.2', { 'both.example': [['127.0.0.1', '::1', '127.0.0.2', '127.0.0.3']] });
    for (let n = 0; n < 5; n++) expect(await textOf(client, { url: `http://both.example:${port}/` })).toBe('secret');
    expect(hits).toEqual(Array(5).fill('127.0.0.2'));
  });

  test('a name that changes its answer (rebinding) is asked once for a connection, and what it said is what is connected to', async () => {
    const { client, asked } = clientWith('127.0.0.2', { 'rebind.example': [['127.0.0.2'], ['127.0.0.1']] });
    answer = (_, response) => response.writeHead(302, { location: `http://rebind.example:${port}/again` }).end();
    expect(await codeOf(client, { url: `http://rebind.example:${port}/`, redirects: 3 })).toBe('outgoing-address-refused');
    expect(asked).toEqual(['rebind.example', 'rebind.example']);
    expect(hits).toEqual(['127.0.0.2']);
  });

  test('an import whose name changes its answer fails in words and reaches nothing', async () => {
    const http = allowing.get(OutgoingHttp);
    const usual = http.resolveName;
    const answers = ['127.0.0.2', '127.0.0.1'];
    http.resolveName = (_, __, done) => done(null, [{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    answer = (_, response) => response.writeHead(307, { location: `http://rebind.example:${port}/again` }).end();
    expect(await importFrom(allowing, `http://rebind.example:${port}/`)).toMatchObject({ status: 'ERROR', message: expect.stringContaining('[rebind.example] is private or reserved') });
    http.resolveName = usual;
    expect(hits).toEqual(['127.0.0.2']);
  });
});

describe('redirects', () => {
  const targets = () => [...Object.values(inside).flat().filter((host) => host !== '127.0.0.2' && /^[ -~]+$/.test(host)).map((host) => `http://${host}:${port}/`), `//127.0.0.1:${port}/`, `/\\127.0.0.1:${port}/`];

  test('each hop is checked like the first', async () => {
    for (const location of targets()) {
      answer = (request, response) => response.writeHead(request.url === '/' ? 301 : 308, { location: request.url === '/' ? '/on' : location }).end();
      const client = new OutgoingHttp(readConfig({ OUTGOING_ALLOW: '127.0.0.2', DATA_DIR: '/nowhere' }, () => 'key'));
      expect([location, await codeOf(client, { url: `http://127.0.0.2:${port}/`, redirects: 3 })]).toEqual([location, 'outgoing-address-refused']);
    }
    expect(hits.filter((hit) => hit !== '127.0.0.2')).toEqual([]);
  });

  test('another scheme or an unreadable address ends the import at once, in words', async () => {
    for (const [location, message] of [['file:///etc/passwd', 'url: must be an http or https URL'], ['gopher://127.0.0.1/', 'url: must be an http or https URL'], ['http://[', 'The request to [127.0.0.2] failed: it redirects to an address that cannot be read']]) {
      hits.length = 0;
      answer = (_, response) => response.writeHead(302, { location }).end();
      expect(await importFrom(allowing, `http://127.0.0.2:${port}/`)).toMatchObject({ status: 'ERROR', message });
      expect(hits).toEqual(['127.0.0.2']);
    }
  });

  test('too many are not followed', async () => {
    answer = (request, response) => response.writeHead(302, { location: `${request.url}x` }).end();
    expect(await importFrom(allowing, `http://127.0.0.2:${port}/`)).toMatchObject({ status: 'ERROR', message: 'The request to [127.0.0.2] failed: it answered 302 instead of the file' });
    expect(hits).toHaveLength(4);
  });

  test('without leave none is followed', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/on' }).end();
    expect((await clientWith('127.0.0.2').client.fetchAll({ url: `http://127.0.0.2:${port}/` }, 10)).status).toBe(302);
    expect(hits).toHaveLength(1);
  });
});

describe('OUTGOING_ALLOW', () => {
  const names = () => ({ 'intra.example': [['127.0.0.1']], 'other.example': [['127.0.0.1']], 'six.example': [['::1']] });
  test.each([
    ['127.0.0.1', ['http://127.0.0.1', 'http://2130706433', 'http://[::ffff:127.0.0.1]', 'http://intra.example'], ['http://127.0.0.2', 'http://[::1]']],
    ['127.0.0.0/30, 10.0.0.0/8', ['http://127.0.0.1', 'http://127.0.0.3', 'http://other.example'], ['http://127.0.0.4', 'http://six.example']],
    ['::1', ['http://[::1]', 'http://six.example'], ['http://127.0.0.1', 'http://[::ffff:127.0.0.1]']],
    ['[::1]', ['http://[::1]'], ['http://127.0.0.1']],
    ['::/64', ['http://[::1]'], ['http://127.0.0.1', 'http://intra.example']],
    ['Intra.Example', ['http://intra.example', 'http://INTRA.example'], ['http://other.example', 'http://127.0.0.1', 'http://intra.example.', 'http://sub.intra.example']],
    ['example', [], ['http://intra.example']],
  ])('%s', async (allow, open, closed) => {
    for (const url of open) expect([url, await textOf(clientWith(allow, names()).client, { url: `${url}:${port}/` })]).toEqual([url, 'secret']);
    const reached = hits.length;
    for (const url of closed) expect([url, await codeOf(clientWith(allow, names()).client, { url: `${url}:${port}/` })]).toEqual([url, expect.stringMatching(/^outgoing-(address-refused|request-failed)$/)]);
    expect(hits).toHaveLength(reached);
  });

  test('an import from a permitted address works, also after a redirect', async () => {
    const zip = await makeScorm12Zip();
    answer = (request, response) => (request.url === '/course.zip' ? response.end(zip) : response.writeHead(302, { location: '/course.zip' }).end());
    expect(await importFrom(allowing, `http://127.0.0.2:${port}/latest`)).toMatchObject({ status: 'COMPLETE' });
  });
});

describe('limits', () => {
  const url = () => `http://127.0.0.2:${port}/`;
  const closed = () => until(() => sockets.size, (open) => open === 0);

  test.each([[undefined], ['99999999999']])('an endless body (announced length %s) is cut off at the limit and leaves no file', async (length) => {
    answer = (_, response) => {
      response.writeHead(200, length ? { 'content-length': length } : {});
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more)));
      more();
    };
    expect(await importFrom(allowing, url())).toMatchObject({ status: 'ERROR', message: 'The body is larger than the limit of 100000 bytes' });
    await closed();
    expect(hits).toHaveLength(1);
    await until(() => stagedIn(allowing), (folders) => folders.length === 0);
  });
  const stagedIn = (courseway: Booted) => {
    try {
      return readdirSync(join(courseway.config.dataDir, 'files/staging'));
    } catch {
      return [];
    }
  };

  test('a whole answer is read up to a number of bytes', async () => {
    const { client } = clientWith('127.0.0.2');
    answer = (_, response) => response.end('x'.repeat(1001));
    expect((await refusal(client.fetchAll({ url: url() }, 1000))).publicMessage).toContain('the answer is larger than 1000 bytes');
    await closed();
  });

  const never = () => undefined;
  const drip = (write: (text: string) => void, response: ServerResponse) => {
    const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : write('x')), 20);
    response.on('close', () => clearInterval(timer));
  };
  const slow: Record<string, [typeof answer, Partial<OutgoingRequest>, string]> = {
    'says nothing': [never, { idleTimeoutMs: 200 }, 'no answer for 0.2 s'],
    'stops in the middle': [(_, response) => void response.writeHead(200).write('half'), { idleTimeoutMs: 200 }, 'no answer for 0.2 s'],
    'drips its headers': [(_, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
      drip((text) => response.socket?.write(text), response);
    }, { totalTimeoutMs: 400 }, 'it took too long'],
    'drips its body': [(_, response) => drip((text) => response.writableEnded || response.write(text), response), { totalTimeoutMs: 400 }, 'it took too long'],
    'leads from one slow place to the next': [(_, response) => void setTimeout(() => response.writeHead(302, { location: '/' }).end(), 150), { redirects: 1000, totalTimeoutMs: 400 }, 'it took too long'],
    'breaks off': [(_, response) => void response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy()), {}, 'the connection broke off'],
    'resets at once': [(request) => request.socket.resetAndDestroy(), {}, 'ECONNRESET'],
    'speaks no HTTP': [(request) => void request.socket.end('SSH-2.0-OpenSSH\r\n'), {}, 'Parse Error'],
  };
  test.each(Object.entries(slow))('a server that %s is given up', async (_, [behaviour, request, why]) => {
    answer = behaviour;
    const failure = await refusal(clientWith('127.0.0.2').client.fetchAll({ url: url(), ...request }, 1000));
    expect(failure).toMatchObject({ code: 'outgoing-request-failed', publicMessage: expect.stringContaining(why) });
    await closed();
  });

  test('an import from a server that breaks off fails in words', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': '5000' }).write('PK', () => response.destroy());
    expect(await importFrom(allowing, url())).toMatchObject({ status: 'ERROR', message: 'The request to [127.0.0.2] failed: the connection broke off before the whole file was there' });
  });
});
