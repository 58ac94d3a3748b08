import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createConnection } from 'mysql2/promise';
import { CreateApplication } from '../../src/applications/create-application';
import { startCourseway } from '../../src/courseway';
import { type Config, readConfig } from '../../src/platform/config/config';
import { randomSecret } from '../../src/platform/random-ids';

const portsOfWorker = 2000;
const firstPort = 10_000 + (Number(process.env['JEST_WORKER_ID'] ?? 1) % 10) * portsOfWorker;
let nextPort = Math.floor(Math.random() * portsOfWorker);

/** A port that nobody listens at: of this worker's own range, below those that the system gives to connections, so that it is still free when it is used. */
export async function freePort(): Promise<number> {
  for (let tries = 0; ; tries++) {
    const port = firstPort + (nextPort++ % portsOfWorker);
    if (await isFree(port)) return port;
    if (tries >= portsOfWorker) throw new Error('no port is free');
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A database of its own on the server named by DATABASE_URL; `undefined` means the embedded one. */
export async function freshDatabase(): Promise<{ url: string | undefined; drop: () => Promise<void> }> {
  const server = process.env['DATABASE_URL'];
  if (!server) return { url: undefined, drop: async () => undefined };
  const name = `courseway_test_${randomSecret(9).replace(/[^a-z0-9]/gi, '').toLowerCase()}`;
  const url = new URL(server);
  url.pathname = '';
  const run = async (sql: string) => {
    const connection = await createConnection({ uri: url.href.replace(/^mariadb:/, 'mysql:') });
    await connection.query(sql).finally(() => connection.end());
  };
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE IF EXISTS ${name}`) };
}

export interface Booted {
  app: NestFastifyApplication;
  config: Config;
  publicUrl: string;
  contentUrl: string;
  applicationId: string;
  secret: string;
  /** fetch below /api/v2 with the application's Basic credentials; an object body is sent as JSON. */
  api(path: string, init?: ApiInit): Promise<Response>;
  /** A second tenant, for "another tenant's thing is 404". */
  otherTenant(): Promise<Pick<Booted, 'applicationId' | 'secret' | 'api'>>;
  get<T>(type: abstract new (...values: never[]) => T): T;
  close(): Promise<void>;
}
export interface ApiInit extends Omit<RequestInit, 'body'> {
  body?: unknown;
}

function apiOf(publicUrl: string, applicationId: string, secret: string) {
  const authorization = `Basic ${Buffer.from(`${applicationId}:${secret}`).toString('base64')}`;
  return (path: string, init: ApiInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', authorization);
    const { body } = init;
    const plain = body === undefined || typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array || body instanceof ReadableStream;
    if (!plain) headers.set('content-type', 'application/json');
    return fetch(`${publicUrl}/api/v2${path}`, { ...init, headers, body: (plain ? body : JSON.stringify(body)) as NonNullable<RequestInit['body']> });
  };
}

/** The real application on a free port, with a data folder (and, with DATABASE_URL, a database) of its own. */
export async function bootCourseway(environment: Record<string, string> = {}): Promise<Booted> {
  const folder = mkdtempSync(join(tmpdir(), 'courseway-test-'));
  const database = await freshDatabase();
  const port = await freePort();
  const applicationId = 'TESTAPP';
  const secret = 'test-secret-of-the-first-tenant';
  const config = readConfig(
    {
      PORT: String(port), DATA_DIR: folder, LOG_LEVEL: process.env['TEST_LOG'] ?? 'error', LOG_FORMAT: 'pretty',
      BOOTSTRAP_APP_ID: applicationId, BOOTSTRAP_APP_SECRET: secret, BOOTSTRAP_MANAGEMENT_ID: 'MANAGEMENT', BOOTSTRAP_MANAGEMENT_SECRET: 'test-secret-of-management',
      ...(database.url ? { DATABASE_URL: database.url } : {}), ...environment,
    },
    () => randomSecret(48),
  );
  const app = await startCourseway(config);
  const get = <T>(type: abstract new (...values: never[]) => T): T => app.get(type as never, { strict: false }) as T;
  return {
    app, config, publicUrl: config.publicUrl, contentUrl: config.contentUrl, applicationId, secret, get,
    api: apiOf(config.publicUrl, applicationId, secret),
    otherTenant: async () => {
      const other = { applicationId: 'OTHERAPP', secret: 'test-secret-of-the-second-tenant' };
      await get(CreateApplication).run({ ...other, name: 'Another tenant', isManagement: false });
      return { ...other, api: apiOf(config.publicUrl, other.applicationId, other.secret) };
    },
    close: async () => {
      await app.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
