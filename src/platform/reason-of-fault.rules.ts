/** What an operator can do about the usual reasons why a start or a command fails, else the whole fault. */
export function reasonOfFault(error: unknown): string {
  const { code, driverError, port, stack, message } = error as { code?: string; driverError?: { code?: string }; port?: number; stack?: string; message?: string };
  const reason = driverError?.code ?? code;
  if (reason === 'EADDRINUSE') return `port ${port} is taken; stop what listens there or set PORT`;
  if (reason === 'SQLITE_BUSY') return 'another process has the embedded database open; stop it, give this one a DATA_DIR of its own, or use DATABASE_URL for several processes';
  if (reason === 'EACCES' || reason === 'EROFS') return `DATA_DIR cannot be written (${message})`;
  if (reason === 'ER_ACCESS_DENIED_ERROR' || reason === 'ER_BAD_DB_ERROR' || reason === 'ECONNREFUSED') return `the database of DATABASE_URL refuses us (${message})`;
  if (reason === 'HALF_RESTORED') return message ?? '';
  return stack ?? String(error);
}
