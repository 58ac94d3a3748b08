import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isTracing } from '../../src/platform/tracing/tracing';
import { type Booted, bootCourseway } from '../support/boot';
import { until } from '../support/browser';
import { publishSample } from '../support/courses';
import { endOfSending, invite } from '../support/inviting';
import { progress, register } from '../support/posting';
import { TestReceiver } from '../support/receiver';
import { ServerProcess } from '../support/server-process';

interface Told {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}
const [server, client, producer, consumer] = [2, 3, 4, 5]; // SpanKind of OTLP
const sender = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

let courseway: Booted;
let collector: TestReceiver;
let target: TestReceiver;
const lines: string[] = [];
const secrets = { userName: 'anna', password: 'word-for-the-receiver' };

beforeAll(async () => {
  collector = await TestReceiver.start((response) => response.setHeader('content-type', 'application/json').end('{}'));
  target = await TestReceiver.start();
  Object.assign(process.env, { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=key-of-the-collector', OTEL_SERVICE_NAME: 'courses-of-acme', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test', OTEL_BSP_SCHEDULE_DELAY: '100' });
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(lines.push(String(line))));
  courseway = await bootCourseway({ OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OUTGOING_ALLOW: '127.0.0.0/8', TRUST_PROXY: 'true', LOG_LEVEL: 'debug' });
  await publishSample(courseway, 'fire-safety');
});
afterAll(async () => {
  await courseway?.close();
  jest.restoreAllMocks();
  for (const one of [collector, target]) await one?.stop();
});

const told = (): Told[] => collector.received.filter(({ headers }) => headers['content-type'] === 'application/json').flatMap(({ body }) => (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Told[] }[] }[] }).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
const spanOf = (wanted: (span: Told) => boolean): Promise<Told> => until(() => told().find(wanted)) as Promise<Told>;
const attributesOf = ({ attributes }: Told) => Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
const traceparent = `00-${sender.traceId}-${sender.spanId}-01`;

it('a request is a span by its route, part of the trace that came with it, with its units of work below and its trace in the log', async () => {
  const answer = await courseway.api('/registrations/nobody-at-all', { headers: { traceparent } });
  expect(answer.status).toBe(404);
  const request = await spanOf(({ traceId, kind }) => traceId === sender.traceId && kind === server);
  expect(request).toMatchObject({ name: 'GET /api/v2/registrations/:registrationId', parentSpanId: sender.spanId, status: { code: 0 } });
  expect(attributesOf(request)).toEqual({ 'http.request.method': 'GET', 'http.route': '/api/v2/registrations/:registrationId', 'http.response.status_code': 404, 'courseway.request_id': answer.headers.get('x-request-id') });
  const unit = await spanOf(({ parentSpanId }) => parentSpanId === request.spanId);
  expect(unit).toMatchObject({ name: 'database', kind: client, traceId: sender.traceId });
  expect(attributesOf(unit)).toEqual({ 'db.system.name': courseway.config.databaseUrl ? 'mysql' : 'sqlite' });
  const line = await until(() => lines.find((one) => one.includes(answer.headers.get('x-request-id') ?? '?')));
  expect(line).toContain(`"trace_id":"${sender.traceId}"`);
});

it('a request with a body has its units of work below it too', async () => {
  const other = 'a'.repeat(32);
  await courseway.api('/registrations', { method: 'POST', headers: { traceparent: `00-${other}-${sender.spanId}-01` }, body: { courseId: 'fire-safety', registrationId: 'with-a-body', learner: { id: 'learner-with-a-body' } } });
  const request = await spanOf(({ traceId, kind }) => traceId === other && kind === server);
  expect((await spanOf(({ parentSpanId }) => parentSpanId === request.spanId)).name).toBe('database');
});

it('jobs, postbacks and mails are traces of their own; a postback carries its trace to the receiver', async () => {
  expect(attributesOf(await spanOf(({ kind, name }) => kind === consumer && name.startsWith('job ')))).toMatchObject({ 'courseway.job.attempt': 1 });
  await register(courseway, 'fire-safety', 'told', { url: `${target.url}?token=token-in-the-address`, authType: 'HTTPBASIC', ...secrets });
  await progress(courseway, 'told', 1, 'COMPLETED');
  const [post] = await target.until(1);
  const [, traceId, spanId] = /^00-(\w{32})-(\w{16})-01$/.exec(String(post?.headers['traceparent'])) ?? [];
  const outgoing = await spanOf((span) => span.kind === client && span.traceId === traceId && span.name === 'POST');
  const postback = await spanOf((span) => span.spanId === outgoing.parentSpanId);
  expect(postback).toMatchObject({ name: 'postback', kind: producer, spanId });
  expect(attributesOf(outgoing)).toEqual({ 'http.request.method': 'POST', 'server.address': '127.0.0.1', 'http.response.status_code': 200 });

  await endOfSending(courseway, await invite(courseway, 'fire-safety', ['ada.lovelace@learners.example']));
  expect(attributesOf(await spanOf(({ name }) => name === 'mail'))).toMatchObject({ 'courseway.mail.outcome': 'kept' });
});

it('what cannot be reached is a fault by its kind', async () => {
  const { url } = target;
  await target.stop();
  await register(courseway, 'fire-safety', 'lost', { url });
  await progress(courseway, 'lost', 1, 'COMPLETED');
  const lost = await spanOf(({ name, status }) => name === 'POST' && status.code === 2);
  expect(attributesOf(lost)).toEqual({ 'http.request.method': 'POST', 'server.address': '127.0.0.1', 'error.type': 'outgoing-request-failed' });
});

it('the usual variables count, and nothing that is told names a learner, an address or a secret', async () => {
  expect(collector.received[0]).toMatchObject({ url: '/v1/traces', headers: { 'x-key': 'key-of-the-collector' } });
  const all = collector.received.map(({ body }) => body).join('\n');
  for (const said of ['courses-of-acme', 'deployment.environment']) expect(all).toContain(said);
  expect(all).not.toMatch(/learner-|anna|muster|lovelace|@|nobody-at-all|with-a-body|fire-safety|token-in|word-for|test-secret|authorization|\/results|bearer|key-of/i);
});

it('what is left is sent at the end, and without a collector what records it is not even loaded', async () => {
  const before = told().length;
  await courseway.api('/ping');
  await courseway.app.close();
  expect(told().slice(before).map(({ name }) => name)).toContain('GET /api/v2/ping');
  expect(isTracing()).toBe(false);
  const loaded = execFileSync(process.execPath, ['-e', "require('reflect-metadata'); require('./dist/app.module.js'); console.log(Object.keys(require.cache).filter((file) => /@opentelemetry.(?!api.)/.test(file)).length)"], { cwd: join(__dirname, '../..'), encoding: 'utf8' });
  expect(loaded.trim()).toBe('0');
});

it('the built product speaks protobuf, has told everything when it has drained, and takes up no trace of whoever comes through no proxy', async () => {
  const product = new ServerProcess({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${new URL(collector.url).origin}/traces-here`, OTEL_BSP_SCHEDULE_DELAY: '60000' });
  await product.start();
  const foreign = 'not-to-be-taken!'; // 16 bytes, which stand in protobuf as they are
  const answer = await fetch(`${product.publicUrl}/livez`, { headers: { traceparent: `00-${Buffer.from(foreign).toString('hex')}-${sender.spanId}-01` } });
  const end = await product.kill('SIGTERM');
  await product.destroy();
  expect(end).toBe(0);
  const { url, headers, body } = collector.received.at(-1) ?? {};
  expect([url, headers?.['content-type']]).toEqual(['/traces-here', 'application/x-protobuf']);
  for (const said of ['GET /livez', answer.headers.get('x-request-id') ?? '']) expect(body).toContain(said);
  expect(body).not.toContain(foreign);
});
