import 'reflect-metadata';
import { BootstrapApplications } from './applications/bootstrap-applications';
import { productVersion } from './api/product-version';
import { startCourseway } from './courseway';
import { type Config, ConfigFaults, readConfig } from './platform/config/config';
import { keptSecretKey } from './platform/config/secret-key';

const exitConfig = 78;
const drainMs = 9_000;

function configOrExit(): Config {
  try {
    return readConfig(process.env, keptSecretKey);
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(exitConfig);
  }
}

async function main(): Promise<void> {
  const config = configOrExit();
  const app = await startCourseway(config);
  const lines = [`Courseway ${productVersion} ready at ${config.publicUrl}`, `API      ${config.publicUrl}/api/v2`];
  for (const { what, applicationId, secret } of app.get(BootstrapApplications, { strict: false }).generated) lines.push(`${what}: id ${applicationId}  secret ${secret}  (shown only now)`);
  process.stdout.write(`${lines.join('\n')}\n`);
  const drain = () => {
    setTimeout(() => process.exit(0), drainMs).unref();
    app.close().then(() => process.exit(0), () => process.exit(1));
  };
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
}

/** What an operator can do about the usual reasons, else the whole fault. */
function reasonOf(error: unknown): string {
  const { code, driverError, port, stack, message } = error as { code?: string; driverError?: { code?: string }; port?: number; stack?: string; message?: string };
  const reason = driverError?.code ?? code;
  if (reason === 'EADDRINUSE') return `port ${port} is taken; stop what listens there or set PORT`;
  if (reason === 'SQLITE_BUSY') return 'another process has the embedded database open; stop it, give this one a DATA_DIR of its own, or use DATABASE_URL for several processes';
  if (reason === 'EACCES' || reason === 'EROFS') return `DATA_DIR cannot be written (${message})`;
  if (reason === 'ER_ACCESS_DENIED_ERROR' || reason === 'ER_BAD_DB_ERROR' || reason === 'ECONNREFUSED') return `the database of DATABASE_URL refuses us (${message})`;
  return stack ?? String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`Courseway could not start: ${reasonOf(error)}\n`);
  process.exit(1);
});
