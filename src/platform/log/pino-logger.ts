import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { traceOfLine } from '../tracing/tracing';

/** A line a person can read: time, level, who, what. */
const pretty = {
  write(line: string) {
    const { time, level, context, msg, ...rest } = JSON.parse(line) as { time: number; level: number; context?: string; msg?: string; [key: string]: unknown };
    const name = level >= 50 ? 'ERROR' : level >= 40 ? 'warn' : level >= 30 ? 'info' : 'debug';
    const more = Object.keys(rest).length ? ` ${JSON.stringify(rest)}` : '';
    process.stdout.write(`${new Date(time).toISOString().slice(11, 23)} ${name.padEnd(5)} ${context ? `[${context}] ` : ''}${msg ?? ''}${more}\n`);
  },
};

/** One structured logger for Nest and the HTTP server. Never given a URL, a body or a token. */
export function makeLogger(level: string, format: 'json' | 'pretty'): Logger {
  const options = { level, base: undefined, mixin: traceOfLine };
  return format === 'pretty' ? pino(options, pretty) : pino(options);
}

/** Nest's own logging through pino; Nest's start-up chatter is debug. */
export class PinoNestLogger implements LoggerService {
  private readonly chatter = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger[this.chatter.has(context ?? '') ? 'debug' : 'info']({ context }, String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.logger.error({ context: more.at(-1) }, message instanceof Error ? message.stack : [message, ...more.slice(0, -1)].filter(Boolean).join('\n'));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
