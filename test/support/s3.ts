import crypto from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './boot';

interface Context {
  headers: Record<string, string | undefined>;
}
interface Server {
  middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
  run(): Promise<unknown>;
  close(): Promise<void>;
}
const S3rver = createRequire(__filename)('s3rver') as new (options: object) => Server;

/** It makes the tokens of its lists with DES, which OpenSSL 3 lacks; three times the same key is the same. */
for (const name of ['createCipheriv', 'createDecipheriv'] as const) {
  const make = crypto[name] as (algorithm: string, key: Buffer, iv: Buffer) => unknown;
  Object.assign(crypto, { [name]: (algorithm: string, key: Buffer, iv: Buffer) => (algorithm === 'des' ? make('des-ede3-cbc', Buffer.concat([key, key, key]), iv) : make(algorithm, key, iv)) });
}

/** Keys of the store, as variables. */
const keysOfStore = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };
/** Its reader of the header leaves reserved characters encoded, other than Amazon's. */
const mendCopySource = async ({ headers }: Context, next: () => Promise<void>): Promise<void> => {
  const source = headers['x-amz-copy-source'];
  if (source) headers['x-amz-copy-source'] = encodeURI(decodeURIComponent(source));
  await next();
};
const ending = '._S3rver_object';

/** A real S3 server with an empty bucket, in a folder that goes with it. */
export class TestS3 {
  private server?: Server;
  private readonly directory = mkdtempSync(join(tmpdir(), 'courseway-s3-'));
  private constructor(readonly port: number) {}

  static async start(port?: number): Promise<TestS3> {
    Object.assign(process.env, keysOfStore);
    const store = new TestS3(port ?? (await freePort()));
    await store.up();
    return store;
  }

  /** For STORAGE_URL; the product makes the bucket. */
  get url(): string {
    return `s3://courses/live?endpoint=${encodeURIComponent(`http://127.0.0.1:${this.port}`)}`;
  }

  async up(): Promise<void> {
    this.server = new S3rver({ port: this.port, address: '127.0.0.1', silent: true, directory: this.directory });
    this.server.middleware.unshift(mendCopySource);
    await this.server.run();
  }

  async down(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
  }

  /** Keys of everything that is stored. */
  keys(): string[] {
    const all = readdirSync(this.directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && one.name.endsWith(ending));
    return all.map((one) => join(one.parentPath, one.name).slice(this.directory.length + 1, -ending.length)).sort();
  }

  async destroy(): Promise<void> {
    await this.down();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
