import { type RowDataPacket, createConnection } from 'mysql2/promise';
import type { Clock } from '../clock';
import { type Examined, type Finding, type Looked, outcome, wordsOf } from './examination';

const patienceMs = 5_000;
const mostSkewMs = 2_000;

interface Settings {
  now: number;
  flush: number;
  syncBinlog: number;
  hasBinlog: boolean;
}

async function ask(url: string): Promise<Settings> {
  const connection = await createConnection({ uri: url.replace(/^mariadb:/, 'mysql:'), connectTimeout: patienceMs });
  try {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT UNIX_TIMESTAMP(NOW(3)) * 1000 AS server_now, @@innodb_flush_log_at_trx_commit AS flush_log, @@sync_binlog AS sync_log, @@log_bin AS has_log');
    const row = rows[0] as { server_now: number; flush_log: number; sync_log: number; has_log: number };
    return { now: Number(row.server_now), flush: Number(row.flush_log), syncBinlog: Number(row.sync_log), hasBinlog: Number(row.has_log) === 1 };
  } finally {
    await connection.end();
  }
}

/** Whether the server of DATABASE_URL answers, keeps what it acknowledges, and has our time. */
export async function lookAtDatabase({ config }: Examined, clock: Clock): Promise<Looked> {
  if (!config.databaseUrl) return { passed: ['database'] };
  const asked = clock.now();
  const found = await ask(config.databaseUrl).catch((error: unknown) => wordsOf(error));
  if (typeof found === 'string') {
    const finding: Finding = { check: 'database', what: `the server of DATABASE_URL does not let us in (${found})`, mend: 'start it, and check host, port, name, user and password; the user needs all rights on that database' };
    return { findings: [finding], skipped: [{ check: 'durability', why: 'the database does not answer' }] };
  }
  const findings: Finding[] = [];
  const lose = 'a power cut can lose results that were acknowledged';
  if (found.flush !== 1) findings.push({ check: 'durability', what: `the database has innodb_flush_log_at_trx_commit = ${found.flush}: ${lose}`, mend: 'set innodb_flush_log_at_trx_commit = 1 in its configuration' });
  if (found.hasBinlog && found.syncBinlog !== 1) findings.push({ check: 'durability', what: `the database writes a binary log with sync_binlog = ${found.syncBinlog}: ${lose}`, mend: 'set sync_binlog = 1 in its configuration' });
  const now = clock.now();
  const skew = found.now < asked ? found.now - asked : Math.max(0, found.now - now);
  if (Math.abs(skew) > mostSkewMs) findings.push({ check: 'clock', what: `the clock of the database server is ${Math.round(skew / 1000)} s off ours`, mend: 'run a time service (chrony, systemd-timesyncd) on both machines' });
  return outcome(['database', 'durability'], findings);
}
