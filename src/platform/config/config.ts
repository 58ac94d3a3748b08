import type { MailSender, SmtpServer } from './mail-config.rules';
import type { OidcProvider } from './oidc-config.rules';
import type { RedisServer } from './redis-config.rules';
import type { ObjectStore } from './storage-config.rules';
import type { TraceReceiver } from './tracing-config.rules';
import { readConfigFrom } from './read-config.rules';

export interface BootstrapCredential {
  id?: string;
  secret?: string;
  name: string;
}

/** Everything the operator can set, read once at start and frozen. URLs end without a slash. */
export class Config {
  readonly port!: number;
  readonly host!: string;
  readonly publicUrl!: string;
  /** What dispatch packages call: the host that stays when others change. */
  readonly launchUrl!: string;
  /** Every origin under which browsers may know us: the launch host, the public one, and those of earlier days. */
  readonly ownOrigins!: readonly string[];
  readonly contentUrl!: string;
  readonly dataDir!: string;
  /** `undefined`: the embedded database in `dataDir`. */
  readonly databaseUrl?: string;
  /** `undefined`: nodes know of each other through the database alone. */
  readonly redis?: RedisServer;
  /** `undefined`: course files are kept in `dataDir`. */
  readonly storage?: ObjectStore;
  readonly role!: 'all' | 'web' | 'worker';
  readonly bootstrapApp!: BootstrapCredential;
  readonly bootstrapManagement!: BootstrapCredential;
  /** A console administrator, owner of the installation, who exists after start. */
  readonly bootstrapAdmin!: { email?: string; password?: string };
  /** `undefined`: people sign in to the console by password alone. */
  readonly oidc?: OidcProvider;
  /** `undefined`: nothing is traced. */
  readonly tracing?: TraceReceiver;
  readonly logLevel!: string;
  readonly logFormat!: 'json' | 'pretty';
  readonly outgoingAllow!: readonly string[];
  readonly maxUploadBytes!: number;
  readonly trustProxy!: boolean;
  /** Signs every token; from SECRET_KEY or a generated file in `dataDir`. */
  readonly secretKey!: string;
  /** `undefined`: mail is kept in the database and shown by the mailbox. */
  readonly smtp?: SmtpServer;
  readonly mailFrom!: MailSender;
  /** Messages in flight at a time, each on a connection of its own. */
  readonly mailConnections!: number;
  /** Per application and node; 0 = no limit. */
  readonly mailPerMinute!: number;
  /** Requests to the API per application, on all nodes together with Redis, else per node; 0 = no limit. */
  readonly apiPerMinute!: number;

  /** How long the timelines of launches are kept; 0 = none are. */
  /** 0: the audit log is kept for ever. */
  readonly auditDays!: number;
  readonly diagnosticsDays!: number;

  /** Opens /metrics from elsewhere than this machine. */
  readonly metricsToken?: string;
  /** Whom the doctor asks instead of the system's resolver: an address, perhaps with a port. */
  readonly dnsServer?: string;
  /** The selector under which the mail server signs. */
  readonly dkimSelector?: string;

  static of(values: Omit<Config, never>): Config {
    return Object.freeze(Object.assign(new Config(), values));
  }
}

/** Thrown with all faults at once, so that the operator mends them in one go. */
export class ConfigFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((f) => `  - ${f}`).join('\n')}`);
  }
}

/** Reads the environment (see docs/configuration.md). Throws ConfigFaults. */
export function readConfig(env: NodeJS.ProcessEnv, secretKey: (dataDir: string) => string): Config {
  const read = readConfigFrom(env);
  if ('faults' in read) throw new ConfigFaults(read.faults);
  return Config.of({ ...read.values, secretKey: read.values.secretKey ?? secretKey(read.values.dataDir) });
}
