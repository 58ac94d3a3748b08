import 'reflect-metadata';
import { FirstAdministratorLink } from './administrators/first-administrator-link';
import { BootstrapApplications } from './applications/bootstrap-applications';
import { productVersion } from './api/product-version';
import { startCourseway } from './courseway';
import { type Config, ConfigFaults, readConfig } from './platform/config/config';
import { keptSecretKey } from './platform/config/secret-key';
import { reasonOfFault } from './platform/reason-of-fault.rules';

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
  const drain = () => {
    setTimeout(() => process.exit(0), drainMs).unref();
    app.close().then(() => process.exit(0), () => process.exit(1));
  };
  process.once('SIGTERM', drain);
  process.once('SIGINT', drain);
  const lines = [`Courseway ${productVersion} ready at ${config.publicUrl}`, `API      ${config.publicUrl}/api/v2`, `Console  ${(await app.get(FirstAdministratorLink, { strict: false }).run()) ?? `${config.publicUrl}/console`}`];
  for (const { what, applicationId, secret } of app.get(BootstrapApplications, { strict: false }).generated) lines.push(`${what}: id ${applicationId}  secret ${secret}  (shown only now)`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`Courseway could not start: ${reasonOfFault(error)}\n`);
  process.exit(1);
});
