import { All, Controller, Logger, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFault } from '../unhandled-failures.filter';
import type { V1Answer, V1Call } from './v1-call';
import { toldOf } from './v1-failures';
import { V1MethodTable } from './v1-method-table';
import type { Parameters } from './v1-signature.rules';
import { failDocument, okDocument } from './v1-xml.rules';
import { VerifyV1Call } from './verify-v1-call';

/** The legacy API: one address, the method is a parameter. Refusals are answers too, with status 200, because old clients repeat everything else (PROTOCOL 3). */
@Controller()
export class V1Controller {
  private readonly log = new Logger('V1Api');

  constructor(
    private readonly table: V1MethodTable,
    private readonly verify: VerifyV1Call,
  ) {}

  @All(['api', 'EngineWebServices', 'EngineWebServices/api'])
  async call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const answer = await this.answer(request).catch((fault: unknown) => this.refused(fault, request.id));
    if (typeof answer === 'object' && 'redirect' in answer) return void (await reply.code(302).headers({ location: answer.redirect, 'cache-control': 'no-store' }).send());
    const document = typeof answer === 'string' ? answer : okDocument('text' in answer ? answer.text : answer.content);
    await reply.code(200).headers({ 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' }).send(document);
  }

  private async answer(request: FastifyRequest): Promise<V1Answer> {
    const parameters = parametersOf(request);
    const all = (name: string) => parameters.filter(([other]) => other === name).map(([, value]) => value);
    const method = all('method')[0] ?? '';
    const { signedBy, run } = this.table.of(method);
    const { applicationId, credentialId } = signedBy === 'none' ? { applicationId: '', credentialId: '' } : await this.verify.run(parameters, signedBy);
    const call: V1Call = { method, applicationId, credentialId, request, all, get: (...names) => names.map((name) => all(name)[0]).find((value) => value !== undefined) };
    return run(call);
  }

  private refused(fault: unknown, reference: string): string {
    const told = toldOf(fault);
    if (told) return failDocument(told.code, told.message);
    logFault(this.log, fault, reference);
    return failDocument(201, `Something went wrong on this server; quote ${reference} to whoever runs it`);
  }
}

/** Query and form as one list, repeats included. Multipart parts are no parameters. */
function parametersOf({ raw, body }: FastifyRequest): Parameters {
  const url = raw.url ?? '';
  const at = url.indexOf('?');
  return [...new URLSearchParams(at < 0 ? '' : url.slice(at + 1)), ...(body instanceof URLSearchParams ? body : [])];
}
