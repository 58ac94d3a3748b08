import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable, Transform, type TransformCallback, pipeline as pipe } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type * as Sdk from '@aws-sdk/client-s3';
import type { Upload } from '@aws-sdk/lib-storage';
import { Logger, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config';
import type { ObjectStore } from '../config/storage-config.rules';
import { placeOf } from '../jobs/worker-place';
import { randomSecret } from '../random-ids';
import { type ByteRange, FileStorage, type LocalCopy } from './file-storage';

interface StoredObject {
  key: string;
  size: number;
}

/** Of a stream of unknown length; the store takes 10,000 parts, so 50 GB. A few are in memory at a time. */
const partBytes = 5 * 1024 ** 2;
const partsAtOnce = 2;
const requestsAtOnce = 16;
/** The most that one request can copy. */
const copyBytes = 5 * 1024 ** 3;
const connectMs = 10_000;
const silentMs = 60_000;

/** Each learner who watches a film holds a connection; nobody else may have to wait for it. */
const unlimited = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };

const statusOf = (error: unknown) => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** What the server does not answer for is no mistake of ours: callers are told to try again. */
function told(error: unknown): unknown {
  const status = statusOf(error);
  if (status !== undefined && status < 500 && status !== 429) return error;
  const { name, message } = error as Error;
  return Object.assign(new Error(`the store of STORAGE_URL cannot be reached (${name}: ${message})`, { cause: error }), { code: 'STORAGE_UNREACHABLE' });
}

/** Some at a time; after a fault none is begun, and none is under way any more when it is thrown. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined && !stop.signal.aborted; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(requestsAtOnce, items.length) }, () => worker().catch((error: unknown) => stop.abort(error))));
  stop.signal.throwIfAborted();
}

/** Files as objects of a bucket. An object appears when it is whole; a folder is what keys have in common. */
export class S3FileStorage extends FileStorage implements OnModuleInit {
  private readonly log = new Logger(S3FileStorage.name);
  private readonly client: Sdk.S3Client;
  /** Of this process alone, see `localCopy`. */
  private readonly scratch: string;

  private constructor(
    private readonly store: ObjectStore,
    config: Config,
    private readonly sdk: typeof Sdk,
    private readonly upload: typeof Upload,
  ) {
    super();
    const { region, endpoint, pathStyle } = store;
    this.client = new sdk.S3Client({ region, forcePathStyle: pathStyle, ...(endpoint && { endpoint }), requestHandler: { connectionTimeout: connectMs, socketTimeout: silentMs, httpAgent: unlimited, httpsAgent: unlimited } });
    this.scratch = resolve(config.dataDir, 'scratch', placeOf(config));
  }

  /** Loads the store's client, an optional dependency. */
  static async open(store: ObjectStore, config: Config): Promise<S3FileStorage> {
    try {
      const [sdk, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
      return new S3FileStorage(store, config, sdk, Upload);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND' && (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      throw new Error('STORAGE_URL names a bucket, but @aws-sdk/client-s3 and @aws-sdk/lib-storage are not installed; run npm install without --omit=optional');
    }
  }

  /** Makes the bucket where it is a store of one's own, and says so when the bucket cannot be used. A store that is away keeps nobody from starting. */
  async onModuleInit(): Promise<void> {
    await rm(this.scratch, { recursive: true, force: true });
    const { bucket: Bucket, endpoint } = this.store;
    try {
      await this.client.send(new this.sdk.HeadBucketCommand({ Bucket })).catch((error: unknown) => {
        if (statusOf(error) !== 404 || !endpoint) throw error;
        return this.client.send(new this.sdk.CreateBucketCommand({ Bucket }));
      });
    } catch (error) {
      const { name, message } = error as Error;
      this.log.error(`STORAGE_URL: the bucket ${Bucket} cannot be used (${statusOf(error) ?? ''} ${name}: ${message}); courses cannot be imported or played until it can`);
    }
  }

  async write(key: string, data: Readable | Buffer): Promise<{ size: number }> {
    if (Buffer.isBuffer(data)) {
      await this.ask(() => this.client.send(new this.sdk.PutObjectCommand({ ...this.at(key), Body: data })));
      return { size: data.length };
    }
    let size = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
        size += chunk.length;
        done(null, chunk);
      },
    });
    pipe(data, counted, () => undefined); // its error ends the upload, which takes back the parts it has sent
    try {
      await this.ask(() => new this.upload({ client: this.client, params: { ...this.at(key), Body: counted }, partSize: partBytes, queueSize: partsAtOnce }).done());
    } catch (error) {
      data.destroy();
      throw data.errored || counted.errored || error;
    }
    return { size };
  }

  read(key: string, range?: ByteRange): Readable {
    return Readable.from(this.chunks(key, range), { objectMode: false, highWaterMark: 262144 });
  }

  async readAll(key: string): Promise<Buffer> {
    return this.ask(async () => {
      const { Body } = await this.client.send(new this.sdk.GetObjectCommand(this.at(key)));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    });
  }

  async size(key: string): Promise<number | undefined> {
    try {
      return (await this.client.send(new this.sdk.HeadObjectCommand(this.at(key)))).ContentLength ?? 0;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw told(error);
    }
  }

  /** One request for each object: not every store has the one that removes many. */
  async removePrefix(prefix: string): Promise<void> {
    for await (const found of this.below(prefix)) await forEach(found, ({ key }) => this.remove(key));
  }

  async listFolders(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const page of this.pages(`${prefix}/`, '/')) names.push(...page.folders.map((folder) => folder.slice(prefix.length + 1, -1)));
    return names;
  }

  /** Copies all, then removes all: after a crash everything is still at the old place, or already at the new one. */
  async move(fromPrefix: string, toPrefix: string): Promise<void> {
    const found: StoredObject[] = [];
    for await (const some of this.below(fromPrefix)) found.push(...some);
    if (!found.length) throw new Error(`There is nothing at ${fromPrefix} to move`);
    await forEach(found, (one) => this.copy(one, `${toPrefix}${one.key.slice(fromPrefix.length)}`));
    await forEach(found, ({ key }) => this.remove(key));
  }

  /** In a folder that is emptied at start; there are as many at a time as imports run. */
  async localCopy(key: string): Promise<LocalCopy> {
    await mkdir(this.scratch, { recursive: true, mode: 0o700 });
    const path = join(this.scratch, randomSecret(12));
    const release = () => rm(path, { force: true });
    try {
      await pipeline(this.read(key), createWriteStream(path, { flags: 'wx', highWaterMark: 262144 }));
    } catch (error) {
      await release();
      throw error;
    }
    return { path, release };
  }

  /** The store answers when an object is safe. */
  async settle(): Promise<void> {}

  private async *chunks(key: string, range?: ByteRange): AsyncGenerator<Buffer> {
    const { Body } = await this.ask(() => this.client.send(new this.sdk.GetObjectCommand({ ...this.at(key), ...(range && { Range: `bytes=${range.start}-${range.end}` }) })));
    yield* Body as Readable;
  }

  private async copy({ key, size }: StoredObject, to: string): Promise<void> {
    if (size > copyBytes) return void (await this.write(to, this.read(key)));
    const source = `${this.store.bucket}/${this.store.prefix}${key}`.split('/').map(encodeURIComponent).join('/');
    await this.ask(() => this.client.send(new this.sdk.CopyObjectCommand({ ...this.at(to), CopySource: source })));
  }

  private async remove(key: string): Promise<void> {
    await this.ask(() => this.client.send(new this.sdk.DeleteObjectCommand(this.at(key))));
  }

  /** The object `prefix` itself and those in the folder of that name, not those whose name only begins so. */
  private async *below(prefix: string): AsyncGenerator<StoredObject[]> {
    for await (const { objects } of this.pages(prefix)) yield objects.filter(({ key }) => key === prefix || key.startsWith(`${prefix}/`));
  }

  private async *pages(prefix: string, delimiter?: string): AsyncGenerator<{ objects: StoredObject[]; folders: string[] }> {
    const { bucket: Bucket, prefix: own } = this.store;
    let next: string | undefined;
    do {
      const asked = { Bucket, Prefix: own + prefix, EncodingType: 'url' as const, ...(delimiter && { Delimiter: delimiter }), ...(next !== undefined && { ContinuationToken: next }) };
      const page = await this.ask(() => this.client.send(new this.sdk.ListObjectsV2Command(asked)));
      const nameOf = (text = '') => (page.EncodingType === 'url' ? decodeURIComponent(text.replace(/\+/g, ' ')) : text).slice(own.length);
      yield { objects: (page.Contents ?? []).map(({ Key, Size = 0 }) => ({ key: nameOf(Key), size: Size })), folders: (page.CommonPrefixes ?? []).map(({ Prefix }) => nameOf(Prefix)) };
      next = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (next !== undefined);
  }

  private at(key: string): { Bucket: string; Key: string } {
    if (key.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new Error(`A storage key must stay inside the store: ${key}`);
    return { Bucket: this.store.bucket, Key: this.store.prefix + key };
  }

  private async ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw told(error);
    }
  }
}
