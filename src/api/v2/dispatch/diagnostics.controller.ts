import { Readable } from 'node:stream';
import { Get, Param, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FindLaunchTimelines } from '../../../dispatch/diagnostics/find-launch-timelines';
import { ListConfirmations } from '../../../dispatch/diagnostics/list-confirmations';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { sizeOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toConfirmationCsv, toConfirmationList, toStates, toTimeline, toTimelineList } from './diagnostics.wire';

/** What happened in launches, and what learning platforms have confirmed. */
@V2Controller('dispatch')
export class DiagnosticsController {
  constructor(
    private readonly timelines: FindLaunchTimelines,
    private readonly confirmations: ListConfirmations,
  ) {}

  @Get('launchTimelines/:reference')
  async one(@Caller() { applicationId }: V2Caller, @Param('reference') reference: string) {
    return toTimeline(await this.timelines.one(applicationId, reference));
  }

  @Get('dispatches/:dispatchId/launchTimelines')
  async list(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Query() q: Params) {
    const page = await this.timelines.ofDispatch(applicationId, id, single(q['more']), sizeOf(q['pageSize']));
    return toTimelineList(page.rows, page.more);
  }

  @Get('dispatches/:dispatchId/confirmations')
  async confirmed(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Query() q: Params) {
    const page = await this.confirmations.run(applicationId, id, toStates(q['state']), single(q['more']), sizeOf(q['pageSize']));
    return toConfirmationList(page.rows, page.more);
  }

  @Get('dispatches/:dispatchId/unconfirmed.csv')
  async csv(@Caller() { applicationId }: V2Caller, @Param('dispatchId') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    const parts = await this.confirmations.all(applicationId, id, ['unconfirmed', 'never']);
    void reply.headers({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="unconfirmed.csv"', 'cache-control': 'no-store' });
    return new StreamableFile(Readable.from(toConfirmationCsv(parts), { objectMode: false }));
  }
}
