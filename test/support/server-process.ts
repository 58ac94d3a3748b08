import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiInit, freePort, freshDatabase } from './boot';

const main = join(__dirname, '../../dist/main.js');
const authorization = `Basic ${Buffer.from('FAULTS:secret-of-the-fault-tests').toString('base64')}`;

/** The built product as a process of its own, on one data folder and database, to be killed and started again. */
export class ServerProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'courseway-faults-'));
  private child?: ChildProcess;
  private database?: Awaited<ReturnType<typeof freshDatabase>>;
  port = 0;
  /** What it has written: the banner, then its log. */
  said = '';

  /** `environment`: further variables of the product. */
  constructor(private readonly environment: Record<string, string> = {}) {}

  get publicUrl(): string {
    return `http://localhost:${this.port}`;
  }
  get pid(): number {
    return this.child?.pid ?? 0;
  }
  get contentUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The variables of the server; its database is made at the first call. */
  async variables(): Promise<Record<string, string | undefined>> {
    this.database ??= await freshDatabase();
    this.port ||= await freePort();
    const { DATABASE_URL: _, ...environment } = process.env;
    return {
      ...environment, PORT: String(this.port), DATA_DIR: this.folder, LOG_LEVEL: 'error', LOG_FORMAT: 'json', BOOTSTRAP_APP_ID: 'FAULTS', BOOTSTRAP_APP_SECRET: 'secret-of-the-fault-tests',
      ...(this.database.url ? { DATABASE_URL: this.database.url } : {}), ...this.environment,
    };
  }

  /** Runs a command of the operator with the variables of this server. */
  async command(...args: string[]): Promise<{ code: number | null; text: string }> {
    const child = spawn(process.execPath, [join(main, '../cli/main.js'), ...args], { env: await this.variables() });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, text };
  }

  /** Starts and answers the milliseconds to the first 200 of /readyz. */
  async start(): Promise<number> {
    const env = await this.variables();
    const started = performance.now();
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      const ready = await fetch(`${this.publicUrl}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return performance.now() - started;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  readonly api = (path: string, init: ApiInit = {}): Promise<Response> => {
    const { body } = init;
    const json = body !== undefined && !(body instanceof FormData);
    return fetch(`${this.publicUrl}/api/v2${path}`, {
      ...init, headers: { authorization, ...(json && { 'content-type': 'application/json' }) }, body: (json ? JSON.stringify(body) : body) as NonNullable<RequestInit['body']>,
    });
  };

  async destroy(): Promise<void> {
    await this.kill();
    await this.database?.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
