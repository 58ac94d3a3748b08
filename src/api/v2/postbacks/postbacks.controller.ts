import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { FindPostbacks } from '../../../postbacks/find-postbacks';
import { PostbackSecrets } from '../../../postbacks/postback-secrets';
import { ReplayPostbacks } from '../../../postbacks/replay-postbacks';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { sizeOf } from '../v2-lists';
import { type Params, single } from '../v2-shapes';
import { toPostbackDetails, toPostbackQuery, toPostbackSchema, toReplayQuery, toSecretSchema } from './postback.wire';

/** The log of postbacks, of our own. */
@V2Controller('postbacks')
export class PostbacksController {
  constructor(
    private readonly find: FindPostbacks,
    private readonly replay: ReplayPostbacks,
    private readonly secrets: PostbackSecrets,
  ) {}

  @Get()
  async list(@Caller() { applicationId }: V2Caller, @Query() q: Params) {
    const { rows, more } = await this.find.list(applicationId, toPostbackQuery(q), single(q['more']), sizeOf(q['pageSize']));
    return { postbacks: rows.map(toPostbackSchema), more };
  }

  @Post('replay')
  @HttpCode(200)
  async replaySome(@Caller() { applicationId }: V2Caller, @Body() body: unknown) {
    return { result: await this.replay.some(applicationId, toReplayQuery(body)) };
  }

  @Get('secret')
  async secret(@Caller() { applicationId }: V2Caller) {
    return toSecretSchema(await this.secrets.show(applicationId));
  }

  @Post('secret/rotate')
  @HttpCode(200)
  async rotate(@Caller() { applicationId }: V2Caller) {
    return toSecretSchema(await this.secrets.rotate(applicationId));
  }

  @Get(':postbackId')
  async one(@Caller() { applicationId }: V2Caller, @Param('postbackId') id: string) {
    return toPostbackDetails(await this.find.one(applicationId, id));
  }

  @Post(':postbackId/replay')
  @HttpCode(204)
  async replayOne(@Caller() { applicationId }: V2Caller, @Param('postbackId') id: string): Promise<void> {
    await this.replay.one(applicationId, id);
  }
}
