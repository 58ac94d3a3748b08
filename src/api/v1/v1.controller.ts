import { Readable } from 'node:stream';
import { All, Controller, Get, Logger, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deletionNotAllowed } from '../../applications/applications.failures';
import { RateLimit } from '../rate-limit';
import { logFault } from '../unhandled-failures.filter';
import type { V1Answer, V1Call, V1Offer } from './v1-call';
import { toldOf, v1 } from './v1-failures';
import { V1MethodTable } from './v1-method-table';
import type { Parameters } from './v1-signature.rules';
import type { Xml } from '../../platform/xml/xml-elements.rules';
import { failDocument, okDocument, okDocumentOf } from './v1-xml.rules';
import { callOfWidget } from './v1-widget.rules';
import { VerifyV1Call } from './verify-v1-call';

const xml = 'text/xml; charset=utf-8';

const forPages = { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, POST', 'access-control-allow-headers': '*', 'access-control-max-age': '86400' };
/** What belongs to a course is never shown as a page on this origin. */
const asFile = { 'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'" };

/** The legacy API: one address, the method is a parameter. Refusals are answers too, with status 200, because old clients repeat everything else (PROTOCOL 3). */
@Controller()
export class V1Controller {
  private readonly log = new Logger('V1Api');

  constructor(
    private readonly table: V1MethodTable,
    private readonly verify: VerifyV1Call,
    private readonly limit: RateLimit,
  ) {}

  @All(['api', 'EngineWebServices', 'EngineWebServices/api'])
  call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send(request, reply, []);
  }

  /** Pages for people, which .NET clients ask for at an address of their own, signed without a method. */
  @Get(['widget', 'EngineWebServices/widget'])
  widget(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send(request, reply, callOfWidget(parametersOf(request)));
  }

  private async send(request: FastifyRequest, reply: FastifyReply, implied: Parameters): Promise<void> {
    void reply.code(200).headers({ 'content-type': xml, 'cache-control': 'no-store' });
    await reply.send(await this.answer(request, reply, implied).catch((fault: unknown) => this.refused(fault, request.id)));
  }

  /** The body of the answer; its head is told to `reply`. What is `implied` comes before what was sent, and is not signed. */
  private async answer(request: FastifyRequest, reply: FastifyReply, implied: Parameters): Promise<string | Buffer | Readable> {
    const sent = parametersOf(request);
    const parameters = [...implied, ...sent];
    const unkept = parameters.find((pair) => pair.some((text) => text.includes('\0')));
    if (unkept) throw v1.wrongValue(unkept[0].replaceAll('\0', ''), 'a text without U+0000');
    const all = (name: string) => parameters.filter(([other]) => other === name).map(([, value]) => value);
    const method = all('method')[0] ?? '';
    const offer = this.table.of(method);
    if (offer.fromPages) void reply.headers(forPages);
    if (offer.fromPages && request.method === 'OPTIONS') return '';
    const caller = await this.callerOf(sent, offer, reply);
    const call: V1Call = { method, ...caller, request, all, names: [...new Set(parameters.map(([name]) => name))], get: (...names) => names.map((name) => all(name)[0]).find((value) => value !== undefined) };
    return bodyOf(await offer.run(call), reply);
  }

  private async callerOf(parameters: Parameters, { signedBy, deletes }: V1Offer, reply: FastifyReply): Promise<Pick<V1Call, 'applicationId' | 'credentialId' | 'isManagement'>> {
    if (signedBy === 'none') return { applicationId: '', credentialId: '', isManagement: false };
    const { applicationId, credentialId, isManagement, allowDelete } = await this.verify.run(parameters, signedBy);
    await this.limit.count(applicationId, reply);
    if (deletes && !allowDelete) throw deletionNotAllowed();
    return { applicationId, credentialId, isManagement };
  }

  private refused(fault: unknown, reference: string): string {
    const told = toldOf(fault);
    if (told) return failDocument(told.code, told.message);
    logFault(this.log, fault, reference);
    return failDocument(201, `Something went wrong on this server; quote ${reference} to whoever runs it`);
  }
}

async function bodyOf(answer: V1Answer, reply: FastifyReply): Promise<string | Buffer | Readable> {
  if ('content' in answer) return okDocument(answer.content);
  if ('text' in answer) return okDocument(answer.text);
  if ('list' in answer) return Readable.from(okDocumentOf(answer.list.name, answer.list.attributes ?? {}, await begun(answer.list.items)));
  if ('redirect' in answer) {
    void reply.code(302).header('location', answer.redirect);
    return '';
  }
  void reply.type(answer.type).headers(asFile);
  if (answer.fileName !== undefined) void reply.header('content-disposition', `attachment; filename="${answer.fileName.replace(/[^\w .()-]/g, '_')}"`);
  return answer.body;
}

/** The same items, when the first one could be had: a refusal is still the whole answer then. */
async function begun(items: AsyncIterable<Xml>): Promise<AsyncIterable<Xml>> {
  const rest = items[Symbol.asyncIterator]();
  const first = await rest.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* { [Symbol.asyncIterator]: () => rest };
  })();
}

/** Query and form as one list, repeats included. Multipart parts are no parameters. */
function parametersOf({ raw, body }: FastifyRequest): Parameters {
  const url = raw.url ?? '';
  const at = url.indexOf('?');
  return [...new URLSearchParams(at < 0 ? '' : url.slice(at + 1)), ...(body instanceof URLSearchParams ? body : [])];
}
