// The floor: bare Fastify and the bare driver doing the same durable work (the same SQL in one transaction) without the application.
import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ZipArchive } from 'archiver';
import Fastify from 'fastify';

const require = createRequire(import.meta.url);
const [port, folder, databaseUrl] = [Number(process.env.PORT), process.env.DATA_DIR, process.env.DATABASE_URL];
const key = randomBytes(32);
const newKey = () => randomBytes(13).toString('hex');
const sign = (value) => {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
};
const read = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());

const schema = (kinds) => [
  `CREATE TABLE instances (k varchar(26) PRIMARY KEY, id varchar(255), rev ${kinds.int}, epoch ${kinds.int}, completion varchar(16), success varchar(16), score double, seconds double, location varchar(255), completed_at ${kinds.int}, last_access_at ${kinds.int}, updated_at ${kinds.int}, runtime ${kinds.long})${kinds.tail}`,
  `CREATE INDEX ix_id ON instances (id)`,
  `CREATE TABLE outbox (k varchar(26) PRIMARY KEY, application varchar(64), kind varchar(64), subject varchar(255), body ${kinds.long}, created_at ${kinds.int})${kinds.tail}`,
  `CREATE TABLE sessions (k varchar(26) PRIMARY KEY, instance varchar(26), epoch ${kinds.int}, link varchar(64), opened_at ${kinds.int})${kinds.tail}`,
  `CREATE UNIQUE INDEX uq_link ON sessions (link)`,
  `CREATE TABLE seats (k varchar(26) PRIMARY KEY, dispatch varchar(26), learner varchar(64), registration varchar(26))${kinds.tail}`,
  `CREATE UNIQUE INDEX uq_seat ON seats (dispatch, learner)`,
  `CREATE TABLE registrations (k varchar(26) PRIMARY KEY, id varchar(255), learner varchar(255), created_at ${kinds.int})${kinds.tail}`,
  `CREATE TABLE dispatches (k varchar(26) PRIMARY KEY, cap ${kinds.int}, n ${kinds.int})${kinds.tail}`,
];

/** `transaction(work)` with `run(sql, parameters)` that answers rows or the number of rows changed. */
async function openDatabase() {
  if (databaseUrl) {
    const { createPool } = require('mysql2/promise');
    const pool = createPool({ uri: databaseUrl, connectionLimit: 20 });
    for (const sql of schema({ int: 'bigint', long: 'longtext', tail: ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin' })) await pool.query(sql);
    return async (work) => {
      const connection = await pool.getConnection();
      try {
        await connection.query('START TRANSACTION');
        const value = await work(async (sql, parameters) => {
          const [found] = await connection.query(sql.startsWith('SELECT') && sql.includes('/*lock*/') ? `${sql} FOR UPDATE` : sql, parameters);
          return Array.isArray(found) ? found : found.affectedRows;
        });
        await connection.query('COMMIT');
        return value;
      } catch (error) {
        await connection.query('ROLLBACK');
        throw error;
      } finally {
        connection.release();
      }
    };
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  const { DatabaseSync } = require(major > 22 || (major === 22 && minor >= 16) ? 'node:sqlite' : '@photostructure/sqlite');
  const database = new DatabaseSync(join(folder, 'raw.sqlite'));
  for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL', 'cache_size = -65536']) database.prepare(`PRAGMA ${pragma}`).all();
  for (const sql of schema({ int: 'integer', long: 'text', tail: '' })) database.exec(sql);
  const statements = new Map();
  const prepared = (sql) => {
    if (!statements.has(sql)) statements.set(sql, database.prepare(sql));
    return statements.get(sql);
  };
  const run = async (sql, parameters = []) => (sql.startsWith('SELECT') ? prepared(sql).all(...parameters) : Number(prepared(sql).run(...parameters).changes));
  let queue = Promise.resolve();
  return (work) => {
    const result = queue.then(async () => {
      database.exec('BEGIN');
      try {
        const value = await work(run);
        database.exec('COMMIT');
        return value;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    });
    queue = result.catch(() => undefined);
    return result;
  };
}

const transaction = await openDatabase();
const server = Fastify({ bodyLimit: 8 * 1024 * 1024, routerOptions: { maxParamLength: 4096 } });
const zipFiles = {};

server.get('/ping', async () => ({ apiMessage: 'Courseway is here', currentTime: new Date().toISOString() }));

server.post('/instances/:k', async ({ params }) => {
  const now = Date.now();
  await transaction((run) => run('INSERT INTO instances VALUES (?, ?, 0, 0, ?, ?, NULL, 0, NULL, NULL, ?, ?, ?)', [params.k, params.k, 'UNKNOWN', 'UNKNOWN', now, now, '{}']));
  return {};
});

server.post('/commits/:k', async ({ params, body }) => {
  const now = Date.now();
  const runtime = JSON.stringify(body);
  return transaction(async (run) => {
    const [row] = await run('SELECT rev, epoch, completed_at, runtime FROM instances WHERE k = ?/*lock*/', [params.k]);
    const rev = Number(row.rev) + 1;
    await run('UPDATE instances SET rev = ?, completion = ?, success = ?, score = ?, seconds = ?, location = ?, completed_at = ?, last_access_at = ?, updated_at = ?, runtime = ? WHERE k = ?', [
      rev, 'INCOMPLETE', 'UNKNOWN', null, body.seconds, 'page', null, now, now, runtime, params.k,
    ]);
    await run('INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?)', [newKey(), 'app', 'registration.progressed', params.k, JSON.stringify({ rev }), now]);
    return { rev, acknowledged: body.revision };
  });
});

server.post('/links/:id', async ({ params }) => {
  const [row] = await transaction((run) => run('SELECT k FROM instances WHERE id = ?', [params.id]));
  return { launchLink: `/launch/${sign({ k: row.k, n: newKey(), exp: Date.now() + 120_000 })}` };
});

server.get('/launch/:token', async ({ params }, reply) => {
  const { k, n } = read(params.token);
  const now = Date.now();
  const epoch = await transaction(async (run) => {
    await run('SELECT k, epoch FROM sessions WHERE link = ?', [n]);
    await run('UPDATE instances SET epoch = epoch + 1, last_access_at = ?, updated_at = ? WHERE k = ?', [now, now, k]);
    const [row] = await run('SELECT epoch FROM instances WHERE k = ?', [k]);
    await run('INSERT INTO sessions VALUES (?, ?, ?, ?, ?)', [newKey(), k, row.epoch, n, now]);
    return row.epoch;
  });
  return reply.code(303).header('location', `/play/${sign({ k, epoch })}`).send();
});

server.post('/dispatches/:k', async ({ params }) => {
  await transaction((run) => run('INSERT INTO dispatches VALUES (?, 0, 0)', [params.k]));
  return {};
});

server.post('/first-launches/:k', async ({ params, body }) => {
  const now = Date.now();
  const learner = createHmac('sha256', key).update(body.learner.id).digest('hex');
  return transaction(async (run) => {
    await run('SELECT k, cap, n FROM dispatches WHERE k = ?', [params.k]);
    await run('SELECT k FROM seats WHERE dispatch = ? AND learner = ?', [params.k, learner]);
    await run('UPDATE dispatches SET n = n + 1 WHERE k = ? AND (cap = 0 OR n < cap)', [params.k]);
    const [registration, instance] = [newKey(), newKey()];
    await run('INSERT INTO seats VALUES (?, ?, ?, ?)', [newKey(), params.k, learner, registration]);
    await run('INSERT INTO registrations VALUES (?, ?, ?, ?)', [registration, registration, body.learner.id, now]);
    await run('INSERT INTO instances VALUES (?, ?, 0, 1, ?, ?, NULL, 0, NULL, NULL, ?, ?, ?)', [instance, instance, 'UNKNOWN', 'UNKNOWN', now, now, '{}']);
    await run('INSERT INTO sessions VALUES (?, ?, 1, NULL, ?)', [newKey(), instance, now]);
    return { playUrl: `/play/${sign({ instance, epoch: 1 })}`, token: sign({ registration }) };
  });
});

server.post('/zip-files', async ({ body }) => {
  for (const [name, text] of Object.entries(body)) zipFiles[name] = Buffer.from(text, 'base64');
  return {};
});

server.get('/zip', (_request, reply) => {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  for (const [name, data] of Object.entries(zipFiles)) archive.append(data, { name, date: new Date(0) });
  reply.type('application/zip').send(archive);
  archive.finalize();
});

await server.listen({ port, host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
