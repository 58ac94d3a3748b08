import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort, freshDatabase } from '../support/boot';
import { until } from '../support/browser';
import { publishSample } from '../support/courses';
import { invite } from '../support/inviting';
import { TestRedis, withRedis } from '../support/redis';
import { TestS3 } from '../support/s3';
import { ServerProcess } from '../support/server-process';
import { TestSmtp } from '../support/smtp';

const root = join(__dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

describe('the container image', () => {
  const lines = read('Dockerfile').split('\n');
  const copied = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1]?.split(' ') ?? []);

  test('copies only what is there before and after a build', () => {
    const before = copied(/^COPY (?!--from)(.+) \S+$/);
    const after = copied(/^COPY --from=build (?:--chown=\S+ )?(.+) \S+$/).map((path) => path.replace('/app/', ''));
    expect(before).toContain('package-lock.json');
    expect(after).toEqual(['package.json', 'node_modules', 'dist', 'templates']);
    expect([...before, ...after].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('runs as nobody special, says whether it is ready, and starts what is built', () => {
    expect(lines).toContain('USER node');
    expect(lines.find((line) => line.startsWith('HEALTHCHECK'))).toContain('/readyz');
    expect(lines).toContain('CMD ["node", "dist/main.js"]');
    expect(existsSync(join(root, 'dist/main.js'))).toBe(true);
  });

  test('needs nothing at run time that npm prune --omit=dev removes', () => {
    const { dependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const known = new Set([...Object.keys({ ...dependencies, ...optionalDependencies }), ...builtinModules]);
    const built = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js') && !path.startsWith('browser'));
    const asked = new Set(built.flatMap((path) => [...read(join('dist', path)).matchAll(/\b(?:require|import)\(['"]((?:@[\w-]+\/)?[\w.-]+)[/'"]/g)].map(([, name = '']) => name)).filter((name) => !name.startsWith('.')));
    expect(asked.size).toBeGreaterThan(15);
    expect([...asked].filter((name) => !known.has(name) && !name.startsWith('node'))).toEqual([]);
  });
});

interface Compose {
  services: Record<string, { environment?: Record<string, string>; depends_on?: Record<string, object>; image?: string; volumes?: string[] }>;
  volumes: object;
}
/** As `docker compose` fills in `${NAME:-default}`. */
const filled = (text: string, values: Record<string, string>) => text.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, usual: string) => values[name] || usual);
const composeWith = (values: Record<string, string>) => parse(filled(read('docker-compose.yml'), values)) as Compose;

describe('the compose file', () => {
  test('names services, volumes and hosts that it has, and images of a stated version', () => {
    const { services, volumes } = composeWith({});
    const { gateway, ...others } = services;
    expect(Object.keys(gateway?.depends_on ?? {}).sort()).toEqual(Object.keys(others).sort());
    const hosts = ['DATABASE_URL', 'REDIS_URL', 'SMTP_URL'].map((name) => new URL(gateway?.environment?.[name] ?? '').hostname);
    hosts.push(new URL(new URL(gateway?.environment?.['STORAGE_URL'] ?? '').searchParams.get('endpoint') ?? '').hostname);
    expect(hosts.filter((host) => !(host in others))).toEqual([]);
    expect(Object.values(services).flatMap((service) => service.volumes ?? []).map((volume) => volume.split(':')[0]).filter((name) => !(name && name in volumes))).toEqual([]);
    for (const { image } of Object.values(others)) expect(image).toMatch(/:v?\d/);
    expect(others['store']?.environment?.['AWS_SECRET_ACCESS_KEY']).toBe(gateway?.environment?.['AWS_SECRET_ACCESS_KEY']);
    expect(new URL(gateway?.environment?.['DATABASE_URL'] ?? '').password).toBe(others['database']?.environment?.['MARIADB_PASSWORD']);
  });

  const onServer = process.env['DATABASE_URL'] ? withRedis : describe.skip;
  onServer('with the same services here (DATABASE_URL=mysql://...)', () => {
    test('its variables make a gateway that is ready, takes a course and sends a mail', async () => {
      const [redis, store, smtp, database, port] = [await TestRedis.start(), await TestS3.start(), await TestSmtp.start(), await freshDatabase(), await freePort()];
      const environment = composeWith({ BOOTSTRAP_APP_ID: 'FAULTS', BOOTSTRAP_APP_SECRET: 'secret-of-the-fault-tests' }).services['gateway']?.environment ?? {};
      const here: Record<string, string> = { 'redis:6379': `127.0.0.1:${redis.port}`, 'store:8333': `127.0.0.1:${store.port}`, 'mail:1025': `127.0.0.1:${smtp.port}`, ':3000': `:${port}`, [environment['DATABASE_URL'] ?? '']: database.url ?? '' };
      for (const [name, value] of Object.entries(environment)) environment[name] = Object.entries(here).reduce((text, [there, address]) => text.replace(there, address), value ?? '');
      const server = new ServerProcess({ ...environment, AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }); // the store here knows this key alone
      server.port = port;
      try {
        await server.start();
        await publishSample(server, 'in-compose');
        expect(store.keys().filter((key) => key.startsWith('courseway/courses/')).length).toBeGreaterThan(3);
        await invite(server, 'in-compose', ['learner@client.example'], {}, { subject: 'Join us', body: 'Here: [URL]' });
        await until(() => smtp.to('learner@client.example').length);
        expect(smtp.to('learner@client.example')[0]?.subject).toBe('Join us');
        expect(await redis.channels()).toBe(2);
      } finally {
        await server.destroy();
        await smtp.down();
        await store.destroy();
        await redis.kill();
        await database.drop();
      }
    }, 120_000);
  });
});
