import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Metrics } from '../metrics/metrics';
import { bound, inSpan, isTracing } from '../tracing/tracing';
import { QueryCounter } from './query-counter';
import type { SqliteDatabase } from './sqlite-driver';

interface Unit {
  runner: QueryRunner;
  sqlite?: SqliteDatabase;
  done: boolean;
  afterCommit: (() => void)[];
}
interface Waiting {
  work: () => Promise<unknown>;
  since: number;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}
type Row = Record<string, unknown>;

const batchLimit = 128;
const replayed = new Set([1213, 1205, 1020]); // deadlock, lock wait timeout, changed since read

/**
 * The only way to the database: one transaction around a piece of work; the outermost unit wins.
 * On SQLite (one connection) units queue, and those that wait together share one durable COMMIT, each behind its own savepoint.
 * On MySQL/MariaDB a unit is replayed in a fresh transaction after a deadlock, so a unit does database work only.
 */
@Injectable()
export class UnitOfWork {
  private readonly log = new Logger(UnitOfWork.name);
  private readonly current = new AsyncLocalStorage<Unit>();
  private readonly waiting: Waiting[] = [];
  private draining = false;
  readonly dialect: 'sqlite' | 'mysql';

  constructor(
    private readonly source: DataSource,
    private readonly counter: QueryCounter,
    private readonly metrics: Metrics,
  ) {
    this.dialect = source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
  }

  /** Runs `work` in one transaction and answers after COMMIT; what it throws rolls it back. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.unit()) return work();
    if (!isTracing()) return this.runAlone(work);
    return inSpan('database', { kind: 'client', onlyWithin: true, attributes: { 'db.system.name': this.dialect } }, () => this.runAlone(bound(work))); // on SQLite somebody else's call runs it
  }

  /** Calls `then` once the outermost unit has been committed. */
  afterCommit(then: () => void): void {
    this.inside().afterCommit.push(then);
  }

  /** Rows of a SELECT with `?` parameters. */
  async query<R extends object = Row>(sql: string, parameters: unknown[] = []): Promise<R[]> {
    const unit = this.inside();
    if (!unit.sqlite) return (await unit.runner.query(sql, parameters)) as R[];
    this.counter.count(sql, parameters);
    return unit.sqlite.prepare(sql).all(...parameters) as R[];
  }

  /** Runs an INSERT, UPDATE or DELETE with `?` parameters. */
  async execute(sql: string, parameters: unknown[] = []): Promise<{ affected: number }> {
    const unit = this.inside();
    if (!unit.sqlite) return { affected: Number(((await unit.runner.query(sql, parameters)) as { affectedRows?: number }).affectedRows ?? 0) };
    this.counter.count(sql, parameters);
    return { affected: unit.sqlite.prepare(sql).run(...parameters).changes };
  }

  /** Ends a SELECT that reads rows in order to change them. */
  get forUpdate(): string {
    return this.dialect === 'mysql' ? ' FOR UPDATE' : '';
  }

  get manager(): EntityManager {
    return this.inside().runner.manager;
  }

  private waited(since: number): void {
    this.metrics.unitWait.observe((performance.now() - since) / 1000);
  }

  private unit(): Unit | undefined {
    const unit = this.current.getStore();
    return unit && !unit.done ? unit : undefined;
  }

  private inside(): Unit {
    const unit = this.unit();
    if (!unit) throw new Error('The database was used outside a unit of work');
    return unit;
  }

  private runAlone<T>(work: () => Promise<T>): Promise<T> {
    return this.dialect === 'sqlite' ? this.enqueue(work) : this.runOnServer(work);
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ work, since: performance.now(), resolve: resolve as (value: unknown) => void, reject });
      if (this.draining) return;
      this.draining = true;
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    try {
      const runner = this.source.createQueryRunner();
      const sqlite = (await runner.connect()) as SqliteDatabase;
      while (this.waiting.length) {
        await this.runTogether(this.waiting.splice(0, batchLimit), runner, sqlite);
        if (this.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve)); // let the next ones gather
      }
    } catch (error) {
      for (const waiting of this.waiting.splice(0)) waiting.reject(error); // there is no connection (any more)
    } finally {
      this.draining = false;
    }
  }

  /** One transaction for all of `batch`; a unit that fails is rolled back alone, and nobody is answered before COMMIT. */
  private async runTogether(batch: Waiting[], runner: QueryRunner, sqlite: SqliteDatabase): Promise<void> {
    const finished: (() => void)[] = [];
    const hooks: (() => void)[] = [];
    try {
      await runner.startTransaction();
      for (const waiting of batch) {
        const unit: Unit = { runner, sqlite, done: false, afterCommit: [] };
        this.waited(waiting.since);
        sqlite.exec('SAVEPOINT unit');
        try {
          const value = await this.current.run(unit, waiting.work);
          sqlite.exec('RELEASE unit');
          hooks.push(...unit.afterCommit);
          finished.push(() => waiting.resolve(value));
        } catch (error) {
          if (!sqlite.inTransaction) throw error; // SQLite gave up the whole transaction (disk full, I/O error)
          sqlite.exec('ROLLBACK TO unit');
          sqlite.exec('RELEASE unit');
          finished.push(() => waiting.reject(error));
        } finally {
          unit.done = true;
        }
      }
      await runner.commitTransaction();
    } catch (error) {
      await this.giveUp(runner, sqlite).catch((fault) => this.log.error(fault));
      for (const waiting of batch) waiting.reject(error);
      return;
    }
    for (const answer of finished) answer();
    this.tell(hooks);
  }

  /** What is committed stays so, whatever a hook throws. */
  private tell(hooks: readonly (() => void)[]): void {
    for (const hook of hooks) {
      try {
        hook();
      } catch (fault) {
        this.log.error(fault);
      }
    }
  }

  private async giveUp(runner: QueryRunner, sqlite: SqliteDatabase): Promise<void> {
    if (!runner.isTransactionActive) return;
    if (!sqlite.inTransaction) sqlite.exec('BEGIN'); // so that TypeORM's own book-keeping can end its transaction
    await runner.rollbackTransaction();
  }

  private async runOnServer<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const runner = this.source.createQueryRunner();
      const unit: Unit = { runner, done: false, afterCommit: [] };
      const since = performance.now();
      try {
        await runner.startTransaction();
        this.waited(since);
        const value = await this.current.run(unit, work);
        unit.done = true;
        await runner.commitTransaction();
        this.tell(unit.afterCommit);
        return value;
      } catch (error) {
        unit.done = true;
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        if (attempt >= 6 || !isReplayed(error)) throw error;
      } finally {
        await runner.release();
      }
      await sleep(Math.random() * 15 * attempt);
    }
  }
}

function isReplayed(error: unknown): boolean {
  const { errno, driverError } = error as { errno?: number; driverError?: { errno?: number } };
  return replayed.has(driverError?.errno ?? errno ?? 0);
}
