import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { RecordAudit } from '../../administrators/record-audit';
import { operationOf } from './operation-access.rules';
import type { V2Caller } from './v2-auth.guard';

/** What the handler says it answers; it is set on the reply only behind us. */
function statusOf(context: ExecutionContext, method: string): number {
  const { statusCode } = context.switchToHttp().getResponse<FastifyReply>();
  if (statusCode !== 200) return statusCode;
  return (Reflect.getMetadata('__httpCode__', context.getHandler()) as number | undefined) ?? (method === 'POST' ? 201 : 200);
}

/** What an administrator changes through the API is written down: the route, the ids in the path and the status, never a body. */
@Injectable()
export class RecordConsoleCalls implements NestInterceptor {
  constructor(private readonly audit: RecordAudit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: V2Caller }>();
    const { method, caller } = request;
    if (!caller?.session || method === 'GET' || method === 'HEAD') return next.handle();
    const { session, applicationId } = caller;
    const call = { applicationId, operation: operationOf(method, request.routeOptions.url ?? ''), ids: request.params as Record<string, string> };
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.audit.call({ administratorKey: session.administratorKey, email: session.email, address: request.ip }, { ...call, status: statusOf(context, method) });
        return answer;
      }),
    );
  }
}
