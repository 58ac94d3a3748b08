import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { openZipSafely, type SafeZip } from '../../src/platform/archive/read-zip-safely';
import type { ZipLimits } from '../../src/platform/archive/read-zip-directory';
import type { Config } from '../../src/platform/config/config';
import { Failure } from '../../src/platform/failure';
import { DiskFileStorage } from '../../src/platform/storage/disk-file-storage';
import { endOf, fileInsideFile, overlappingBomb, rawZip, type RawEnd, type RawEntry, unicodePathField, zip64Field } from '../support/make/hostile-zips';

const page = { name: 'index.html', data: '<p>good</p>' };
const megabyte = 1024 ** 2;
const filesBelow = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => !one.isDirectory()).map((one) => join(one.parentPath, one.name).slice(folder.length + 1));

describe('a zip', () => {
  let folder: string;
  let zipPath: string;
  let storage: DiskFileStorage;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'courseway-zip-'));
    zipPath = join(folder, 'package.zip');
    storage = new DiskFileStorage({ dataDir: join(folder, 'data') } as Config);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function unpack(zip: Buffer | undefined, limits?: Partial<ZipLimits>, strip?: string): Promise<Record<string, string>> {
    if (zip) writeFileSync(zipPath, zip);
    const opened = await openZipSafely(zipPath, limits);
    try {
      await opened.extractAll((path, data) => storage.write(`into/${path}`, data), strip === undefined ? {} : { strip });
    } finally {
      await opened.close();
    }
    const root = join(folder, 'data/files/into');
    return Object.fromEntries(filesBelow(root).sort().map((path) => [path, readFileSync(join(root, path), 'utf8').slice(0, 100)]));
  }

  async function refusal(zip: Buffer | undefined, limits?: Partial<ZipLimits>): Promise<string> {
    const fault = await unpack(zip, limits).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(Failure);
    expect((fault as Failure).code).toBe('archive-refused');
    return (fault as Failure).publicMessage;
  }

  /** Nothing but the zip and files of the store, and no half-written one among them. */
  function expectNothingElse(): void {
    for (const path of filesBelow(folder)) expect(path).toMatch(/^(package\.zip|data\/files\/into\/(?!.*\.part$).+)$/);
  }

  describe('that means harm is refused with words that name the entry', () => {
    const lying = { crc: crc32(Buffer.from('x')), size: 1 };
    const cases: [string, RawEntry[], RegExp, RawEnd?, Partial<ZipLimits>?][] = [
      ['a path upwards', [page, { name: '../evil.html', data: 'x' }], /\[\.\.\/evil\.html\] leads out of the package/],
      ['a path upwards in the middle', [{ name: 'a/../../evil.html', data: 'x' }], /\[a\/\.\.\/\.\.\/evil\.html\] leads out/],
      ['a path upwards with backslashes', [{ name: '..\\evil.html', data: 'x' }], /leads out of the package/],
      ['a folder upwards', [{ name: '../evil/', stored: true }], /leads out of the package/],
      ['an absolute path', [{ name: '/etc/evil', data: 'x' }], /\[\/etc\/evil\] is an absolute path/],
      ['a drive', [{ name: 'C:\\evil.html', data: 'x' }], /names a drive/],
      ['a drive without a slash', [{ name: 'c:evil.html', data: 'x' }], /names a drive/],
      ['a network share', [{ name: '\\\\server\\share\\evil', data: 'x' }], /is an absolute path/],
      ['a stream of a file', [{ name: 'index.html:hidden', data: 'x' }], /colon/],
      ['a symbolic link', [page, { name: 'link', data: '/etc', mode: 0o120777 }, { name: 'link/passwd', data: 'x' }], /\[link\] is a symbolic link; replace it/],
      ['NUL in a name', [{ name: 'good.html\0.exe', data: 'x' }], /\[good\.html\?\.exe\] has a control character/],
      ['a line break in a name', [{ name: 'a\nb', data: 'x' }], /control character/],
      ['overlong UTF-8 that spells ../', [{ name: Buffer.from([0xc0, 0xae, 0xc0, 0xae, 0xc0, 0xaf, 0x78]), data: 'x' }], /not valid UTF-8/],
      ['names that differ in case only', [{ name: 'A/Index.html', data: '1' }, { name: 'a/index.html', data: '2' }], /\[A\/Index\.html\] and \[a\/index\.html\] differ only in case/],
      ['names that differ in the form of an accent only', [{ name: 'caf\u00e9.html' }, { name: 'cafe\u0301.html' }], /accents/],
      ['the same name twice', [page, { ...page, data: 'other' }], /\[index\.html\] is in the package twice/],
      ['the same name twice, once with a dot part', [page, { ...page, name: './index.html' }], /twice/],
      ['a device name of Windows', [{ name: 'media/CON', data: 'x' }], /Windows reserves/],
      ['a device name of Windows with an ending', [{ name: 'aux.html', data: 'x' }], /Windows reserves/],
      ['a trailing dot', [{ name: 'folder./a.html', data: 'x' }], /ends in a dot or a space/],
      ['a trailing space', [{ name: 'a.html ', data: 'x' }], /ends in a dot or a space/],
      ['an empty name', [{ name: '', data: 'x' }], /has no name/],
      ['a part too long to store', [{ name: 'x'.repeat(256), data: 'x' }], /longer than 255 bytes/],
      ['a path too long to store', [{ name: Array(30).fill('x'.repeat(40)).join('/'), data: 'x' }], /longer than 1024 bytes/],
      ['folders without end', [{ name: `${'a/'.repeat(41)}b`, data: 'x' }], /lies deeper than 40 folders/],
      ['a file where a folder is', [{ name: 'a', data: 'x' }, { name: 'A/b/c', data: 'x' }], /\[A\] is both a file and a folder/],
      ['another name in the local header', [{ ...page, local: { name: 'index.exe_' } }], /\[index\.html\] is described in two different ways/],
      ['another size in the local header', [{ ...page, local: { size: 5 } }], /two different ways/],
      ['another packed size in the local header', [{ ...page, local: { packedSize: 1 } }], /two different ways/],
      ['another checksum in the local header', [{ ...page, local: { crc: 1 } }], /two different ways/],
      ['another packing in the local header', [{ ...page, local: { method: 0 } }], /two different ways/],
      ['encryption in the local header only', [{ ...page, local: { flags: 0x801 } }], /two different ways/],
      ['no local header where one should be', [{ ...page, offset: 7 }], /two different ways/],
      ['a local header beyond the end', [{ ...page, offset: 4_000_000 }], /two different ways/],
      ['encryption', [{ ...page, flags: 0x801 }], /\[index\.html\] is encrypted; zip the course again without a password/],
      ['strong encryption', [{ ...page, flags: 0x841 }], /encryption/],
      ['an unknown packing', [{ ...page, method: 14 }], /packing method 14/],
      ['data larger than stated', [{ name: 'a.bin', data: Buffer.alloc(5000), size: 100 }], /\[a\.bin\] does not have the size/],
      ['data smaller than stated', [{ name: 'a.bin', data: 'abc', size: 100 }], /\[a\.bin\] does not have the size/],
      ['large data larger than stated', [{ name: 'a.bin', packed: deflateRawSync(Buffer.alloc(20 * megabyte)), size: 2 * megabyte }], /\[a\.bin\] does not have the size/],
      ['large data smaller than stated', [{ name: 'a.bin', packed: deflateRawSync(Buffer.alloc(2 * megabyte)), size: 3 * megabyte }], /\[a\.bin\] does not have the size/],
      ['large data without a packed byte', [{ name: 'a.bin', packed: Buffer.alloc(0), size: 2 * megabyte }], /\[a\.bin\] does not have the size/],
      ['stored data of another size', [{ ...page, stored: true, size: 3 }], /does not have the size/],
      ['a wrong checksum', [{ ...page, crc: 1 }], /\[index\.html\] is damaged/],
      ['a wrong checksum of a large file', [{ name: 'a.bin', data: Buffer.alloc(2 * megabyte), crc: 1 }], /\[a\.bin\] is damaged/],
      ['packing that is noise', [{ name: 'a.html', packed: Buffer.alloc(50, 0xff), ...lying }], /\[a\.html\] is damaged/],
      ['large packing that is noise', [{ name: 'a.bin', packed: Buffer.alloc(2 * megabyte, 0xff), crc: 1, size: 3 * megabyte }], /\[a\.bin\] is damaged/],
      ['large packing that stops early', [{ name: 'a.bin', packed: deflateRawSync(Buffer.alloc(3 * megabyte)).subarray(0, 1000), crc: 1, size: 3 * megabyte }], /\[a\.bin\]/],
      ['too many entries', Array.from({ length: 11 }, (_, n) => ({ name: `f${n}` })), /has 11 entries; at most 10/, {}, { entries: 10 }],
      ['too many bytes', [{ name: 'a', data: Buffer.alloc(600) }, { name: 'b', data: Buffer.alloc(600) }], /more than 1000 bytes \(at \[b\]\)/, {}, { totalBytes: 1000 }],
      ['one file that grows a thousandfold', [{ name: 'bomb', data: Buffer.alloc(70 * megabyte) }], /\[bomb\] unpacks to more than 1000 times/],
      ['many files that grow a thousandfold', Array.from({ length: 35 }, (_, n) => ({ name: `f${n}`, packed: deflateRawSync(Buffer.alloc(2 * megabyte), { level: 9 }), size: 2 * megabyte })), /The package unpacks to more than 1000 times/],
      ['fewer entries than stated', [page], /damaged/, { count: 3 }],
      ['more entries than stated', [page, { name: 'hidden.html', data: 'x' }], /more entries than it states/, { count: 1 }],
      ['a directory that is not there', [page], /damaged/, { directoryOffset: 3 }],
      ['a zip64 end with a directory beyond the file', [page], /damaged|readable/, { zip64: true, directoryOffset: 2 ** 50 }],
      ['a zip64 end that counts to the sky', [page], /entries; at most/, { zip64: true, count: 2 ** 52 }],
      ['zip64 sizes beyond the file', [{ ...page, packedSize: 0xffffffff, size: 0xffffffff, extra: zip64Field(2n ** 33n, 2n ** 33n) }], /\[index\.html\]/],
      ['zip64 sizes beyond all numbers', [{ ...page, packedSize: 0xffffffff, size: 0xffffffff, extra: zip64Field(2n ** 63n, 2n ** 63n) }], /./],
      ['zip64 sizes that are missing', [{ ...page, packedSize: 0xffffffff, size: 0xffffffff, extra: zip64Field() }], /zip64/],
      ['a zip64 offset beyond all numbers', [{ ...page, offset: 0xffffffff, extra: zip64Field(2n ** 63n) }], /two different ways/],
      ['a zip64 end with a directory beyond all numbers', [page], /damaged|readable/, { zip64: true, directoryOffset: 2 ** 63 }],
      ['a zip64 offset beyond the file', [{ ...page, offset: 0xffffffff, extra: zip64Field(2n ** 40n) }], /two different ways/],
    ];

    test.each(cases)('%s', async (...[, entries, words, end, limits]) => {
      expect(await refusal(rawZip(entries, end), limits)).toMatch(words);
      expectNothingElse();
    });

    test('files that share all bytes', async () => {
      expect(await refusal(overlappingBomb(20, 100_000))).toMatch(/\[f1?\d\] (shares bytes with another file|is described in two different ways)/);
    });

    test('a file inside another', async () => {
      expect(await refusal(fileInsideFile())).toMatch(/\[inner\.html\] shares bytes with another file/);
      expectNothingElse();
    });

    test('a file that runs into the directory', async () => {
      const zip = rawZip([{ name: 'a.bin', data: Buffer.alloc(10), stored: true, size: 40, packedSize: 40 }]);
      expect(await refusal(zip)).toMatch(/\[a\.bin\] does not lie wholly inside the archive/);
    });

    test('an archive cut at any byte', async () => {
      const zip = rawZip([page, { name: 'b.html', data: 'x'.repeat(300), stored: true }]);
      for (let length = 0; length < zip.length; length += 7) expect(await refusal(zip.subarray(0, length))).toMatch(/send the course as one whole zip/);
      expectNothingElse();
    });

    test('a text file, an empty file and a file of noise', async () => {
      for (const bytes of [Buffer.from('<html>not a zip</html>'), Buffer.alloc(0), Buffer.alloc(100_000, 0x50)]) expect(await refusal(bytes)).toMatch(/not a readable zip/);
    });

    test('an archive with any one byte changed is unpacked unharmed or refused', async () => {
      const zip = rawZip([page, { name: 'media/b.txt', data: 'hello hello hello', stored: true }]);
      for (let at = 0; at < zip.length; at++) {
        const changed = Buffer.from(zip);
        changed[at] = (changed[at] ?? 0) ^ 0x55;
        const files = await unpack(changed).catch((error: unknown) => {
          if (!(error instanceof Failure)) throw new Error(`byte ${at}: ${error}`);
          return {};
        });
        for (const text of Object.values(files)) expect([page.data, 'hello hello hello']).toContain(text);
        expectNothingElse();
        rmSync(join(folder, 'data'), { recursive: true, force: true });
        storage = new DiskFileStorage({ dataDir: join(folder, 'data') } as Config);
      }
    });

    test('a million entries, at the cost of the end record', async () => {
      await writeMillion(zipPath, 1_000_000);
      const before = process.memoryUsage().rss;
      expect(await refusal(undefined)).toMatch(/has 1000000 entries; at most 100000 are taken/);
      expect(process.memoryUsage().rss - before).toBeLessThan(50 * megabyte);
    });

    test('a million entries behind an end record that speaks of few', async () => {
      await writeMillion(zipPath, 1000);
      expect(await refusal(undefined)).toMatch(/more entries than it states|shares bytes|two different ways/);
    });
  });

  describe('that is honest is unpacked', () => {
    test('packed, stored, empty and large files, with folders left out', async () => {
      const large = Buffer.alloc(3 * megabyte, 'courseway ');
      const zip = rawZip([{ name: 'media/', stored: true }, page, { name: 'media/a.txt', data: 'stored', stored: true }, { name: 'empty.txt' }, { name: 'none.txt', stored: true }, { name: 'big.bin', data: large }, { name: 'raw.bin', data: large, stored: true }]);
      expect(await unpack(zip)).toEqual({ 'index.html': page.data, 'media/a.txt': 'stored', 'empty.txt': '', 'none.txt': '', 'big.bin': large.toString('utf8', 0, 100), 'raw.bin': large.toString('utf8', 0, 100) });
      expect(readFileSync(join(folder, 'data/files/into/big.bin')).equals(large)).toBe(true);
      expect(readFileSync(join(folder, 'data/files/into/raw.bin')).equals(large)).toBe(true);
    });

    test.each<[string, RawEntry, string]>([
      ['UTF-8 with the flag', { name: '日本語/ü.html' }, '日本語/ü.html'],
      ['UTF-8 without the flag, as macOS writes it', { name: '日本語/ü.html', flags: 0 }, '日本語/ü.html'],
      ['code page 437', { name: Buffer.from([0x81, 0x62, 0x65, 0x72, 0x2e, 0x68]), flags: 0 }, 'über.h'],
      ['a Unicode path field beside another code page', { name: Buffer.from([0x93, 0xfa, 0x2e, 0x68]), flags: 0, extra: unicodePathField(Buffer.from([0x93, 0xfa, 0x2e, 0x68]), '日.h') }, '日.h'],
      ['backslashes', { name: 'media\\img\\a.png' }, 'media/img/a.png'],
      ['dot and empty parts', { name: './media//./a.png' }, 'media/a.png'],
      ['a name with spaces, brackets, percent and question mark', { name: 'a b (1) 100%?.html' }, 'a b (1) 100%?.html'],
      ['a name of an object property', { name: '__proto__' }, '__proto__'],
      ['sizes behind the data', { name: 'a.html', flags: 0x808, local: { crc: 0, size: 0, packedSize: 0 } }, 'a.html'],
      ['zip64 sizes', { name: 'a.html', data: 'zip64', packed: deflateRawSync('zip64'), packedSize: 0xffffffff, size: 0xffffffff, extra: zip64Field(5n, BigInt(deflateRawSync('zip64').length)) }, 'a.html'],
    ])('%s', async (_what, entry, path) => {
      expect(Object.keys(await unpack(rawZip([entry, page])))).toEqual([path, 'index.html'].sort());
    });

    test('with a zip64 end, with a comment, and with a folder marked by its attribute alone', async () => {
      expect(await unpack(rawZip([page], { zip64: true }))).toEqual({ 'index.html': page.data });
      expect(await unpack(rawZip([page], { comment: 'made by a tool' }))).toEqual({ 'index.html': page.data });
      expect(Object.keys(await unpack(rawZip([{ name: 'a', stored: true, attributes: 0x10 }, { name: 'a/b', data: 'x' }])))).toEqual(['a/b', 'index.html']);
    });

    test('without its top folder and what lies beside it', async () => {
      expect(await unpack(rawZip([{ name: 'course/index.html', data: 'in' }, { name: '__MACOSX/x', data: 'out' }]), {}, 'course/')).toEqual({ 'index.html': 'in' });
    });

    test('with as many entries as are allowed', async () => {
      writeFileSync(zipPath, rawZip(Array.from({ length: 30_000 }, (_, n) => ({ name: `m/${n % 100}/${n}.txt`, data: `${n}`, stored: true as const }))));
      const zip = await openZipSafely(zipPath, { entries: 30_000 });
      expect(zip.entries).toHaveLength(30_000);
      expect((await zip.bytesOf('m/99/29999.txt', 10)).toString()).toBe('29999');
      await zip.close();
    });

    test('a gigabyte through a few buffers', async () => {
      await writeZeros(zipPath, 1024);
      const zip = await openZipSafely(zipPath, { ratio: 2000 });
      const before = process.memoryUsage().rss;
      let most = 0;
      let bytes = 0;
      await zip.extractAll(async (_path, data) => {
        const sink = new Writable({
          write(chunk: Buffer, _encoding, done) {
            bytes += chunk.length;
            most = Math.max(most, process.memoryUsage.rss());
            setImmediate(done);
          },
        });
        await pipeline(data as Readable, sink);
      });
      await zip.close();
      expect(bytes).toBe(1024 * megabyte);
      expect(most - before).toBeLessThan(100 * megabyte);
    }, 60_000);
  });

  describe('being read', () => {
    async function opened(entries: RawEntry[]): Promise<SafeZip> {
      writeFileSync(zipPath, rawZip(entries));
      return openZipSafely(zipPath);
    }

    test('one file in memory, up to a limit that holds for packed bytes as well', async () => {
      const zip = await opened([page, { name: 'fat.xml', packed: Buffer.alloc(3 * megabyte), size: 10, crc: 0 }]);
      expect((await zip.bytesOf('index.html', 1000)).toString()).toBe(page.data);
      await expect(zip.bytesOf('index.html', 5)).rejects.toMatchObject({ code: 'archive-refused', publicMessage: expect.stringContaining('[index.html] has 11 bytes') });
      await expect(zip.bytesOf('fat.xml', 1000)).rejects.toMatchObject({ code: 'archive-refused' });
      await expect(zip.bytesOf('none.xml', 1000)).rejects.toMatchObject({ code: 'archive-refused', publicMessage: expect.stringContaining('[none.xml]') });
      await zip.close();
    });

    test('no write is under way once unpacking has failed', async () => {
      const zip = await opened(Array.from({ length: 20 }, (_, n) => ({ name: `f${n}`, data: 'x' })));
      let running = 0;
      const failing = zip.extractAll(async (path) => {
        running++;
        await new Promise((resolve) => setTimeout(resolve, path === 'f1' ? 1 : 30));
        running--;
        if (path === 'f1') throw new Error('no space left');
      });
      await expect(failing).rejects.toThrow('no space left');
      expect(running).toBe(0);
      await zip.close();
    });

    test('a writer that is slow to listen does not miss the fault', async () => {
      const zip = await opened([{ name: 'a.bin', packed: Buffer.alloc(2 * megabyte, 0xff), crc: 1, size: 3 * megabyte }]);
      const writing = zip.extractAll(async (_path, data) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        await pipeline(data as Readable, new Writable({ write: (_chunk, _encoding, done) => done() }));
      });
      await expect(writing).rejects.toMatchObject({ code: 'archive-refused', publicMessage: expect.stringContaining('[a.bin] is damaged') });
      await zip.close();
    });

    test('stops in the middle of a large file when asked to', async () => {
      await writeZeros(zipPath, 200);
      const zip = await openZipSafely(zipPath, { ratio: 2000 });
      const stop = new AbortController();
      let bytes = 0;
      const sink = () =>
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            bytes += chunk.length;
            if (bytes > megabyte) stop.abort(new Error('draining'));
            setImmediate(done);
          },
        });
      await expect(zip.extractAll((_path, data) => pipeline(data as Readable, sink()), { signal: stop.signal })).rejects.toThrow('draining');
      expect(bytes).toBeLessThan(20 * megabyte);
      await zip.close();
    });

    test('tells how far it is', async () => {
      const zip = await opened([{ name: 'a', data: 'xx' }, { name: 'b', data: 'yy' }]);
      const told: number[] = [];
      await zip.extractAll(async () => undefined, { progress: (fraction) => told.push(fraction) });
      expect(told).toEqual([0.5, 1]);
      await zip.close();
    });
  });
});

/** `entries` directory entries of one empty file, a million of them written, `stated` of them stated. */
async function writeMillion(path: string, stated: number): Promise<void> {
  const file = await open(path, 'w');
  const one = rawZip([{ name: 'a/0000000', stored: true }]);
  const localLength = 30 + 9;
  const entry = one.subarray(localLength, one.length - 22);
  await file.write(one.subarray(0, localLength));
  const block = Buffer.concat(Array.from({ length: 10_000 }, () => entry));
  for (let n = 0; n < 100; n++) {
    for (let i = 0; i < 10_000; i++) block.write(String(n * 10_000 + i).padStart(7, '0'), i * entry.length + 48);
    await file.write(block);
  }
  await file.write(endOf(stated, block.length * 100, localLength, localLength + block.length * 100, { zip64: true }));
  await file.close();
}

/** One file of so many megabytes of zeros, packed a thousandfold. */
async function writeZeros(path: string, megabytes: number): Promise<void> {
  const zeros = Buffer.alloc(megabyte);
  let crc = 0;
  for (let n = 0; n < megabytes; n++) crc = crc32(zeros, crc);
  const packed = await buffer(Readable.from(Array.from({ length: megabytes }, () => zeros)).pipe(createDeflateRaw({ level: 1 })));
  writeFileSync(path, rawZip([{ name: 'zeros.bin', packed, size: megabytes * megabyte, crc }]));
}
