import type { ArgumentsHost, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../platform/failure';
import { answerToFault, logFault } from './unhandled-failures.filter';

interface Message {
  /** Of its texts. */
  key: string;
  status: number;
}

/** The page that tells a fault: that of a refusal by its code, else the one for faults. What is ours is logged, and whoever may come back soon is told so. */
export function pageOfFault(fault: unknown, host: ArgumentsHost, ofRefusal: Readonly<Record<string, Message>>, log: Logger): { request: FastifyRequest; reply: FastifyReply; message: Message } {
  const http = host.switchToHttp();
  const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
  const known = fault instanceof Failure ? ofRefusal[fault.code] : undefined;
  const message = known ?? { key: 'fault', status: fault instanceof Failure ? 500 : answerToFault(fault).status };
  if (message.status === 500) logFault(log, fault, request.id);
  if (message.status === 503) void reply.header('retry-after', '2');
  return { request, reply, message };
}
