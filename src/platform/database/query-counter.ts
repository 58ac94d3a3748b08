import type { Logger } from 'typeorm';

const bookkeeping = /^\s*(start transaction|begin|commit|rollback|savepoint|release|set )/i;

/** Counts statements (tests hold operations to a budget); logs no query, because parameters are personal data. */
export class QueryCounter implements Logger {
  statements = 0;
  /** Tests may look at the statements themselves. */
  watch?: (sql: string) => void;

  count(sql: string): void {
    if (bookkeeping.test(sql)) return;
    this.statements++;
    this.watch?.(sql);
  }
  logQuery(sql: string): void {
    this.count(sql);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
