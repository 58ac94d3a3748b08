import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadLaunchData } from '../../runtime/cmi5/read-launch-data';
import { ChangeDocuments } from '../../xapi/documents/change-documents';
import { type DocumentPlace, etagOf } from '../../xapi/documents/document-place.rules';
import { FindDocuments } from '../../xapi/documents/find-documents';
import { xapiForbidden, xapiInvalid } from '../../xapi/xapi.failures';
import { toPlace } from './document-places.wire';
import { type LrsCaller, LrsCallers } from './lrs-caller';
import { LrsFailuresFilter } from './lrs-failures.filter';
import { bytesOf } from './lrs.wire';

const launchData = 'LMS.LaunchData';
type Query_ = Record<string, string | undefined>;

interface Asked {
  caller: LrsCaller;
  place: DocumentPlace;
  documentId: string | undefined;
  isLaunchData: boolean;
}

/** State, activity profiles and agent profiles of content (xAPI 1.0.3 part 3, 2.3 to 2.7). */
@Controller('lrs/:owner/:kind')
@UseFilters(LrsFailuresFilter)
export class DocumentsController {
  constructor(
    private readonly callers: LrsCallers,
    private readonly find: FindDocuments,
    private readonly change: ChangeDocuments,
    private readonly launchData: ReadLaunchData,
  ) {}

  @Get()
  async get(@Req() request: FastifyRequest, @Param('owner') owner: string, @Param('kind') kind: string, @Query() query: Query_, @Res() reply: FastifyReply): Promise<void> {
    const { caller, place, documentId, isLaunchData } = await this.asked(request, owner, kind, query);
    if (documentId === undefined) return void (await reply.send(await this.find.ids(place, sinceOf(query['since']))));
    const found = isLaunchData ? await this.made(caller) : await this.find.one(place, documentId);
    void reply.headers({ etag: `"${found.etag}"`, ...(found.updatedAt ? { 'last-modified': new Date(found.updatedAt).toUTCString() } : {}) });
    await reply.type(found.contentType).send(found.content);
  }

  @Put()
  @HttpCode(204)
  async put(@Req() request: FastifyRequest, @Param('owner') owner: string, @Param('kind') kind: string, @Query() query: Query_, @Body() body: unknown): Promise<void> {
    await this.write(request, await this.asked(request, owner, kind, query), body, 'put');
  }

  @Post()
  @HttpCode(204)
  async post(@Req() request: FastifyRequest, @Param('owner') owner: string, @Param('kind') kind: string, @Query() query: Query_, @Body() body: unknown): Promise<void> {
    await this.write(request, await this.asked(request, owner, kind, query), body, 'merge');
  }

  @Delete()
  @HttpCode(204)
  async remove(@Req() request: FastifyRequest, @Param('owner') owner: string, @Param('kind') kind: string, @Query() query: Query_): Promise<void> {
    const { caller, place, documentId, isLaunchData } = await this.asked(request, owner, kind, query);
    if (isLaunchData) throw xapiForbidden('cmi5 10.2: a unit does not change LMS.LaunchData');
    if (documentId === undefined && place.kind !== 'state') throw xapiInvalid('profileId: is required');
    if (caller.unit.mode !== 'Normal') return;
    await (documentId === undefined ? this.change.clear(place) : this.change.remove(place, documentId, conditionsOf(request)));
  }

  private async asked(request: FastifyRequest, owner: string, kind: string, query: Query_): Promise<Asked> {
    const caller = await this.callers.of(request);
    const { place, documentId } = toPlace(`${owner}/${kind}`, query, caller.unit);
    return { caller, place, documentId, isLaunchData: caller.unit.structure.standard === 'CMI5' && place.kind === 'state' && documentId === launchData };
  }

  /** In a preview or review it is taken and not kept. */
  private async write(request: FastifyRequest, { caller, place, documentId, isLaunchData }: Asked, body: unknown, how: 'put' | 'merge'): Promise<void> {
    if (isLaunchData) throw xapiForbidden('cmi5 10.2: a unit does not change LMS.LaunchData');
    if (documentId === undefined) throw xapiInvalid(`${place.kind === 'state' ? 'stateId' : 'profileId'}: is required`);
    if (caller.unit.mode !== 'Normal') return;
    await this.change.run(place, documentId, { ...conditionsOf(request), contentType: request.headers['content-type'] ?? 'application/octet-stream', content: bytesOf(body) }, how);
  }

  private async made({ launch }: LrsCaller): Promise<{ contentType: string; content: Buffer; etag: string; updatedAt?: number }> {
    const [content, contentType] = [Buffer.from(JSON.stringify(await this.launchData.run(launch))), 'application/json'];
    return { content, contentType, etag: etagOf(content, contentType) };
  }
}

const conditionsOf = ({ headers }: FastifyRequest) => ({ ...(headers['if-match'] === undefined ? {} : { ifMatch: headers['if-match'] }), ...(headers['if-none-match'] === undefined ? {} : { ifNoneMatch: headers['if-none-match'] }) });

function sinceOf(text: string | undefined): number {
  const at = text === undefined ? 0 : Date.parse(text);
  if (Number.isNaN(at)) throw xapiInvalid('since: must be an ISO 8601 timestamp');
  return at;
}
