import type { RedisServer } from '../config/redis-config.rules';
import { type Examined, type Finding, type Looked, outcome, wordsOf } from './examination';

const patienceMs = 3_000;

/** What the server tells of itself. */
async function ask(server: RedisServer): Promise<string> {
  const { Redis } = await import('ioredis');
  const { tls, ...where } = server;
  const connection = new Redis({ ...where, ...(tls && { tls: {} }), lazyConnect: true, enableReadyCheck: false, connectTimeout: patienceMs, commandTimeout: patienceMs, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let fault: Error | undefined;
  connection.on('error', (error: Error) => {
    fault = error;
  });
  try {
    await connection.connect();
    return await connection.info();
  } catch (error) {
    throw fault ?? error;
  } finally {
    connection.disconnect();
  }
}

/** Whether the server of REDIS_URL answers, takes writes, and keeps what it was given. */
export async function lookAtRedis({ config: { redis } }: Examined): Promise<Looked> {
  if (!redis) return { skipped: [{ check: 'redis', why: 'no REDIS_URL; one node needs none' }] };
  const findings: Finding[] = [];
  try {
    const told = await ask(redis);
    if (/^role:slave\r?$/m.test(told)) findings.push({ check: 'redis', what: `the Redis server ${redis.host}:${redis.port} is a replica, which takes no writes`, mend: 'give REDIS_URL the address of the primary' });
    const policy = /^maxmemory_policy:(\S+)/m.exec(told)?.[1] ?? 'noeviction';
    const bounded = !/^maxmemory:0\r?$/m.test(told);
    if (bounded && policy !== 'noeviction') findings.push({ check: 'redis', what: `the Redis server throws away keys when its memory is full (maxmemory-policy ${policy}): jobs are then found late, limits forgotten`, mend: 'set maxmemory-policy noeviction, or give us a server of our own' });
  } catch (error) {
    findings.push({ check: 'redis', what: `the Redis server ${redis.host}:${redis.port} does not answer as it should (${wordsOf(error)}): nodes count limits apart and hear of each other late`, mend: 'start it, check REDIS_URL (host, port, redis or rediss, user and password) and that a firewall lets us reach it; or take REDIS_URL away when there is one node' });
  }
  return outcome(['redis'], findings);
}
