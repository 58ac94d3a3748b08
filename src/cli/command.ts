import type { Config } from '../platform/config/config';
import type { Output } from './terminal';

/** What a command is called with; `config` is read when it is asked for. */
export interface Call {
  arguments: readonly string[];
  options: Readonly<Record<string, string | boolean | undefined>>;
  environment: NodeJS.ProcessEnv;
  /** The configuration, with other values where the command sets them. */
  config(instead?: NodeJS.ProcessEnv): Config;
  /** A file or folder as the caller named it. */
  path(named: string): string;
  out: Output;
}
/** The command was called in a way that it does not take. */
export class WrongUse extends Error {}

/** 0: good. 1: failed. */
type ExitCode = 0 | 1;

export interface Command {
  usage: string;
  what: string;
  /** How many arguments it takes. */
  takes: number;
  options: readonly string[];
  run(call: Call): Promise<ExitCode>;
}
