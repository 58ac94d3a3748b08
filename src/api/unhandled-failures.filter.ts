import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../platform/failure';
import { refusalBody } from './sessions-error';

interface Answer {
  status: number;
  message: string;
  code: string;
}

const connectionLost = new Set(['ECONNREFUSED', 'ECONNRESET', 'PROTOCOL_CONNECTION_LOST', 'ETIMEDOUT', 'ER_SERVER_SHUTDOWN', 'POOL_CLOSED', 'EPIPE']);

/** What a fault that is no Failure means to a caller: unknown route, HTTP error of the server, full disk, lost database, or our mistake. */
export function answerToFault(fault: unknown): Answer {
  if (fault instanceof HttpException) return { status: fault.getStatus(), message: fault.message, code: fault.getStatus() === 404 ? 'not-found' : 'refused' };
  const { statusCode, code, message, driverError } = fault as { statusCode?: number; code?: string; message?: string; driverError?: { code?: string } };
  const reason = driverError?.code ?? code ?? '';
  if (reason === 'SQLITE_FULL' || reason === 'ENOSPC') return { status: 507, message: 'The server has no space left; nothing was changed', code: 'storage-full' };
  if (reason === 'STORAGE_UNREACHABLE') return { status: 503, message: 'The store of course files cannot be reached at the moment; try again shortly', code: 'busy' };
  if (connectionLost.has(reason)) return { status: 503, message: 'The database cannot be reached at the moment; try again shortly', code: 'busy' };
  if (statusCode && statusCode >= 400 && statusCode < 500) return { status: statusCode, message: message ?? 'Bad request', code: statusCode === 413 ? 'body-too-large' : 'invalid-input' };
  return { status: 500, message: 'Something went wrong on our side; quote the reference when you ask for help', code: 'internal' };
}

/** Logs a fault with its reference; parameters of statements are personal data and stay out. */
export function logFault(log: Logger, fault: unknown, reference: string): void {
  const { stack, message } = fault as Error;
  log.error(`[${reference}] ${stack ?? message}`);
}

/** The last filter: routes of no edge, faults before a handler was found. */
@Catch()
export class UnhandledFailuresFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { id: reference, url } = http.getRequest<FastifyRequest>();
    const answer = fault instanceof Failure ? { status: fault.code === 'body-too-large' ? 413 : 400, message: fault.publicMessage, code: fault.code } : answerToFault(fault);
    if (answer.status === 500) logFault(this.log, fault, reference);
    if (answer.status === 503) void reply.header('retry-after', '2');
    void reply.code(answer.status).send(refusalBody(url, { ...answer, reference }));
  }
}
