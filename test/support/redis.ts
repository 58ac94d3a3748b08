import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from './boot';

const hint = 'no redis-server: apt-get install redis-server';
const isThere = spawnSync('redis-server', ['--version']).status === 0;
if (!isThere && process.env['REQUIRE_ALL'] === '1') throw new Error(hint);
if (!isThere) process.stderr.write(`skipped: ${hint}\n`);

/** Runs when Redis is installed; else one visible line was printed, or everything fails with REQUIRE_ALL=1. */
export const withRedis: typeof describe | typeof describe.skip = isThere ? describe : describe.skip;

/** A Redis of one's own that keeps nothing, to be killed, stopped and started again on its port. */
export class TestRedis {
  private child?: ChildProcess;
  private constructor(readonly port: number) {}

  /** Does not start it. */
  static async at(): Promise<TestRedis> {
    return new TestRedis(await freePort());
  }

  static async start(): Promise<TestRedis> {
    const redis = await TestRedis.at();
    await redis.up();
    return redis;
  }

  /** For REDIS_URL. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}/1`;
  }

  async up(): Promise<void> {
    this.child = spawn('redis-server', ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
    while ((await this.ask('PING').catch(() => '')) !== '+PONG') await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** It keeps its connections and says nothing, until `thaw`. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** The first line of the answer to a command. */
  ask(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write(`${command}\r\n`));
      let answer = '';
      socket.once('error', reject);
      socket.on('data', (data) => {
        answer += data;
        if (answer.includes('\r\n')) socket.end();
      });
      socket.once('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    });
  }

  /** Channels that somebody listens to. */
  async channels(): Promise<number> {
    return Number((await this.ask('PUBSUB CHANNELS courseway:*')).slice(1));
  }
}
