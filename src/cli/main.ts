import 'reflect-metadata';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigFaults, readConfig } from '../platform/config/config';
import { foundSecretKey } from '../platform/config/secret-key';
import { reasonOfFault } from '../platform/reason-of-fault.rules';
import { backup } from './backup';
import { type Call, type Command, WrongUse } from './command';
import { doctor } from './doctor';
import { importFromScormCloud } from './import-from-scorm-cloud';
import { migrate } from './migrate';
import { restore } from './restore';
import { outputOn } from './terminal';
import { verify } from './verify';

const exitWrongUse = 2;
const exitConfig = 78;
const commands: Readonly<Record<string, Command>> = { migrate, backup, restore, verify, doctor, 'import-from-scorm-cloud': importFromScormCloud };
const out = outputOn(process.stdout, process.stderr);

function help(): string {
  const lines = Object.values(commands).map(({ usage, what }) => `  courseway ${usage.padEnd(44)}${usage.length < 44 ? '' : `\n${' '.repeat(56)}`}${what}`);
  return ['Usage:', ...lines, `  courseway ${'help'.padEnd(44)}this text`, '', 'Settings come from the environment or .env, as for the server (docs/configuration.md). docs/operations.md says more.', 'Exit codes: 0 good, 1 failed, 2 wrong use, 78 configuration.'].join('\n');
}

const word = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const known = {
  into: word, json: flag, from: word, app: word, to: word, only: word, rate: word, journal: word, sender: word, 'dry-run': flag, 'newest-only': flag, refresh: flag, help: { ...flag, short: 'h' },
} as const;

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: known });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

function callOf(args: string[], options: Call['options']): Call {
  return {
    arguments: args, options, environment: process.env, out,
    config: (instead = {}) => readConfig({ ...process.env, ...instead }, foundSecretKey),
    path: (named) => resolve(process.env['COURSEWAY_CALLED_IN'] ?? '.', named),
  };
}

async function main(): Promise<number> {
  const { positionals: [name = 'help', ...args], values } = parsed(process.argv.slice(2));
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name === 'help' || values.help) {
    out.line(help());
    return 0;
  }
  if (!command) throw new WrongUse(`there is no command [${name}]`);
  const strange = Object.keys(values).filter((option) => !command.options.includes(option));
  if (args.length !== command.takes || strange.length) throw new WrongUse(`it is: courseway ${command.usage}`);
  return command.run(callOf(args, values));
}

function codeOf(error: unknown): number {
  if (error instanceof WrongUse) {
    out.fault(`${error.message}\nTry: courseway help`);
    return exitWrongUse;
  }
  if (error instanceof ConfigFaults) {
    out.fault(error.message);
    return exitConfig;
  }
  out.fault(error instanceof Error && error.constructor === Error && !('code' in error) ? error.message : reasonOfFault(error));
  return 1;
}

main().catch(codeOf).then((code) => {
  process.exitCode = code;
});
