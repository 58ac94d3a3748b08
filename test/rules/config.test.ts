import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigFaults, readConfig } from '../../src/platform/config/config';

const root = join(__dirname, '../..');
const read = (env: NodeJS.ProcessEnv) => readConfig(env, (dataDir) => `a key kept in ${dataDir}`);
function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    read(env);
  } catch (error) {
    return (error as ConfigFaults).faults;
  }
  return [];
}

/** Values each variable refuses. */
const wrong: Record<string, string[]> = {
  PORT: ['abc', '-1', '65536', '80.5', 'Infinity', '3000/tcp'],
  PUBLIC_URL: ['courses.example.com', 'ftp://courses.example.com', 'https://', 'https://courses.example.com/app', 'https://courses.example.com/?a', 'https://courses.example.com/#a', 'https://me@courses.example.com', 'https://:word@courses.example.com'],
  CONTENT_URL: ['content', 'https://content.example.com/files', 'javascript:alert(1)'],
  LAUNCH_URL: ['launch', 'https://launch.example.com/d'],
  FORMER_URLS: ['old', 'https://old.example.com/d', 'https://old.example.com, ftp://older.example.com'],
  DATABASE_URL: ['postgres://localhost/x', 'mysql://localhost', 'mysql://localhost/', 'sqlite.db', 'mysql://localhost:port/x'],
  REDIS_URL: ['localhost:6379', 'http://localhost:6379', 'redis://', 'redis://localhost/cache', 'redis://localhost?db=1', 'redis://localhost:port', 'redis://me:%zz@localhost'],
  STORAGE_URL: [
    'courses', 's3://', 'https://s3.example.com/courses', 's3://courses', 's3://Courses?region=eu-central-1', 's3://co?region=eu-central-1', 's3://courses/a b?region=eu-central-1', 's3://courses/ä?region=eu-central-1', 's3://courses/a//b?region=eu-central-1',
    's3://key:word@courses?region=eu-central-1', 's3://courses:9000?region=eu-central-1', 's3://courses?region=Frankfurt', 's3://courses?endpoint=s3.example.com', 's3://courses?endpoint=https://s3.example.com/path', 's3://courses?endpoint=https://id@s3.example.com', 's3://courses?region=eu-central-1&acl=public', 's3://courses?region=eu-central-1&pathStyle=yes',
    's3://courses?region=eu-central-1#part',
  ],
  ROLE: ['both', 'ALL'],
  BOOTSTRAP_APP_ID: ['with space', 'ä', 'x'.repeat(65), 'a:b'],
  BOOTSTRAP_APP_SECRET: ['short', 'x'.repeat(257)],
  BOOTSTRAP_APP_NAME: ['x'.repeat(256)],
  BOOTSTRAP_MANAGEMENT_ID: ['a/b'],
  BOOTSTRAP_MANAGEMENT_SECRET: ['1234567'],
  BOOTSTRAP_ADMIN_EMAIL: ['nobody', 'a@b', 'a b@c.example'],
  BOOTSTRAP_ADMIN_PASSWORD: ['short', 'password1234', 'aaaaaaaaaaaaaaaaaa', 'x'.repeat(257)],
  LOG_LEVEL: ['verbose', 'INFO'],
  LOG_FORMAT: ['xml'],
  OUTGOING_ALLOW: ['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/x', '::/129', 'http://intra.example', 'intra.example:8080', '*.example', '127.1', 'a b', '10.0.0.1, 256.0.0.1'],
  MAX_UPLOAD_BYTES: ['0', '-5', '4GB', '1.5'],
  TRUST_PROXY: ['yes', '1', 'TRUE'],
  SECRET_KEY: ['x'.repeat(31)],
  OIDC_ISSUER: ['login.example.com', 'http://login.example.com', 'http://localhost.example.com', 'https://', 'https://me@login.example.com', 'https://login.example.com/?tenant=a', 'https://login.example.com/#a', 'ftp://login.example.com', 'https://login.example.com/.well-known/openid-configuration', 'https://login.microsoftonline.com/common/v2.0'],
  OIDC_NAME: ['x'.repeat(65)],
  OIDC_SCOPES: ['email profile', 'openid  email', 'openid,email', 'openid "email"'],
  OIDC_GROUPS: ['admins', '[]', '{}', '{"admins":"owner"}', '{"admins":{"ACME":"boss"}}', '{"admins":{"AC ME":"owner"}}', '{"":"installation"}', '{"admins":["installation"]}'],
  OIDC_TRUST_EMAIL: ['yes', '1'],
  OIDC_PASSWORDS: ['none', 'Owners'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['collector:4318', 'grpc://collector:4317', 'http://me:word@collector:4318'],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['collector'],
  OTEL_EXPORTER_OTLP_PROTOCOL: ['grpc', 'json'],
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: ['grpc'],
  OTEL_TRACES_EXPORTER: ['zipkin', 'console'],
  AUDIT_DAYS: ['-1', 'ten', '1.5', '99999'],
  DIAGNOSTICS_DAYS: ['-1', 'ten', '1.5', '9999'],
};
const all = Object.fromEntries(Object.entries(wrong).map(([name, [first]]) => [name, first]));
const namesIn = (faults: readonly string[]) => faults.map((fault) => fault.split(':')[0] ?? '').sort();

test.each(Object.entries(wrong))('%s refuses what it cannot use, and says so by its name', (name, values) => {
  for (const value of values) expect([value, namesIn(faultsOf({ [name]: value })).filter((said) => said === name)]).toEqual([value, [name]]);
});

test('every variable is in the documentation', () => {
  const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  expect(Object.keys(wrong).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('all faults are told at once, one for each variable', () => {
  expect(namesIn(faultsOf(all))).toEqual(Object.keys(wrong).sort());
});

test('faults between variables are told with the others, but not when one of the two has a fault of its own', () => {
  const same = 'CONTENT_URL: must differ in host from PUBLIC_URL, because course content may never share an origin with the API';
  expect(faultsOf({ PORT: 'abc', PUBLIC_URL: 'https://one.example', CONTENT_URL: 'https://one.example', BOOTSTRAP_APP_ID: 'A', BOOTSTRAP_MANAGEMENT_ID: 'A' })).toEqual([
    expect.stringMatching(/^PORT: /), same, 'BOOTSTRAP_APP_ID and BOOTSTRAP_APP_SECRET: set both or none', 'BOOTSTRAP_MANAGEMENT_ID and BOOTSTRAP_MANAGEMENT_SECRET: set both or none', 'BOOTSTRAP_MANAGEMENT_ID: must differ from BOOTSTRAP_APP_ID',
  ]);
  expect(faultsOf({ PUBLIC_URL: 'nothing', CONTENT_URL: 'http://localhost:3000' })).toEqual([expect.stringMatching(/^PUBLIC_URL: /)]);
  expect(faultsOf({ BOOTSTRAP_APP_ID: 'A', BOOTSTRAP_APP_SECRET: 'short' })).toEqual([expect.stringMatching(/^BOOTSTRAP_APP_SECRET: /)]);
});

test.each([
  ['https://one.example', 'https://one.example'],
  ['https://one.example', 'http://one.example'],
  ['https://one.example', 'https://one.example:8443'],
  ['https://ONE.example', 'https://one.EXAMPLE/'],
  ['http://127.0.0.1:3000', undefined],
  [undefined, 'http://localhost'],
  ['http://2130706433:3000', 'http://127.0.0.1:4000'],
])('one host for both origins is refused: %s and %s', (publicUrl, contentUrl) => {
  expect(faultsOf({ PUBLIC_URL: publicUrl, CONTENT_URL: contentUrl })).toEqual([expect.stringMatching(/^CONTENT_URL: must differ in host/)]);
});

test.each([{ LAUNCH_URL: 'https://content.example' }, { FORMER_URLS: 'https://old.example,http://content.example:81' }])('the host of the content may not be one of packages: %j', (more) => {
  expect(faultsOf({ PUBLIC_URL: 'https://one.example', CONTENT_URL: 'https://content.example', ...more })).toEqual([expect.stringMatching(/^LAUNCH_URL, FORMER_URLS: must differ in host/)]);
});

test('zips name the launch host; it and the former ones are ours', () => {
  expect(read({ PUBLIC_URL: 'https://one.example' })).toMatchObject({ launchUrl: 'https://one.example', ownOrigins: ['https://one.example'] });
  expect(read({ PUBLIC_URL: 'https://one.example', LAUNCH_URL: 'https://launch.example', FORMER_URLS: 'https://old.example, https://one.example,' })).toMatchObject({
    launchUrl: 'https://launch.example', ownOrigins: ['https://launch.example', 'https://one.example', 'https://old.example'],
  });
});

test('secrets are not in the words of a fault', () => {
  const faults = faultsOf({ BOOTSTRAP_APP_SECRET: 'hunter2', BOOTSTRAP_MANAGEMENT_SECRET: 'hunter3', SECRET_KEY: 'hunter4', DATABASE_URL: 'postgres://me:hunter5@host/x' });
  expect(faults).toHaveLength(4);
  expect(faults.join()).not.toContain('hunter');
});

test('a bucket: Amazon’s by region, another store by its address', () => {
  expect(read({ STORAGE_URL: 's3://courses?region=eu-central-1' }).storage).toEqual({ bucket: 'courses', prefix: '', region: 'eu-central-1', pathStyle: false });
  expect(read({ STORAGE_URL: 's3://courses/live/one/?endpoint=http://store:9000' }).storage).toEqual({ bucket: 'courses', prefix: 'live/one/', region: 'us-east-1', pathStyle: true, endpoint: 'http://store:9000' });
  expect(read({ STORAGE_URL: 's3://courses?endpoint=https://s3.example.com&pathStyle=false&region=de' }).storage).toEqual({ bucket: 'courses', prefix: '', region: 'de', pathStyle: false, endpoint: 'https://s3.example.com' });
  expect(faultsOf({ STORAGE_URL: 's3://id:hunter7@Courses:9000/a b?acl=public' })).toEqual([expect.stringMatching(/^STORAGE_URL: (?!.*hunter)(?=.*may not hold keys)(?=.*no port)(?=.*must name a bucket)(?=.*knows only the options)/)]);
});

test('where traces go', () => {
  const at = (env: NodeJS.ProcessEnv) => read(env).tracing;
  expect(at({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' })).toEqual({ url: 'http://collector:4318/v1/traces', protocol: 'http/protobuf' });
  expect(at({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' })).toEqual({ url: 'https://traces.example/in', protocol: 'http/json' });
  expect([at({}), at({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }), at({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' })]).toEqual([undefined, undefined, undefined]);
});

test('half a provider is a fault', () => {
  for (const half of [{ OIDC_ISSUER: 'https://login.example' }, { OIDC_CLIENT_ID: 'courseway' }]) expect(faultsOf(half)).toEqual(['OIDC_ISSUER and OIDC_CLIENT_ID: set both or none']);
});

test('without any variable everything has a value, and the key is the kept one', () => {
  const config = read({});
  expect(config).toMatchObject({
    port: 3000, host: '127.0.0.1', publicUrl: 'http://localhost:3000', contentUrl: 'http://127.0.0.1:3000', dataDir: './data', role: 'all', logLevel: 'info', outgoingAllow: [], maxUploadBytes: 4_294_967_296,
    trustProxy: false, secretKey: 'a key kept in ./data', bootstrapApp: { name: 'Default application' }, bootstrapManagement: { name: 'Application management' }, bootstrapAdmin: {},
  });
  expect(config.databaseUrl).toBeUndefined();
  expect(Object.isFrozen(config)).toBe(true);
});

test('an empty value counts as absent, and a given one is used', () => {
  expect(read(Object.fromEntries(Object.keys(wrong).map((name) => [name, ''])))).toEqual(read({}));
  expect(read({ PORT: '8080', PUBLIC_URL: 'https://Courses.example.com/', DATA_DIR: '/srv', SECRET_KEY: 'k'.repeat(32), TRUST_PROXY: 'true', OUTGOING_ALLOW: ' intra.example ,, 10.0.0.0/8,::1', LOG_FORMAT: 'json', ROLE: 'worker' })).toMatchObject({
    port: 8080, publicUrl: 'https://courses.example.com', contentUrl: 'http://127.0.0.1:8080', dataDir: '/srv', secretKey: 'k'.repeat(32), trustProxy: true, outgoingAllow: ['intra.example', '10.0.0.0/8', '::1'], logFormat: 'json', role: 'worker',
  });
});

describe('the built product', () => {
  const folder = mkdtempSync(join(tmpdir(), 'courseway-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('ends with 78 and names every fault when the environment is bad, before it touches anything', () => {
    const started = spawnSync(process.execPath, [join(root, 'dist/main.js')], { env: { PATH: process.env['PATH'], ...all, DATA_DIR: folder, CONTENT_URL: 'https://x.example/y' }, encoding: 'utf8', timeout: 20_000 });
    expect(started.status).toBe(78);
    const lines = started.stderr.trim().split('\n');
    expect(lines[0]).toBe(`The configuration has ${Object.keys(wrong).length} fault(s):`);
    expect(lines.slice(1).map((line) => /^ {2}- (\w+): ./.exec(line)?.[1]).sort()).toEqual(Object.keys(wrong).sort());
    expect(started.stdout).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });
});
