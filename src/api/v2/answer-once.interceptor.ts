import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { invalidInput } from '../../platform/failure';
import { AnswerOnce } from '../../platform/idempotency/answer-once';
import { operationOf } from './operation-access.rules';
import type { V2Caller } from './v2-auth.guard';

/** Their work takes a file or asks another server. */
const outsideOneUnit: ReadonlySet<string> = new Set([
  'POST /courses/importJobs', 'POST /courses/importJobs/noUpload', 'POST /courses/importJobs/upload', 'POST /courses/{}/asset', 'POST /courses/{}/asset/upload', 'POST /courses/{}/asset/rollback',
  'POST /courses/{}/versions/{}/asset', 'POST /courses/{}/versions/{}/asset/upload', 'POST /courses/{}/versions/{}/asset/rollback', 'POST /invitations/private/{}/recipients', 'POST /registrations/postBackTest',
]);
/** They keep nothing, so a repeat does nothing twice; what they answer is a secret. */
const keepNothing: ReadonlySet<string> = new Set(['POST /oauth/authenticate/application/token', 'POST /appManagement/token']);

/** A streamed body is not known beforehand; its address stands for it. */
const contentOf = ({ method, url, body }: FastifyRequest) => `${method} ${url}\n${JSON.stringify(body) ?? ''}`;
const ours = (headers: Record<string, unknown>) => Object.fromEntries(Object.entries(headers).filter(([name]) => /^x-(?!request-id|content-type-options)/.test(name)).map(([name, value]) => [name, String(value)]));

/** The header Idempotency-Key: a POST that is sent again with the same one is done once. */
@Injectable()
export class AnswerOnceInterceptor implements NestInterceptor {
  constructor(private readonly once: AnswerOnce) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest & { caller?: V2Caller }>(), http.getResponse<FastifyReply>()];
    const key = request.headers['idempotency-key'];
    const operation = operationOf(request.method, request.routeOptions.url ?? '');
    if (key === undefined || !request.caller || keepNothing.has(operation)) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw invalidInput('Idempotency-Key', 'must have 1 to 255 visible ASCII characters');
    const { answer, isRepeat } = await this.once.run(
      { applicationId: request.caller.applicationId, key, content: contentOf(request), isOneUnit: !outsideOneUnit.has(operation) },
      async () => ({ body: await lastValueFrom(next.handle(), { defaultValue: undefined }), headers: ours(reply.getHeaders()) }),
    );
    if (isRepeat) void reply.headers({ ...answer.headers, 'idempotency-replayed': 'true' });
    return of(answer.body);
  }
}
