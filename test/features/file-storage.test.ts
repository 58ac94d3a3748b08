import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Config, readConfig } from '../../src/platform/config/config';
import { DiskFileStorage } from '../../src/platform/storage/disk-file-storage';
import type { FileStorage } from '../../src/platform/storage/file-storage';
import { S3FileStorage } from '../../src/platform/storage/s3-file-storage';
import { TestS3 } from '../support/s3';

const folder = mkdtempSync(join(tmpdir(), 'courseway-storage-'));
let bucket: TestS3;
const onS3 = async (config: Config): Promise<FileStorage> => {
  if (!config.storage) throw new Error('no STORAGE_URL');
  const storage = await S3FileStorage.open(config.storage, config);
  await storage.onModuleInit();
  return storage;
};

interface Client {
  send(command: { input: object }): Promise<unknown>;
}
const clientOf = (storage: FileStorage) => (storage as unknown as { client: Client }).client;

beforeAll(async () => {
  bucket = await TestS3.start();
});
afterAll(async () => {
  await bucket.destroy();
  rmSync(folder, { recursive: true, force: true });
});
const configOf = (name: string) => readConfig({ DATA_DIR: join(folder, name), STORAGE_URL: bucket.url }, () => 'k'.repeat(32));

describe.each<[string, () => Promise<FileStorage>]>([
  ['a folder', async () => new DiskFileStorage(configOf('disk'))],
  ['a bucket', () => onS3(configOf('s3'))],
])('course files in %s', (_, open) => {
  let storage: FileStorage;
  beforeAll(async () => {
    storage = await open();
  });
  const textOf = async (key: string) => (await storage.readAll(key)).toString('utf8');

  test('what is written is read, whole and in part', async () => {
    const data = randomBytes(300_000);
    expect(await storage.write('one/file.bin', data)).toEqual({ size: data.length });
    expect(await storage.size('one/file.bin')).toBe(data.length);
    expect((await storage.readAll('one/file.bin')).equals(data)).toBe(true);
    expect((await buffer(storage.read('one/file.bin'))).equals(data)).toBe(true);
    expect((await buffer(storage.read('one/file.bin', { start: 1000, end: 250_000 }))).equals(data.subarray(1000, 250_001))).toBe(true);
    expect(await storage.write('one/file.bin', Buffer.alloc(0))).toEqual({ size: 0 });
    expect(await storage.size('one/file.bin')).toBe(0);
    expect(await storage.readAll('one/file.bin')).toEqual(Buffer.alloc(0));
  });

  test('a large stream arrives as it was sent', async () => {
    const parts = Array.from({ length: 24 }, () => randomBytes(512 * 1024));
    expect(await storage.write('large/file.bin', Readable.from(parts, { objectMode: false }))).toEqual({ size: 12 * 1024 ** 2 });
    expect((await buffer(storage.read('large/file.bin'))).equals(Buffer.concat(parts))).toBe(true);
  });

  test('a reader who goes away in the middle keeps nobody waiting', async () => {
    const reading = storage.read('large/file.bin');
    for await (const chunk of reading) if ((chunk as Buffer).length) break;
    expect(reading.destroyed).toBe(true);
  });

  test.each([1, 11])('a stream that fails after %d MiB leaves nothing, and its own error is told', async (megabytes) => {
    async function* failing() {
      for (let n = 0; n < megabytes; n++) yield randomBytes(1024 ** 2);
      throw new Error('the sender went away');
    }
    await expect(storage.write('broken/file.bin', Readable.from(failing(), { objectMode: false }))).rejects.toThrow('the sender went away');
    expect(await storage.size('broken/file.bin')).toBeUndefined();
  });

  test('what is not there: no size, and reading fails', async () => {
    expect(await storage.size('none/file')).toBeUndefined();
    expect(await storage.size('one')).toBeUndefined(); // a folder is no file
    await expect(storage.readAll('none/file')).rejects.toThrow();
    await expect(buffer(storage.read('none/file'))).rejects.toThrow();
    expect(await storage.listFolders('none')).toEqual([]);
    await expect(storage.move('none', 'elsewhere')).rejects.toThrow();
    await storage.removePrefix('none');
  });

  test.each(['../escape', 'a/../../escape', 'a/../../../../etc/passwd'])('the key %s does not leave the store', async (key) => {
    await expect(storage.write(key, Buffer.from('x'))).rejects.toThrow('inside the store');
  });

  test('folders are listed, removed and moved whole, and those beside them stay', async () => {
    const names = ['a.txt', 'deep/er/b.txt', 'Ünï cödé/ñ+1 & 100%.html', "quote's/[x]#y=1.js", 'a%20b.txt', 'a+b.txt', '日本語.txt'];
    for (const name of names) await storage.write(`tree/v1/${name}`, Buffer.from(name));
    await storage.write('tree/v10/a.txt', Buffer.from('beside'));
    await storage.write('tree/file', Buffer.from('no folder'));
    expect((await storage.listFolders('tree')).sort()).toEqual(['v1', 'v10']);
    await storage.settle('tree/v1');
    await storage.move('tree/v1', 'moved/here');
    for (const name of names) expect(await textOf(`moved/here/${name}`)).toBe(name);
    expect(await storage.listFolders('tree')).toEqual(['v10']);
    await storage.move('moved/here/a.txt', 'moved/alone.txt');
    expect(await textOf('moved/alone.txt')).toBe('a.txt');
    await storage.removePrefix('moved/here');
    expect(await storage.listFolders('moved')).toEqual([]);
    expect(await textOf('moved/alone.txt')).toBe('a.txt');
    await storage.removePrefix('moved/alone.txt');
    expect(await storage.size('moved/alone.txt')).toBeUndefined();
    expect(await textOf('tree/v10/a.txt')).toBe('beside');
  });

  test('a local copy has the bytes and can be given back', async () => {
    const data = randomBytes(400_000);
    await storage.write('package.zip', data);
    const copy = await storage.localCopy('package.zip');
    expect(readFileSync(copy.path).equals(data)).toBe(true);
    await copy.release();
    expect((await storage.readAll('package.zip')).equals(data)).toBe(true);
    await expect(storage.localCopy('none.zip').then(({ path }) => readFileSync(path))).rejects.toThrow();
  });
});

test('copies of a bucket’s files are on this disk only while they are used, and none outlives the process', async () => {
  const storage = await onS3(configOf('copies'));
  const scratch = join(folder, 'copies/scratch');
  const kept = () => (existsSync(scratch) ? readdirSync(scratch, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length : 0);
  await storage.write('package.zip', Buffer.from('zip'));
  const [one] = [await storage.localCopy('package.zip'), await storage.localCopy('package.zip')];
  expect(kept()).toBe(2);
  await one.release();
  expect(kept()).toBe(1);
  await onS3(configOf('copies'));
  expect(kept()).toBe(0);
  await expect(storage.localCopy('none.zip')).rejects.toThrow();
  expect(kept()).toBe(0);
});

test('folders whose files do not fit in one list are moved and removed whole', async () => {
  const storage = await onS3(configOf('pages'));
  const client = clientOf(storage);
  const send = client.send.bind(client);
  let lists = 0;
  client.send = (command) => {
    if ('Prefix' in command.input) {
      lists++;
      Object.assign(command.input, { MaxKeys: 10 });
    }
    return send(command);
  };
  for (let n = 0; n < 25; n++) await storage.write(`many/from/${n}.txt`, Buffer.from(String(n)));
  await storage.move('many/from', 'many/to');
  expect(lists).toBe(3);
  for (let n = 0; n < 25; n++) expect([await storage.size(`many/from/${n}.txt`), String(await storage.readAll(`many/to/${n}.txt`))]).toEqual([undefined, String(n)]);
  await storage.removePrefix('many/to');
  expect(bucket.keys().filter((key) => key.includes('/many/'))).toEqual([]);
});

test('after a crash at any request of a move all of it is still at the old place, or already at the new one', async () => {
  const storage = await onS3(configOf('crash'));
  const client = clientOf(storage);
  const send = client.send.bind(client);
  const wholeAt = async (place: string) => (await Promise.all(Array.from({ length: 8 }, (_, n) => storage.size(`${place}/${n}`)))).every((size) => size === 5);
  for (let allowed = 1; ; allowed += 2) {
    for (let n = 0; n < 8; n++) await storage.write(`from/${n}`, Buffer.from('bytes'));
    let asked = 0;
    client.send = (command) => (++asked > allowed ? Promise.reject(new Error('killed')) : send(command));
    const ended = await storage.move('from', 'to').then(() => true, () => false);
    client.send = send;
    expect((await wholeAt('from')) || (await wholeAt('to'))).toBe(true);
    await storage.removePrefix('to');
    if (ended) break;
    expect(allowed).toBeLessThan(100);
  }
});

test('a store that is away is told as what it is, and is used again when it is back', async () => {
  const own = await TestS3.start();
  const storage = await S3FileStorage.open({ bucket: 'courses', prefix: '', region: 'us-east-1', pathStyle: true, endpoint: `http://127.0.0.1:${own.port}` }, configOf('away'));
  await storage.onModuleInit();
  await storage.write('file', Buffer.from('bytes'));
  await own.down();
  await expect(storage.size('file')).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  await expect(storage.write('other', Readable.from([Buffer.from('bytes')]))).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  await expect(buffer(storage.read('file'))).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  await own.up();
  expect(await storage.size('file')).toBe(5);
  await own.destroy();
});
