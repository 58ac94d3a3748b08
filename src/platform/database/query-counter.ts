import type { Logger } from 'typeorm';

const bookkeeping = /^\s*(start transaction|begin|commit|rollback|savepoint|release|set )/i;

/** Counts statements (tests hold operations to a budget); logs no query, because parameters are personal data. */
export class QueryCounter implements Logger {
  statements = 0;
  /** Tests may look at the statements themselves. */
  watch?: (sql: string, parameters: readonly unknown[]) => void;

  count(sql: string, parameters: readonly unknown[] = []): void {
    if (bookkeeping.test(sql)) return;
    this.statements++;
    this.watch?.(sql, parameters);
  }
  logQuery(sql: string, parameters?: unknown[]): void {
    this.count(sql, parameters);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
